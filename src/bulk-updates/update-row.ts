import { setTimeout as delay } from 'node:timers/promises';
import { toDatabaseProblem } from '../database/errors.ts';
import type { SqlClient } from '../database/sql-client.ts';
import type { Installation } from '../installations/installation.ts';
import {
  type Configuration,
  type ConfigurationChanges,
  entityTag,
  sameConfiguration,
} from '../livestreams/configuration.ts';
import { restoring } from '../livestreams/history.ts';
import type { ReadLivestream } from '../livestreams/read.ts';
import type { UpdateLivestream } from '../livestreams/update.ts';
import { isProblem, Problem, type ProblemCode } from '../problem.ts';
import { storeRow } from './bulk-update-store.ts';
import type { MeetingFacts } from './meeting-facts.ts';
import { pauseSeconds, toRowProblem } from './row-problem.ts';
import type { BulkUpdate, Row, RowChanges, RowContent, RowProblem, RowStatus } from './types.ts';

export interface UpdateRowOptions {
  sql: SqlClient;
  livestreams: ReadLivestream;
  update: UpdateLivestream;
  facts: MeetingFacts;
}

/** Result of a row. It stays `pending` if `signal` aborted, or if `problem` requires a pause. */
export interface RowOutcome {
  status: RowStatus;
  problem?: Problem;
}

/**
 * Processes one pending row: done, failed, skipped, or cancelled. Before it sends the update, it stores Zoom's previous settings.
 * After a crash another process can then determine from Zoom whether the update was made, and does not send it twice. Retries
 * transient errors until `signal` aborts.
 */
export type UpdateRow = (
  bulk: BulkUpdate,
  installation: Installation,
  row: Row,
  signal: AbortSignal,
) => Promise<RowOutcome>;

const MAX_ATTEMPTS = 5;
const TRANSIENT: ProblemCode[] = [
  'zoom_rate_limited',
  'zoom_unavailable',
  'zoom_timeout',
  'outcome_unknown',
  'temporarily_unavailable',
];

/** Thrown to prevent an update from being sent. */
class NotNeeded extends Error {}
class Cancelled extends Error {}

