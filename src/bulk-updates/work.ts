import type { Database } from '../database/client.ts';
import type { Tell } from '../feed/tell.ts';
import type { Installation } from '../installations/installation.ts';
import type { Installations } from '../installations/installations.ts';
import { isProblem } from '../problem.ts';
import type { BulkUpdate, Row } from './bulk-update.ts';
import type { Ownership } from './ownership.ts';
import { finishBulkUpdate, readProgress, readRows } from './store.ts';
import type { UpdateRow } from './update-row.ts';

/**
 * The job: works on the pending rows of a bulk update, several at a time, as fast as the account's budget lets it. Ends when all
 * are done or `signal` asks it to; then what is left gets a new job.
 */
export type WorkOnBulkUpdate = (id: string, signal: AbortSignal) => Promise<void>;

export interface WorkOptions {
  database: Database;
  installations: Installations;
  ownership: Ownership;
  updateRow: UpdateRow;
  tell: Tell;
  instanceId: string;
}

/** Enough to keep Zoom's rate busy while each row waits for three answers. */
const AT_ONCE = 16;
/** One host's thousand meetings must not keep another's three waiting: after this long (milliseconds) whoever is next has a turn. */
const TURN_MS = 60_000;
const KEEP_EVERY_MS = 5_000;
const TELL_EVERY_MS = 500;

export function createWorkOnBulkUpdate(options: WorkOptions): WorkOnBulkUpdate {
  const { database, installations, ownership, updateRow, tell, instanceId } = options;
  const { pool } = database;

  async function tellProgress({ id, userId }: BulkUpdate): Promise<void> {
    const progress = await readProgress(pool, userId, id);
    if (progress !== undefined) await tell(userId, { event: 'bulk-update', data: { id, ...progress } });
  }

  async function workOnRows(
    bulk: BulkUpdate,
    installation: Installation,
    rows: Row[],
    signal: AbortSignal,
  ): Promise<void> {
    const left = rows.values();
    const told = every(TELL_EVERY_MS, () => tellProgress(bulk));
    const runner = async () => {
      for (const row of left) {
        if (signal.aborted) return;
        await updateRow(bulk, installation, row, signal);
        await told();
      }
    };
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, rows.length) }, runner));
  }

  async function work(bulk: BulkUpdate, signal: AbortSignal): Promise<void> {
    const installation = await installations.get(bulk.userId);
    const rows = await readRows(pool, installation.dataKey, bulk, 'pending');
    await tellProgress(bulk);
    await workOnRows(bulk, installation, rows, signal);
  }

  return async (id, signal) => {
    const bulk = await ownership.take(id);
    if (bulk === undefined) return;
    const turn = new AbortController();
    const timer = setTimeout(() => turn.abort(), TURN_MS);
    // Whoever has lost it must not go on: another process works on the same rows.
    const keeping = setInterval(() => {
      ownership.keep(id).then(
        (isOurs) => isOurs || turn.abort(),
        () => undefined,
      );
    }, KEEP_EVERY_MS);
    try {
      await work(bulk, AbortSignal.any([signal, turn.signal]));
      await finishBulkUpdate(pool, id, instanceId);
      await tellProgress(bulk);
      await ownership.pass(id);
    } catch (error) {
      await ownership.drop(id);
      // Erased while it was worked on: its rows are gone with everything else.
      if (!isProblem(error, 'not_signed_in')) throw error;
    } finally {
      // Where one row failed unexpectedly, the others that are under way are the last.
      turn.abort();
      clearTimeout(timer);
      clearInterval(keeping);
    }
  };
}

/** Does `work` at most once in `ms`. */
function every(ms: number, work: () => Promise<void>): () => Promise<void> {
  let last = performance.now();
  return async () => {
    const now = performance.now();
    if (now - last < ms) return;
    last = now;
    await work();
  };
}
