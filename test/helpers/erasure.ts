import { randomUUID } from 'node:crypto';
import { requestErasure } from '../../src/installations/pending-erasure.ts';
import { createHashes } from '../../src/webhooks/inbox.ts';
import type { RunningApp } from './app.ts';
import { waitUntil } from './zoom-host.ts';

/** The number of rows of a user in each table that has any. */
export async function countUserRows({ database }: Pick<RunningApp, 'database'>, userId: string) {
  const { rows } = await database.pool.query<{ name: string }>(
    "select table_name as name from information_schema.columns where table_schema = 'public' and column_name = 'user_id'",
  );
  const counts: Record<string, number> = {};
  for (const { name } of rows) {
    const found = await database.pool.query(`select from "${name}" where user_id = $1`, [userId]);
    if (found.rowCount) counts[name] = found.rowCount;
  }
  return counts;
}

/** The result of `countUserRows` for a user without data. */
export const NO_ROWS = {};

export async function isErased(uplink: Pick<RunningApp, 'database'>, userId: string): Promise<boolean> {
  return Object.keys(await countUserRows(uplink, userId)).length === 0;
}

/** Resolves when no webhook job and no erasure job is left. */
export async function jobsDone(uplink: Pick<RunningApp, 'database'>): Promise<void> {
  await waitUntil(async () => (await waitingJobs(uplink)).length === 0);
}

export async function waitingJobs({ database }: Pick<RunningApp, 'database'>): Promise<{ task: string }[]> {
  const { rows } = await database.pool.query<{ task: string }>(
    "select task_identifier as task from graphile_worker.jobs where task_identifier in ('events', 'erase')",
  );
  return rows;
}

/** Makes all scheduled jobs due now. */
export async function makeJobsDue({ database }: Pick<RunningApp, 'database'>): Promise<void> {
  await database.pool.query(
    'select graphile_worker.reschedule_jobs(array(select id from graphile_worker.jobs), run_at => now())',
  );
}

/** Requests an erasure on behalf of an instance that has died. @returns the key of its job */
export async function requestErasureOf(
  { database, config }: Pick<RunningApp, 'database' | 'config'>,
  userId: string,
): Promise<Buffer> {
  const userHash = createHashes(config.sessionSecret.reveal()).user(userId);
  await requestErasure(database.prisma, { userId, userHash, owner: randomUUID() });
  return userHash;
}

/** The tokens revoked so far. */
export function revocations({ simulator }: Pick<RunningApp, 'simulator'>): string[] {
  return simulator
    .requests({ method: 'POST', path: '/oauth/revoke' })
    .map(({ body }) => String((body as { token?: unknown }).token));
}

/** When the user last authorized, from the database (epoch milliseconds). */
export async function connectedAt(
  { database }: Pick<RunningApp, 'database'>,
  userId: string,
): Promise<number> {
  const { rows } = await database.pool.query<{ at: Date }>(
    'select connected_at as at from installation where user_id = $1',
    [userId],
  );
  return rows[0]?.at.getTime() ?? Number.NaN;
}
