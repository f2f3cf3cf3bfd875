import { randomUUID } from 'node:crypto';
import { connectDatabase } from '../../src/database/client.ts';
import { readStale } from '../../src/destination-switches/switch-store.ts';
import { erasuresOfOthers } from '../../src/installations/pending-erasure.ts';
import { readJobStatus } from '../../src/jobs/job-status.ts';
import { overdueStartChecks } from '../../src/livestreams/start-attempts.ts';
import { createRetention } from '../../src/privacy/retention.ts';
import { createRefreshIdle } from '../../src/tokens/refresh-idle.ts';

/** Milliseconds that each periodic job took. */
export type JobDurations = Record<(typeof JOBS)[number], number>;

export const JOBS = ['purge', 'refresh-idle', 'checks each 2 s', 'metrics'] as const;

/** Runs each periodic job once on a database. Zoom's share of a refresh is left out. */
export async function measurePeriodicJobs(databaseUrl: string): Promise<JobDurations> {
  const database = connectDatabase({ url: databaseUrl, poolMax: 4, onError: () => {} });
  const { sql } = database;
  const log = {
    warn: (fields: object, message: string) =>
      process.stderr.write(`${message}: ${JSON.stringify(fields)}\n`),
  };
  const refreshNow = (userId: string) =>
    sql.$executeRaw`update token set refreshed_at = now() where user_id = ${userId}`.then(
      () => undefined as never,
    );
  const refreshIdle = createRefreshIdle({
    database,
    tokens: { refreshNow },
    hashUser: () => Buffer.alloc(32),
    count: () => {},
    log,
  });
  try {
    await sql.$queryRaw`select 1`;
    return {
      purge: await timed(createRetention({ database, log })),
      'refresh-idle': await timed(refreshIdle),
      'checks each 2 s': await timed(async () => {
        await Promise.all([readStale(sql), erasuresOfOthers(sql, randomUUID()), overdueStartChecks(sql)]);
      }),
      metrics: await timed(async () => {
        await readJobStatus(sql);
        await sql.$queryRaw`select status, count(*) from installation group by status`;
      }),
    };
  } finally {
    await database.close();
  }
}

async function timed(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}
