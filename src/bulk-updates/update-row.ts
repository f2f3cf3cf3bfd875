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
import { changesToRestore } from '../livestreams/history.ts';
import type { ReadLivestream } from '../livestreams/read.ts';
import type { UpdateLivestream } from '../livestreams/update.ts';
import { isProblem, Problem, type ProblemCode, toStoredProblem } from '../problem.ts';
import type { MeetingFacts } from './meeting-facts.ts';
import { pauseSeconds } from './row-problem.ts';
import { storeRow } from './row-store.ts';
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
 * Processes one pending row: done, failed, skipped, or cancelled. Before it sends the update, it
 * stores Zoom's previous settings. After a crash another process can then determine from Zoom
 * whether the update was made, and does not send it twice. Retries transient errors until `signal`
 * aborts.
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
class NoChangeNeeded extends Error {}
class Cancelled extends Error {}

export function createUpdateRow(options: UpdateRowOptions): UpdateRow {
  const { sql, livestreams, facts } = options;
  const attempt = createAttempt(options);

  /** The outcome of the row, from its last attempt. */
  async function resultOf(bulk: BulkUpdate, row: Row, attempted: Attempted): Promise<RowResult> {
    if (attempted.kind === 'updated') {
      const problem = resolutionProblem(row.content.changes, attempted.after);
      return { status: 'done', content: { after: attempted.after, problem } };
    }
    if (attempted.kind === 'cancelled') return { status: 'cancelled' };
    if (attempted.kind === 'unchanged') {
      const after = await settingsIfApplied(livestreams, bulk, row);
      if (after !== undefined) return { status: 'done', content: { after, problem: null } };
      return { status: 'skipped', content: { problem: toStoredProblem(CHANGED_SINCE) } };
    }
    const { problem } = attempted;
    const partly = await partlyApplied(livestreams, bulk, { row, problem });
    return { status: 'failed', problem, content: { problem: toStoredProblem(problem), ...partly } };
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

  /** Makes attempts until the outcome is final, a pause is required, or `signal` aborts. */
  async function attemptUntilFinal(
    bulk: BulkUpdate,
    installation: Installation,
    state: RowState,
    signal: AbortSignal,
  ): Promise<RowResult> {
    if (!isReadable(state.row)) return { status: 'failed' };
    for (let attempts = 1; ; attempts += 1) {
      const attempted = await attempt(bulk, installation, state);
      const problem = attempted.kind === 'failed' ? attempted.problem : undefined;
      if (problem !== undefined && pauseSeconds(problem) !== undefined) return { status: 'pending', problem };
      const delayMs = problem && retryDelay(problem, attempts);
      if (delayMs === undefined) return resultOf(bulk, state.row, attempted);
      await delay(delayMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return { status: 'pending' };
    }
  }

  return async (bulk, installation, row, signal) => {
    const state = { row };
    const { content: changed, ...outcome } = await attemptUntilFinal(bulk, installation, state, signal);
    if (outcome.status === 'pending') return outcome;
    const content = outcome.status === 'done' ? await withTopic(bulk, state.row) : state.row.content;
    await storeRow(sql, { ...bulk, dataKey: installation.dataKey }, state.row, {
      status: outcome.status,
      content: { ...content, ...changed },
    });
    return outcome;
  };
}

/** Holds the row as it was last stored. */
interface RowState {
  row: Row;
}

type RowResult = RowOutcome & { content?: Partial<RowContent> };

/**
 * The result of one attempt. `unchanged`: nothing was sent, because Zoom already has the settings
 * or has changed since.
 */
type Attempted =
  | { kind: 'updated'; after: Configuration }
  | { kind: 'unchanged' }
  | { kind: 'cancelled' }
  | { kind: 'failed'; problem: Problem };

type Attempt = (bulk: BulkUpdate, installation: Installation, state: RowState) => Promise<Attempted>;

function createAttempt({ sql, update }: UpdateRowOptions): Attempt {
  return async (bulk, { dataKey }, state) => {
    const meeting = { kind: bulk.kind, id: state.row.meetingId };
    const { changes } = state.row.content;
    const beforeSending = async (before: Configuration, wanted: Configuration) => {
      const content = { ...state.row.content, before: state.row.content.before ?? before };
      if (sameConfiguration(before, wanted)) {
        state.row = { ...state.row, content };
        throw new NoChangeNeeded();
      }
      const stored = await storeRow(sql, { ...bulk, dataKey }, state.row, { status: 'pending', content });
      if (stored === undefined) throw new Cancelled();
      state.row = stored;
    };
    try {
      const { configuration } = await update(bulk.userId, meeting, {
        changes: fieldsOf(changes),
        ifMatch: changes.kind === 'restore' ? entityTag(dataKey, meeting, changes.from) : '*',
        kind: changes.kind === 'restore' ? 'restored' : 'updated',
        beforeSending,
      });
      return { kind: 'updated', after: configuration };
    } catch (error) {
      if (error instanceof Cancelled) return { kind: 'cancelled' };
      if (error instanceof NoChangeNeeded || isProblem(error, 'precondition_failed'))
        return { kind: 'unchanged' };
      return { kind: 'failed', problem: problemOf(error) };
    }
  };
}

/**
 * Zoom's settings if they equal the row's target, for example after an attempt whose outcome was
 * unknown.
 */
async function settingsIfApplied(
  livestreams: ReadLivestream,
  { userId, kind }: BulkUpdate,
  { content, meetingId }: Row,
): Promise<Configuration | undefined> {
  if (content.before === null) return undefined;
  const { configuration } = await livestreams.read(userId, { kind, id: meetingId });
  const wanted = { ...content.before, ...fieldsOf(content.changes) };
  return sameConfiguration(wanted, configuration) ? configuration : undefined;
}

/** The settings after an update that Zoom applied only in part, so that it can be undone. */
async function partlyApplied(
  livestreams: ReadLivestream,
  { userId, kind }: BulkUpdate,
  { row, problem }: { row: Row; problem: Problem },
): Promise<Partial<RowContent>> {
  if (problem.code !== 'not_applied') return {};
  const livestream = await livestreams.read(userId, { kind, id: row.meetingId }).catch(() => undefined);
  return livestream === undefined ? {} : { after: livestream.configuration };
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
  return toStoredProblem(
    new Problem('not_applied', {
      reason: 'resolution_stays',
      facts: { resolution: after.resolution },
      detail: `Zoom can’t remove a resolution: it stays ${after.resolution}. Everything else was restored.`,
    }),
  );
}

function fieldsOf(changes: RowChanges): ConfigurationChanges {
  return changes.kind === 'update' ? changes.fields : changesToRestore(changes.to);
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
