import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Failure } from '../../../api/client.ts';
import type { Destination, Kind, NewBulkUpdate } from '../../../api/types.ts';
import { strings } from '../../../i18n/index.ts';
import { parseTable } from '../../../lib/csv.ts';
import { decodeTable } from '../../../lib/table-file.ts';
import { announce } from '../../../state/announce.ts';
import { useAllChoices } from '../use-bulk-choices.ts';
import { type BulkTable, rowsOf, tableOf } from './bulk-table.ts';
import { type CheckedRow, checkRows, updatesOf } from './check-rows.ts';
import { comparable } from './comparable.ts';
import { indexMeetings } from './row-meeting.ts';
import { useCurrentSettings } from './use-current-settings.ts';

const messages = strings.bulkTable;

export type TableReadError = keyof typeof messages.fileErrors;
export type BulkTableHandle = ReturnType<typeof useBulkTable>;

/** The API's limit for a bulk update. */
const MAX_ROWS = 1_000;

type TableOptions = {
  kind: Kind;
  /** Whether the table is the source of the bulk edit: else nothing is loaded. */
  isActive: boolean;
  table: BulkTable | null;
  /** Null until they are loaded. */
  destinations: readonly Destination[] | null;
  onChange: (table: BulkTable | null) => void;
};

/** A table as the source of a bulk edit, checked against the user's meetings and destinations. */
export function useBulkTable({ kind, isActive, table, destinations, onChange }: TableOptions) {
  const choices = useAllChoices(kind, isActive);
  const [isReading, setReading] = useState(false);
  const [error, setError] = useState<TableReadError | null>(null);
  /** What the server rejected, by meeting. */
  const [rejections, setRejections] = useState<ReadonlyMap<string, string>>(new Map());
  const isMounted = useRef(true);
  const { settings, load: loadSettings, need } = useCurrentSettings(kind);
  const meetings = useMemo(
    () =>
      choices.meetings.map((each) => ({
        ...each,
        livestream: each.livestream ?? settings.get(each.id) ?? null,
      })),
    [choices.meetings, settings],
  );
  const index = useMemo(() => indexMeetings(meetings), [meetings]);
  const rows = useMemo(
    () => (table ? checkRows(rowsOf(table), { index, settings, destinations: destinations ?? [] }) : []),
    [table, index, settings, destinations],
  );

  useEffect(() => {
    const waiting = rows.filter(({ problems }) => problems.includes('settingsUnknown'));
    need(waiting.flatMap(({ meetingId }) => meetingId ?? []));
  }, [rows]);

  useEffect(() => {
    isMounted.current = true;
    return () => {
      isMounted.current = false;
    };
  }, []);

  const change = (changed: BulkTable | null) => {
    setRejections(new Map());
    onChange(changed);
  };

  const readText = async (text: string, name = '') => {
    setReading(true);
    setError(null);
    announce(messages.reading);
    const cells = await parseTable(text).catch(() => null);
    if (!isMounted.current) return;
    setReading(false);
    if (!cells) return setError('unavailable');
    const known = {
      topics: new Set(meetings.map(({ topic }) => comparable(topic))),
      destinations: new Set(destinations?.map(({ name: saved }) => comparable(saved))),
    };
    const fresh = tableOf(name, cells, known);
    const { length } = rowsOf(fresh);
    if (length === 0) return setError('empty');
    if (length > MAX_ROWS) return setError('tooManyRows');
    announce(messages.readFrom(length, name));
    change(fresh);
  };

  const readFile = async (file: File) => {
    setReading(true);
    const bytes = await file.arrayBuffer().catch(() => null);
    if (!isMounted.current) return;
    const decoded = bytes ? decodeTable(new Uint8Array(bytes)) : { error: 'unreadable' as const };
    if ('text' in decoded) return readText(decoded.text, file.name);
    setReading(false);
    setError(decoded.error);
  };

  /** Shows the server's rejections of rows beside them. */
  const reject = (failure: Failure, updates: NonNullable<NewBulkUpdate['updates']>) =>
    setRejections(rejectionsOf(failure, updates));

  return {
    table,
    rows,
    rejections,
    isReading,
    error,
    choices,
    loadSettings,
    meetings,
    destinations: destinations ?? [],
    isLoading: choices.loading || destinations === null,
    change,
    readText,
    readFile,
    reject,
  };
}

/** Whether a row must be corrected or removed before the preview. */
export function isWrong(row: CheckedRow, rejections: ReadonlyMap<string, string>): boolean {
  return row.problems.length > 0 || rejections.has(row.meetingId ?? '');
}

export type TableError = 'neededTable' | 'neededColumn' | 'neededRows' | 'neededFixes' | 'neededMeetings';

/** The request for the rows of a table, or what it lacks. */
export function tableRequest(handle: BulkTableHandle, kind: Kind): NewBulkUpdate | TableError {
  const { table, rows, rejections } = handle;
  if (!table) return 'neededTable';
  if (!table.mapping.includes('id') && !table.mapping.includes('title')) return 'neededColumn';
  if (rows.length === 0) return 'neededRows';
  if (handle.isLoading || rows.some((row) => isWrong(row, rejections))) return 'neededFixes';
  return { kind, updates: updatesOf(rows) };
}

function rejectionsOf(failure: Failure, updates: NonNullable<NewBulkUpdate['updates']>) {
  const found = new Map<string, string>();
  if (failure.kind !== 'problem') return found;
  for (const error of failure.problem.errors ?? []) {
    const [, number, field] = /^updates\.([0-9]+)\.([a-z_]+)$/.exec(error.field) ?? [];
    const id = updates[Number(number)]?.meeting_id;
    const label = messages.fields[field as keyof typeof messages.fields] ?? messages.fields.destination;
    if (id !== undefined) found.set(id, `${label}: ${strings.server.field(error)}`);
  }
  return found;
}
