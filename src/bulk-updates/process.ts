import type { Database } from '../database/client.ts';
import type { Installation } from '../installations/installation.ts';
import { type Installations, isUndecryptable } from '../installations/installations.ts';
import { isProblem, type Problem, toStoredProblem } from '../problem.ts';
import type { Publish } from '../user-events/publish.ts';
import { cancelBulkUpdate, finishBulkUpdate, readProgress } from './bulk-update-store.ts';
import { isBulkUpdateWaiting, startNextBulkUpdate } from './job-store.ts';
import type { BulkUpdateLease } from './lease.ts';
import { createSharedErrorDetector, pauseSeconds } from './row-problem.ts';
import { failPendingRows, readRows } from './row-store.ts';
import type { BulkUpdate, Row } from './types.ts';
import type { RowOutcome, UpdateRow } from './update-row.ts';

/**
 * The job of a bulk update: processes its pending rows in time slices, several rows concurrently,
 * as fast as the account's rate limit allows. After a slice, waiting bulk updates of other users
 * run first. Ends when all rows have ended, or when `signal` aborts: then a new job continues with
 * the remaining rows.
 */
export type ProcessBulkUpdate = (id: string, signal: AbortSignal) => Promise<void>;

export interface ProcessBulkUpdateOptions {
  database: Database;
  installations: Installations;
  lease: BulkUpdateLease;
  updateRow: UpdateRow;
  publish: Publish;
  instanceId: string;
}

/** Enough to use Zoom's whole rate limit while each row waits for three responses. */
const CONCURRENT_ROWS = 16;
/**
 * A slice ends after this many rows or this time (milliseconds), so that other users wait only
 * seconds.
 */
const SLICE_ROWS = 48;
const SLICE_MS = 5_000;
const RENEW_EVERY_MS = 5_000;
const PUBLISH_EVERY_MS = 500;
/** After this time without progress the remaining rows fail. */
const MAX_STALL_SECONDS = 600;

/**
 * How a slice ended: all rows `finished`, `more` to do, a pause that Zoom requires, or an error
 * that all rows share.
 */
type SliceEnd =
  | { kind: 'finished' }
  | { kind: 'more' }
  | { kind: 'pause'; problem: Problem; seconds: number; hasProgress: boolean }
  | { kind: 'shared-error'; problem: Problem };

export function createProcessBulkUpdate(options: ProcessBulkUpdateOptions): ProcessBulkUpdate {
  const { database, installations, lease, publish, instanceId } = options;
  const { sql } = database;

  async function publishProgress(bulk: BulkUpdate): Promise<void> {
    const progress = await readProgress(sql, bulk);
    if (progress === undefined) return;
    await publish(bulk.userId, { event: 'bulk-update', data: { id: bulk.id, ...progress } });
  }

  const runSlice = createRunSlice(options, publishProgress);

  /**
   * @returns undefined if the user's data key can't be decrypted: then the bulk update is cancelled
   */
  async function decryptInstallation(bulk: BulkUpdate): Promise<Installation | undefined> {
    try {
      return await installations.get(bulk.userId);
    } catch (error) {
      if (!isUndecryptable(error)) throw error;
      await cancelBulkUpdate(database, bulk);
      return undefined;
    }
  }

  /**
   * Runs slices until all rows have ended, another user waits, or `signal` aborts.
   * @returns delay of the next job in seconds
   */
  async function runSlices(bulk: BulkUpdate, signal: AbortSignal): Promise<number> {
    const installation = await decryptInstallation(bulk);
    if (installation === undefined) return 0;
    const { dataKey } = installation;
    await publishProgress(bulk);
    for (;;) {
      const end = await runSlice(bulk, installation, signal);
      if (end.kind === 'finished') return 0;
      if (end.kind === 'pause') {
        const stalled = await lease.stalledSeconds(bulk.id, end.hasProgress);
        if (stalled + end.seconds <= MAX_STALL_SECONDS) return end.seconds;
      }
      if (end.kind !== 'more') {
        await failPendingRows(sql, { ...bulk, dataKey }, toStoredProblem(end.problem));
        return 0;
      }
      if (signal.aborted || (await isBulkUpdateWaiting(sql))) return 0;
    }
  }

  return async (id, signal) => {
    const bulk = await lease.take(id);
    if (bulk === undefined) return;
    const renewal = renewPeriodically(lease, id);
    try {
      const pause = await runSlices(bulk, AbortSignal.any([signal, renewal.lost]));
      await finishBulkUpdate(sql, id, instanceId);
      await publishProgress(bulk);
      await lease.requeue(id, pause);
      await startNextBulkUpdate(database, bulk.userId);
    } catch (error) {
      renewal.abort();
      await lease.release(id);
      // The user and their rows were erased in the meantime.
      if (!isProblem(error, 'not_signed_in')) throw error;
    } finally {
      renewal.stop();
    }
  };
}

