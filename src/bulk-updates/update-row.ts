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
import { isProblem, Problem, type ProblemCode, problems } from '../problem.ts';
import type { BulkUpdate, Row, RowChanges, RowContent, RowProblem, RowStatus } from './bulk-update.ts';
import { storeRow } from './store.ts';

export interface UpdateRowOptions {
  pool: Pool;
  livestreams: ReadLivestream;
  update: UpdateLivestream;
}

/**
 * Works on one pending row to its end: done, failed, skipped, or left alone where it was cancelled. Before anything is sent the
 * row says what Zoom had, so that a process that takes over after a kill finds out at Zoom whether it was done, and does
 * not do it twice. What may be gone a moment later is tried again, unless `signal` asks to stop: then the row stays pending.
 */
export type UpdateRow = (
  bulk: BulkUpdate,
  installation: Installation,
  row: Row,
  signal: AbortSignal,
) => Promise<void>;

const TRIES = 5;
/** A wait that Zoom asks for and that is worth it; beyond it the row fails, and says until when (seconds). */
const LONGEST_WAIT_SECONDS = 60;
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

export function createUpdateRow({ pool, livestreams, update }: UpdateRowOptions): UpdateRow {
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
    const { configuration } = await livestreams.read(bulk.userId, { kind: bulk.kind, id: meetingId });
    return { after: configuration };
  }

  async function outcome(
    bulk: BulkUpdate,
    installation: Installation,
    state: { row: Row },
    signal: AbortSignal,
  ): Promise<[RowStatus, Partial<RowContent>]> {
    for (let tries = 1; ; tries += 1) {
      try {
        const after = await attempt(bulk, installation, state);
        return ['done', { after, problem: notPutBack(state.row.content.changes, after) }];
      } catch (error) {
        if (error instanceof Cancelled) return ['cancelled', {}];
        if (error instanceof NotNeeded || isProblem(error, 'precondition_failed')) {
          const after = await asWanted(bulk, state.row);
          if (after !== undefined) return ['done', { after, problem: null }];
          return ['skipped', { problem: described(CHANGED_SINCE) }];
        }
        const problem = problemOf(error);
        const wait = waitBefore(problem, tries);
        if (wait === undefined)
          return ['failed', { problem: described(problem), ...(await left(bulk, state.row, problem)) }];
        await delay(wait, undefined, { signal }).catch(() => undefined);
        if (signal.aborted) return ['pending', {}];
      }
    }
  }

  return async (bulk, installation, row, signal) => {
    const state = { row };
    const [status, found] = isReadable(row)
      ? await outcome(bulk, installation, state, signal)
      : (['failed', {}] as const);
    if (status === 'pending') return;
    await storeRow(pool, installation.dataKey, bulk, state.row, status, { ...state.row.content, ...found });
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
  return described(
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
  if (!TRANSIENT.includes(problem.code) || tries >= TRIES || retryAfter > LONGEST_WAIT_SECONDS)
    return undefined;
  return Math.max(retryAfter * 1000, 500 * 2 ** tries) + Math.random() * 500;
}

/** A problem as it is kept with a row. */
export function described({ code, members }: Problem): RowProblem {
  const [, title, detail] = problems[code];
  return {
    code,
    title,
    detail: members.detail ?? detail,
    ...(members.reason === undefined ? {} : { reason: members.reason }),
    ...(members.facts === undefined ? {} : { facts: members.facts }),
    ...(members.errors === undefined ? {} : { errors: members.errors }),
  };
}
