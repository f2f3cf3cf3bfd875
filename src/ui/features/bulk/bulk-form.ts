import type {
  BulkRow,
  Configuration,
  Kind,
  LivestreamChanges,
  NewBulkUpdate,
  Problem,
} from '../../api/types.ts';
import type { Counts, Outlook } from '../../lib/bulk-outlook.ts';
import type { FormAction, FormState } from '../../lib/form-state.ts';
import { dayAfter, startOfDay } from '../../lib/zone-days.ts';
import type { BulkTable } from './table/bulk-table.ts';
import type { TableError } from './table/use-bulk-table.ts';

export const bulkFields = ['stream_url', 'stream_key', 'page_url', 'resolution'] as const;
export type BulkField = (typeof bulkFields)[number];

/** Where the selected meetings come from. */
export type BulkSource = 'list' | 'filter' | 'table';

/** The values of the form: the selected meetings and their new settings. */
export type BulkForm = Record<BulkField, string> & {
  kind: Kind;
  by: BulkSource;
  chosen: ReadonlySet<string>;
  /** Meetings and their settings from a spreadsheet; only in memory, because it can contain keys. */
  table: BulkTable | null;
  words: string;
  /** Days such as `2026-11-22`, empty for none. */
  from: string;
  to: string;
  using: 'destination' | 'fields';
  destinationId: string;
};

/** Nothing is saved: each bulk edit starts with an empty form. */
export type BulkFormState = FormState<BulkForm, null>;
export type BulkFormAction = FormAction<BulkForm, null>;

export const emptyBulkForm: BulkForm = {
  kind: 'meetings',
  by: 'list',
  chosen: new Set(),
  table: null,
  words: '',
  from: '',
  to: '',
  using: 'destination',
  destinationId: '',
  stream_url: '',
  stream_key: '',
  page_url: '',
  resolution: '',
};

/** Whether leaving would lose a selection or input. The way of selecting does not count. */
export function isTouched(form: BulkForm): boolean {
  const inputs = ['words', 'from', 'to', 'destinationId', ...bulkFields] as const;
  return form.chosen.size > 0 || form.table !== null || inputs.some((name) => form[name] !== '');
}

/** Meetings and webinars have separate ids: a change of the type clears the selection. */
export function withoutForeignIds(form: BulkForm, changes: Partial<BulkForm>): Partial<BulkForm> {
  const isOtherKind = changes.kind !== undefined && changes.kind !== form.kind;
  return isOtherKind ? { ...changes, chosen: new Set() } : changes;
}

export type BulkFormError = 'neededMeetings' | 'neededFilter' | 'neededChanges' | 'neededDates' | TableError;

/**
 * The request for a form, or what it lacks. Days are whole days in `zone`, and the last one is
 * included.
 */
export function requestOf(form: BulkForm, zone: string): NewBulkUpdate | BulkFormError {
  const changes = changesOf(form);
  if (form.by === 'list' && form.chosen.size === 0) return 'neededMeetings';
  if (form.by === 'filter' && !form.words.trim() && !form.from && !form.to) return 'neededFilter';
  if (form.by === 'filter' && form.from && form.to && form.to < form.from) return 'neededDates';
  if (Object.keys(changes).length === 0) return 'neededChanges';
  if (form.by === 'list') return { kind: form.kind, meeting_ids: [...form.chosen], changes };
  const filter = {
    ...(form.words.trim() ? { topic_contains: form.words.trim() } : {}),
    ...(form.from ? { from: startOfDay(form.from, zone).toISOString() } : {}),
    ...(form.to ? { to: startOfDay(dayAfter(form.to), zone).toISOString() } : {}),
  };
  return { kind: form.kind, filter, changes };
}

function changesOf(form: BulkForm): LivestreamChanges {
  const { using, destinationId } = form;
  if (using === 'destination') return destinationId ? { destination_id: destinationId } : {};
  const filled = bulkFields.filter((field) => form[field].trim() !== '');
  return Object.fromEntries(filled.map((field) => [field, form[field].trim()]));
}

