import type { Database } from '../database/client.ts';
import type { Tell } from '../feed/tell.ts';
import type { Installations } from '../installations/installations.ts';
import { readAllPages } from '../listings/page-store.ts';
import type { Configuration, ConfigurationChanges } from '../livestreams/configuration.ts';
import { type ShownConfiguration, show } from '../livestreams/history.ts';
import { connected } from '../livestreams/read.ts';
import { Problem, type ProblemMembers } from '../problem.ts';
import type { MeetingKind } from '../zoom/meeting.ts';
import type { BulkStatus, RowProblem, RowStatus, Target } from './bulk-update.ts';
import type { Preview } from './preview.ts';
import type { Filter, Select, Selected } from './select.ts';
import {
  cancelBulkUpdate,
  createBulkUpdate,
  findBulkUpdate,
  MOST_UNFINISHED,
  readProgress,
  readRows,
} from './store.ts';
import { undoing } from './undo.ts';

/** One row as it is answered; keys only by hint and fingerprint. */
export interface ShownRow {
  meeting_id: string;
  topic: string;
  status: RowStatus;
  before: ShownConfiguration | null;
  after: ShownConfiguration | null;
  problem: RowProblem | null;
}

export interface ShownBulkUpdate {
  id: string;
  status: BulkStatus;
  total: number;
  done: number;
  failed: number;
  rows: ShownRow[];
}

export interface BulkRequest {
  kind: MeetingKind;
  /** Ids, or what names them. */
  meetings: string[] | Filter;
  changes: ConfigurationChanges;
}

export interface BulkUpdates {
  /** What each livestream is and would be, with nothing changed. */
  preview(userId: string, request: BulkRequest): Promise<ShownRow[]>;
  /** Begins a bulk update. @returns its id */
  begin(userId: string, request: BulkRequest): Promise<string>;
  /** @throws Problem `not_found` */
  read(userId: string, id: string): Promise<ShownBulkUpdate>;
  /** Cancels what has not started. */
  cancel(userId: string, id: string): Promise<ShownBulkUpdate>;
  /**
   * Begins another one that puts back every row that was done and was not changed since.
   * @throws Problem `invalid_request` while it still runs
   */
  undo(userId: string, id: string): Promise<string>;
}

export interface BulkUpdatesOptions {
  database: Database;
  installations: Installations;
  select: Select;
  preview: Preview;
  tell: Tell;
}

const MOST_MEETINGS = 1_000;

export function createBulkUpdates(options: BulkUpdatesOptions): BulkUpdates {
  const { database, installations, select, preview, tell } = options;
  const { pool } = database;

  async function selected(userId: string, { kind, meetings }: BulkRequest): Promise<Selected[]> {
    if (!Array.isArray(meetings)) return notTooMany(await select(userId, kind, meetings));
    const { dataKey } = await connected(installations, userId);
    const pages = await readAllPages(database.prisma, dataKey, userId);
    const known = pages.filter((page) => page.kind === kind).flatMap(({ page }) => page.meetings);
    const topics = new Map(known.map(({ id, topic }) => [id, topic]));
    return [...new Set(meetings)].map((meetingId) => ({ meetingId, topic: topics.get(meetingId) ?? '' }));
  }

  async function start(
    userId: string,
    kind: MeetingKind,
    undoOf: string | null,
    targets: Target[],
  ): Promise<string> {
    const { dataKey } = await connected(installations, userId);
    const id = await createBulkUpdate(pool, dataKey, { userId, kind, undoOf, targets });
    if (id === undefined) throw new Problem('too_many_requests', TOO_MANY);
    await tellProgress(userId, id).catch(() => undefined);
    return id;
  }

  async function tellProgress(userId: string, id: string): Promise<void> {
    const progress = await readProgress(pool, userId, id);
    if (progress !== undefined) await tell(userId, { event: 'bulk-update', data: { id, ...progress } });
  }

  async function found(userId: string, id: string) {
    const bulk = await findBulkUpdate(pool, userId, id);
    const progress = bulk && (await readProgress(pool, userId, id));
    if (bulk === undefined || progress === undefined) throw new Problem('not_found', UNKNOWN);
    return { bulk, progress };
  }

  async function read(userId: string, id: string): Promise<ShownBulkUpdate> {
    const { bulk, progress } = await found(userId, id);
    const { dataKey } = await installations.get(userId);
    const shown = (configuration: Configuration | null) => configuration && show(dataKey, configuration);
    const rows = await readRows(pool, dataKey, bulk);
    return {
      id,
      ...progress,
      rows: rows.map(({ meetingId, status, content }) => ({
        meeting_id: meetingId,
        topic: content.topic,
        status,
        before: shown(content.before),
        after: shown(content.after),
        problem: content.problem,
      })),
    };
  }

  return {
    async preview(userId, request) {
      const meetings = await selected(userId, request);
      return preview(userId, request.kind, meetings, request.changes);
    },

    async begin(userId, request) {
      const meetings = await selected(userId, request);
      const changes = { kind: 'update' as const, fields: request.changes };
      const targets = meetings.map((meeting) => ({ ...meeting, changes }));
      return start(userId, request.kind, null, targets);
    },

    read,

    async cancel(userId, id) {
      await found(userId, id);
      await cancelBulkUpdate(pool, userId, id);
      await tellProgress(userId, id);
      return read(userId, id);
    },

    async undo(userId, id) {
      const { bulk } = await found(userId, id);
      const { dataKey } = await connected(installations, userId);
      const rows = await readRows(pool, dataKey, bulk);
      if (rows.some(({ status }) => status === 'pending'))
        throw new Problem('invalid_request', STILL_RUNNING);
      return start(userId, bulk.kind, id, rows.flatMap(undoing));
    },
  };
}

const UNKNOWN: ProblemMembers = {
  reason: 'no_such_bulk_update',
  detail: 'There is no such bulk update of yours.',
};
const STILL_RUNNING: ProblemMembers = {
  reason: 'still_running',
  detail: 'This bulk update is still running. Cancel it first, or wait until it is done.',
};
const TOO_MANY: ProblemMembers = {
  retryAfter: 30,
  reason: 'too_many_bulk_updates',
  facts: { most: MOST_UNFINISHED },
  detail: `${MOST_UNFINISHED} bulk updates of yours are under way. Wait until one of them is done.`,
};

function notTooMany(meetings: Selected[]): Selected[] {
  if (meetings.length <= MOST_MEETINGS) return meetings;
  throw new Problem('invalid_request', {
    reason: 'too_many_meetings',
    facts: { meetings: meetings.length, most: MOST_MEETINGS },
    detail: `That are ${meetings.length} meetings, and ${MOST_MEETINGS} can be changed at once. Narrow the filter.`,
    errors: [
      {
        field: 'filter',
        message: `matches more than ${MOST_MEETINGS} meetings`,
        reason: 'too_many_meetings',
        facts: { most: MOST_MEETINGS },
      },
    ],
  });
}
