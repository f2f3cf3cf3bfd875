import type { BulkRow, Configuration, Destination } from '../../api/types.ts';
import type { Outlook } from '../../lib/bulk-outlook.ts';
import { destinationName } from '../../lib/destination.ts';
import { type BulkField, differencesOf, isFinal, outlookOf } from './bulk-form.ts';

/** Rows of a dry run to which the same happens. */
export type PreviewGroup = {
  /** Stays the same while the rows are the same. */
  key: string;
  outlook: Outlook;
  rows: readonly BulkRow[];
  fields: readonly BulkField[];
  /** The name of the destination, its service or host; empty if nothing is configured, null for several. */
  from: string | null;
  to: string | null;
  /** Whether the rows get different keys. */
  hasOwnKeys: boolean;
  /** Number of rows that can't be undone, and of rows with warnings. */
  final: number;
  warned: number;
};

/** More groups than that are no overview. */
const MAX_GROUPS = 6;

type NameOf = (shown: Configuration) => string | null;

/**
 * Groups the rows of a dry run by what changes: problems first, then changes, most rows first. If
 * there would be too many groups, destinations are named by their service, or not at all.
 */
export function groupsOf(rows: readonly BulkRow[], destinations: readonly Destination[]): PreviewGroup[] {
  const names: NameOf[] = [
    (shown) => savedName(shown, destinations) ?? destinationName(shown.stream_url),
    (shown) => destinationName(shown.stream_url),
    () => null,
  ];
  for (const nameOf of names) {
    const groups = groupBy(rows, nameOf);
    if (groups.filter(({ outlook }) => outlook === 'would').length <= MAX_GROUPS) return groups;
  }
  return groupBy(rows, () => null);
}

const ORDER: readonly Outlook[] = ['cannot', 'would', 'unknown', 'same'];

function groupBy(rows: readonly BulkRow[], nameOf: NameOf): PreviewGroup[] {
  const groups = new Map<string, { change: ReturnType<typeof changeOf>; rows: BulkRow[] }>();
  for (const row of rows) {
    const change = changeOf(row, nameOf);
    const key = JSON.stringify(change);
    const group = groups.get(key) ?? { change, rows: [] };
    group.rows.push(row);
    groups.set(key, group);
  }
  return [...groups]
    .map(([key, { change, rows: same }]) => ({
      key,
      ...change,
      rows: same,
      hasOwnKeys: new Set(same.map(({ after }) => after?.stream_key_fingerprint)).size > 1,
      final: same.filter(isFinal).length,
      warned: same.filter(({ warnings }) => warnings.length > 0).length,
    }))
    .sort(
      (one, other) =>
        ORDER.indexOf(one.outlook) - ORDER.indexOf(other.outlook) || other.rows.length - one.rows.length,
    );
}

function changeOf(row: BulkRow, nameOf: NameOf) {
  const outlook = outlookOf(row);
  const nothing = { outlook, fields: [] as BulkField[], from: '' as string | null, to: '' as string | null };
  if (outlook !== 'would') return nothing;
  const { before, after } = row;
  return {
    outlook,
    fields: differencesOf(before, after).map(({ field }) => field),
    from: before?.stream_url ? nameOf(before) : '',
    to: after?.stream_url ? nameOf(after) : '',
  };
}

function savedName(shown: Configuration, destinations: readonly Destination[]): string | undefined {
  return destinations.find(
    (saved) =>
      saved.stream_url === shown.stream_url && saved.stream_key_fingerprint === shown.stream_key_fingerprint,
  )?.name;
}