/** A process that has lost the lease must stop, because another one processes the same rows. */
function renewPeriodically(lease: BulkUpdateLease, id: string) {
  const lost = new AbortController();
  const timer = setInterval(() => {
    lease.renew(id).then(
      (isRenewed) => isRenewed || lost.abort(),
      () => undefined,
    );
  }, RENEW_EVERY_MS);
  return { lost: lost.signal, abort: () => lost.abort(), stop: () => clearInterval(timer) };
}

/** Processes pending rows until all have ended, the slice's time is up, or `signal` aborts. */
type RunSlice = (bulk: BulkUpdate, installation: Installation, signal: AbortSignal) => Promise<SliceEnd>;

function createRunSlice(
  { database: { sql }, updateRow }: ProcessBulkUpdateOptions,
  publishProgress: (bulk: BulkUpdate) => Promise<void>,
): RunSlice {
  /**
   * Processes `rows` until they have ended, `signal` aborts, or a row's result affects all of them.
   */
  async function processRows(
    bulk: BulkUpdate,
    installation: Installation,
    rows: Row[],
    signal: AbortSignal,
  ): Promise<SliceEnd> {
    const stop = new AbortController();
    const stopping = AbortSignal.any([signal, stop.signal]);
    const slice = createSliceResult();
    const queue = rows.values();
    const publishThrottled = throttle(PUBLISH_EVERY_MS, () => publishProgress(bulk));

    const runner = async () => {
      for (const row of queue) {
        if (stopping.aborted) return;
        slice.add(await updateRow(bulk, installation, row, stopping));
        if (slice.end().kind !== 'more') stop.abort();
        await publishThrottled();
      }
    };
    try {
      await Promise.all(Array.from({ length: Math.min(CONCURRENT_ROWS, rows.length) }, runner));
    } finally {
      // After an unexpected error no further row may start.
      stop.abort();
    }
    return slice.end();
  }

  return async (bulk, installation, signal) => {
    const { dataKey } = installation;
    const filter = { status: 'pending' as const, limit: SLICE_ROWS };
    const rows = await readRows(sql, { ...bulk, dataKey }, filter);
    if (rows.length === 0) return { kind: 'finished' };
    const timeUp = new AbortController();
    const timer = setTimeout(() => timeUp.abort(), SLICE_MS);
    try {
      return await processRows(bulk, installation, rows, AbortSignal.any([signal, timeUp.signal]));
    } finally {
      clearTimeout(timer);
    }
  };
}

/**
 * Collects the outcomes of the rows of a slice. The first pause counts; a shared error replaces it.
 */
function createSliceResult() {
  const errors = createSharedErrorDetector();
  let hasProgress = false;
  let end: SliceEnd = { kind: 'more' };
  return {
    add({ status, problem }: RowOutcome): void {
      if (status === 'done') {
        hasProgress = true;
        errors.succeeded();
      }
      const seconds = problem && pauseSeconds(problem);
      if (problem !== undefined && errors.isShared(problem)) end = { kind: 'shared-error', problem };
      else if (problem !== undefined && seconds !== undefined && end.kind === 'more')
        end = { kind: 'pause', problem, seconds, hasProgress: false };
    },
    end: (): SliceEnd => (end.kind === 'pause' ? { ...end, hasProgress } : end),
  };
}

/** Runs `work` at most once in `ms`. */
function throttle(ms: number, work: () => Promise<void>): () => Promise<void> {
  let last = performance.now();
  return async () => {
    const now = performance.now();
    if (now - last < ms) return;
    last = now;
    await work();
  };
}