export function createUpdateRow({ sql, livestreams, update, facts }: UpdateRowOptions): UpdateRow {
  /** Makes one attempt. @returns Zoom's settings afterwards */
  async function attempt(bulk: BulkUpdate, { dataKey }: Installation, state: { row: Row }) {
    const meeting = { kind: bulk.kind, id: state.row.meetingId };
    const { changes } = state.row.content;
    const beforeSending = async (before: Configuration, wanted: Configuration) => {
      const content = { ...state.row.content, before: state.row.content.before ?? before };
      if (sameConfiguration(before, wanted)) {
        state.row = { ...state.row, content };
        throw new NotNeeded();
      }
      const started = await storeRow(sql, { ...bulk, dataKey }, state.row, { status: 'pending', content });
      if (started === undefined) throw new Cancelled();
      state.row = started;
    };
    const { configuration } = await update(bulk.userId, meeting, {
      changes: fieldsOf(changes),
      ifMatch: changes.kind === 'restore' ? entityTag(dataKey, meeting, changes.from) : '*',
      kind: changes.kind === 'restore' ? 'restored' : 'updated',
      beforeSending,
    });
    return configuration;
  }

  /** @returns Zoom's settings if they equal the row's target, e.g. after an attempt whose outcome was unknown */
  async function alreadyApplied(
    bulk: BulkUpdate,
    { content, meetingId }: Row,
  ): Promise<Configuration | undefined> {
    if (content.before === null) return undefined;
    const { configuration } = await livestreams.read(bulk.userId, { kind: bulk.kind, id: meetingId });
    const wanted = { ...content.before, ...fieldsOf(content.changes) };
    return sameConfiguration(wanted, configuration) ? configuration : undefined;
  }

  /** The settings after an update that Zoom kept only in part, so that it can be undone. */
  async function partlyApplied(
    bulk: BulkUpdate,
    { meetingId }: Row,
    problem: Problem,
  ): Promise<Partial<RowContent>> {
    if (problem.code !== 'not_applied') return {};
    const meeting = { kind: bulk.kind, id: meetingId };
    const livestream = await livestreams.read(bulk.userId, meeting).catch(() => undefined);
    return livestream === undefined ? {} : { after: livestream.configuration };
  }

  /** Adds topic and date if no cached list has them, with one Light call. */
  async function withTopic(bulk: BulkUpdate, { meetingId, content }: Row): Promise<RowContent> {
    if (content.topic !== '') return content;
    const meeting = { kind: bulk.kind, id: meetingId };
    const [details] = (await facts.fetchDetails(bulk.userId, [meeting], () => false)).values();
    return details === undefined
      ? content
      : { ...content, topic: details.topic, startTime: details.startTime };
  }

  async function outcome(
    bulk: BulkUpdate,
    installation: Installation,
    state: { row: Row },
    signal: AbortSignal,
  ): Promise<RowOutcome & { found?: Partial<RowContent> }> {
    for (let attempts = 1; ; attempts += 1) {
      try {
        const after = await attempt(bulk, installation, state);
        return {
          status: 'done',
          found: { after, problem: resolutionProblem(state.row.content.changes, after) },
        };
      } catch (error) {
        if (error instanceof Cancelled) return { status: 'cancelled' };
        if (error instanceof NotNeeded || isProblem(error, 'precondition_failed')) {
          const after = await alreadyApplied(bulk, state.row);
          if (after !== undefined) return { status: 'done', found: { after, problem: null } };
          return { status: 'skipped', found: { problem: toRowProblem(CHANGED_SINCE) } };
        }
        const problem = problemOf(error);
        if (pauseSeconds(problem) !== undefined) return { status: 'pending', problem };
        const wait = retryDelay(problem, attempts);
        if (wait === undefined) {
          const found = {
            problem: toRowProblem(problem),
            ...(await partlyApplied(bulk, state.row, problem)),
          };
          return { status: 'failed', problem, found };
        }
        await delay(wait, undefined, { signal }).catch(() => undefined);
        if (signal.aborted) return { status: 'pending' };
      }
    }
  }

  return async (bulk, installation, row, signal) => {
    const state = { row };
    const { found, ...ended }: RowOutcome & { found?: Partial<RowContent> } = isReadable(row)
      ? await outcome(bulk, installation, state, signal)
      : { status: 'failed' };
    if (ended.status === 'pending') return ended;
    const known = ended.status === 'done' ? await withTopic(bulk, state.row) : state.row.content;
    const content = { ...known, ...found };
    await storeRow(sql, { ...bulk, dataKey: installation.dataKey }, state.row, {
      status: ended.status,
      content,
    });
    return ended;
  };
}

/** Whether the row could be decrypted. */
function isReadable({ content }: Row): boolean {
  return content.problem === null;
}

function problemOf(error: unknown): Problem {
  if (isProblem(error)) return error;
  return toDatabaseProblem(error) ?? new Problem('internal_error', { cause: error });
}

/** The problem if a restore could not remove a resolution, because Zoom cannot clear fields. */
function resolutionProblem(changes: RowChanges, after: Configuration): RowProblem | null {
  if (changes.kind === 'update' || changes.to.resolution !== null || after.resolution === null) return null;
  return toRowProblem(
    new Problem('not_applied', {
      reason: 'resolution_stays',
      facts: { resolution: after.resolution },
      detail: `Zoom can’t remove a resolution: it stays ${after.resolution}. Everything else was restored.`,
    }),
  );
}

function fieldsOf(changes: RowChanges): ConfigurationChanges {
  return changes.kind === 'update' ? changes.fields : restoring(changes.to);
}

const CHANGED_SINCE = new Problem('precondition_failed', {
  reason: 'changed_since',
  detail: 'This livestream has changed since. It was not restored.',
});

/** Milliseconds to wait before the next attempt; undefined if there must be none. */
function retryDelay(problem: Problem, attempts: number): number | undefined {
  const { retryAfter = 0 } = problem.members;
  if (!TRANSIENT.includes(problem.code) || attempts >= MAX_ATTEMPTS) return undefined;
  return Math.max(retryAfter * 1000, 500 * 2 ** attempts) + Math.random() * 500;
}
