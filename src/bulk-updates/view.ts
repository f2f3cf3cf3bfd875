import type { DataKey } from '../crypto/data-key.ts';
import type { LivestreamWarning } from '../destinations/livestream-warnings.ts';
import type { Configuration } from '../livestreams/configuration.ts';
import { presentConfiguration, type ShownConfiguration } from '../livestreams/history.ts';
import type { BulkStatus, ListedBulkUpdate, Row, RowProblem, RowStatus } from './types.ts';
import { isUndoable } from './undo.ts';

/** A row for the API, with stream keys only as hint and fingerprint. */
export interface ShownRow {
  meeting_id: string;
  topic: string;
  /** ISO 8601. */
  start_time: string | null;
  status: RowStatus;
  warnings: LivestreamWarning[];
  undoable: boolean;
  before: ShownConfiguration | null;
  after: ShownConfiguration | null;
  problem: RowProblem | null;
}

/** A bulk update in the user's list. */
export interface ShownSummary {
  id: string;
  status: BulkStatus;
  total: number;
  done: number;
  failed: number;
  /** ISO 8601. */
  created_at: string;
  /** Summary of the changes, in English. */
  summary: string;
  kind: 'meetings' | 'webinars';
  /** Zoom's names of the changed fields. */
  fields: string[];
  /** Topics of the first meetings, at most three. */
  topics: string[];
  undo_of: string | null;
}

export function presentRow(
  dataKey: DataKey,
  { meetingId, status, content }: Pick<Row, 'meetingId' | 'status' | 'content'>,
): ShownRow {
  const shown = (configuration: Configuration | null) =>
    configuration && presentConfiguration(dataKey, configuration);
  return {
    meeting_id: meetingId,
    topic: content.topic,
    start_time: content.startTime ?? null,
    status,
    warnings: content.warnings ?? [],
    undoable: isUndoable({ status, content }),
    before: shown(content.before),
    after: shown(content.after),
    problem: content.problem,
  };
}

const FIELD_NAMES: Readonly<Record<string, string>> = {
  stream_url: 'Stream URL',
  stream_key: 'stream key',
  page_url: 'watch page',
  resolution: 'resolution',
};

export function presentSummary(
  { createdAt, changedFields, undoOf, ...bulk }: ListedBulkUpdate,
  topics: string[],
): ShownSummary {
  const { id, status, total, done, failed } = bulk;
  const kind = `${bulk.kind}s` as const;
  const things = `${total} ${total === 1 ? bulk.kind : kind}`;
  const names = changedFields.map((field) => FIELD_NAMES[field] ?? field);
  const what = undoOf === null ? sentenceCase(listOf(names)) || 'Livestream settings' : 'Undo';
  return {
    ...{ id, status, total, done, failed },
    created_at: createdAt.toISOString(),
    summary: `${what} of ${things}`,
    ...{ kind, fields: changedFields, topics, undo_of: undoOf },
  };
}

function listOf(names: string[]): string {
  if (names.length < 2) return names.join('');
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
