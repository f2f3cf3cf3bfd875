import { setTimeout as delay } from 'node:timers/promises';
import type { Pool } from 'pg';
import { toDatabaseProblem } from '../database/errors.ts';
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
  pool: Pool;
  livestreams: ReadLivestream;
  update: UpdateLivestream;
  facts: MeetingFacts;
}

/** How a row ended. It stays `pending` if `signal` stopped it, or if Zoom has to be left alone for a while: see `problem`. */
export interface RowOutcome {
  status: RowStatus;
  problem?: Problem;
}

/**
 * Processes one pending row: done, failed, skipped, or cancelled. Before the update is sent, the row records what Zoom had, so
 * that a process that takes over after a crash can find out from Zoom whether the update was made, and does not send it twice.
 * Transient errors are retried until `signal` aborts.
 */
export type UpdateRow = (
  bulk: BulkUpdate,
  installation: Installation,
  row: Row,
  signal: AbortSignal,
) => Promise<RowOutcome>;

const TRIES = 5;
const TRANSIENT: ProblemCode[] = [
  'zoom_rate_limited',
  'zoom_unavailable',
  'zoom_timeout',
  'outcome_unknown',
  'temporarily_unavailable',
];

/** Thrown before an update is sent, to keep it from being sent. */
class NotNeeded extends Error {}
class Cancelled extends Error {}

export function createUpdateRow({ pool, livestreams, update, facts }: UpdateRowOptions): UpdateRow {
  /** One attempt. Resolves with what Zoom has afterwards. */
  async function attempt(bulk: BulkUpdate, { dataKey }: Installation, state: { row: Row }) {
    const meeting = { kind: bulk.kind, id: state.row.meetingId };
    const { changes } = state.row.content;
    const sending = async (before: Configuration, wanted: Configuration) => {
      const content = { ...state.row.content, before: state.row.content.before ?? before };
      if (sameConfiguration(before, wanted)) {
        state.row = { ...state.row, content };
        throw new NotNeeded();
      }
      const started = await storeRow(pool, dataKey, bulk, state.row, 'pending', content);
      if (started === undefined) throw new Cancelled();
      state.row = started;
    };
    const { configuration } = await update(bulk.userId, meeting, {
      changes: fieldsOf(changes),
      ifMatch: changes.kind === 'restore' ? entityTag(dataKey, meeting, changes.from) : '*',
      kind: changes.kind === 'restore' ? 'restored' : 'updated',
      sending,
    });
    return configuration;
  }

  /** What Zoom has, where that is what the row was to bring about: by an attempt whose end nobody saw, or all along. */
  async function asWanted(bulk: BulkUpdate, { content, meetingId }: Row): Promise<Configuration | undefined> {
    if (content.before === null) return undefined;
    const { configuration } = await livestreams.read(bulk.userId, { kind: bulk.kind, id: meetingId });
    const wanted = { ...content.before, ...fieldsOf(content.changes) };
    return sameConfiguration(wanted, configuration) ? configuration : undefined;
  }

  /** What Zoom kept of an update that it did not keep all of, so that this can be undone. */
  async function left(bulk: BulkUpdate, { meetingId }: Row, problem: Problem): Promise<Partial<RowContent>> {
    if (problem.code !== 'not_applied') return {};
    const meeting = { kind: bulk.kind, id: meetingId };
    const livestream = await livestreams.read(bulk.userId, meeting).catch(() => undefined);
    return livestream === undefined ? {} : { after: livestream.configuration };
  }

  /** Adds topic and date of a meeting that no list had, at the cost of one Light request. */
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
    for (let tries = 1; ; tries += 1) {
      try {
        const after = await attempt(bulk, installation, state);
        return { status: 'done', found: { after, problem: notPutBack(state.row.content.changes, after) } };
      } catch (error) {
        if (error instanceof Cancelled) return { status: 'cancelled' };
        if (error instanceof NotNeeded || isProblem(error, 'precondition_failed')) {
          const after = await asWanted(bulk, state.row);
          if (after !== undefined) return { status: 'done', found: { after, problem: null } };
          return { status: 'skipped', found: { problem: toRowProblem(CHANGED_SINCE) } };
        }
        const problem = problemOf(error);
        if (pauseSeconds(problem) !== undefined) return { status: 'pending', problem };
        const wait = waitBefore(problem, tries);
        if (wait === undefined) {
          const found = { problem: toRowProblem(problem), ...(await left(bulk, state.row, problem)) };
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
    await storeRow(pool, installation.dataKey, bulk, state.row, ended.status, content);
    return ended;
  };
}

/** A row that could not be opened has nothing to do, and says so. */
function isReadable({ content }: Row): boolean {
  return content.problem === null;
}

function problemOf(error: unknown): Problem {
  if (isProblem(error)) return error;
  return toDatabaseProblem(error) ?? new Problem('internal_error', { cause: error });
}

/** Zoom clears no field: where there was no resolution before, the one that was set stays, and the row says so. */
function notPutBack(changes: RowChanges, after: Configuration): RowProblem | null {
  if (changes.kind === 'update' || changes.to.resolution !== null || after.resolution === null) return null;
  return toRowProblem(
    new Problem('not_applied', {
      reason: 'resolution_stays',
      facts: { resolution: after.resolution },
      detail: `Zoom has no way to take a resolution away: it stays ${after.resolution}. Everything else was put back.`,
    }),
  );
}

function fieldsOf(changes: RowChanges): ConfigurationChanges {
  return changes.kind === 'update' ? changes.fields : restoring(changes.to);
}

const CHANGED_SINCE = new Problem('precondition_failed', {
  reason: 'changed_since',
  detail: 'This livestream was changed since. It was left as it is.',
});

/** Milliseconds to wait before the next attempt; undefined when there is to be none. */
function waitBefore(problem: Problem, tries: number): number | undefined {
  const { retryAfter = 0 } = problem.members;
  if (!TRANSIENT.includes(problem.code) || tries >= TRIES) return undefined;
  return Math.max(retryAfter * 1000, 500 * 2 ** tries) + Math.random() * 500;
}