export type Difference = { field: BulkField; before: string; after: string };

/**
 * The fields in which two configurations differ. Keys are shown by their last characters and
 * compared by fingerprint.
 */
export function differencesOf(before: Configuration | null, after: Configuration | null): Difference[] {
  if (!after) return [];
  return bulkFields
    .filter((field) => identityOf(field, before) !== identityOf(field, after))
    .map((field) => ({ field, before: textOf(field, before), after: textOf(field, after) }));
}

function identityOf(field: BulkField, shown: Configuration | null): string {
  return (field === 'stream_key' ? shown?.stream_key_fingerprint : shown?.[field]) ?? '';
}

/** Represents a key that is too short to show its last characters. */
export const KEY_WITHOUT_HINT = '*';

function textOf(field: BulkField, shown: Configuration | null): string {
  if (field !== 'stream_key') return shown?.[field] ?? '';
  return shown?.stream_key_fingerprint ? shown.stream_key_hint || KEY_WITHOUT_HINT : '';
}

/** Temporary errors: a row with one of these was not checked. */
const TRANSIENT: readonly Problem['code'][] = [
  'zoom_rate_limited',
  'zoom_timeout',
  'zoom_unavailable',
  'temporarily_unavailable',
];

/** The outlook of a row of a dry run. */
export function outlookOf({ status, before, after, problem }: BulkRow): Outlook {
  if (status !== 'pending')
    return TRANSIENT.includes(problem?.code ?? 'internal_error') ? 'unknown' : 'cannot';
  return differencesOf(before, after).length > 0 ? 'would' : 'same';
}

/**
 * The rows of a dry run that are worth applying: those that differ, and those that could not be
 * checked.
 */
export function worthApplying(rows: readonly BulkRow[]): BulkRow[] {
  return rows.filter((row) => ['would', 'unknown'].includes(outlookOf(row)));
}

/** The request that applies a dry run, to exactly the rows that are worth applying. */
export function applicationOf(request: NewBulkUpdate, rows: readonly BulkRow[]): NewBulkUpdate {
  const { kind = 'meetings', updates, changes = {} } = request;
  const ids = worthApplying(rows).map(({ meeting_id: id }) => id);
  if (!updates) return { kind, meeting_ids: ids, changes };
  const due = new Set(ids);
  return { kind, updates: updates.filter(({ meeting_id: id }) => due.has(id)) };
}

/**
 * Number of rows of a dry run that would change, would stay the same, could not be checked, or
 * cannot be changed.
 */
export function countsOf(rows: readonly BulkRow[]): Counts {
  const counts: Counts = { would: 0, same: 0, unknown: 0, cannot: 0 };
  for (const row of rows) counts[outlookOf(row)] += 1;
  return counts;
}

/** Number of rows that were changed in Zoom, and how many of these an undo restores. */
export function undoCountsOf(rows: readonly BulkRow[]): { undoable: number; changed: number } {
  const changed = rows.filter(
    ({ status, before, after }) =>
      (status === 'done' || status === 'failed') && differencesOf(before, after).length > 0,
  );
  return { changed: changed.length, undoable: changed.filter(({ undoable }) => undoable).length };
}

/** Whether a row is, or would be, a change that can't be undone. */
export function isFinal(row: BulkRow): boolean {
  if (row.undoable || !['pending', 'done'].includes(row.status)) return false;
  return row.after === null ? row.status === 'pending' : differencesOf(row.before, row.after).length > 0;
}

const RESULT_ORDER: readonly BulkRow['status'][] = ['failed', 'pending', 'skipped', 'cancelled', 'done'];

/** The rows with failures first; otherwise in their order. */
export function failuresFirst(rows: readonly BulkRow[]): BulkRow[] {
  return rows.toSorted((one, other) => RESULT_ORDER.indexOf(one.status) - RESULT_ORDER.indexOf(other.status));
}
