import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../test/helpers/free-port.ts';
import type { Bench } from './harness/bench.ts';
import type { Benchmark, Figure } from './harness/benchmark.ts';
import { createUplinkDatabase, onDatabase } from './harness/database.ts';
import { size } from './harness/size.ts';
import { startUplink, uplinkInstance } from './harness/uplink.ts';

/** Until the instance is idle: it sends fewer heartbeats after ten seconds without a request. */
const SETTLE_SECONDS = size(30, 1);
const SECONDS = size(60, 5);

export const idle: Benchmark = {
  name: 'idle',
  question: `How many transactions does an instance without users make? ${SECONDS} seconds, ${SETTLE_SECONDS} after it became ready, without scrapes and health checks.`,
  measure: runBenchmark,
};

async function runBenchmark(bench: Bench): Promise<Figure[]> {
  const databaseUrl = await createUplinkDatabase(bench, 'idle');
  await startUplink(bench, uplinkInstance(await freePort(), { databaseUrl }));
  await delay(SETTLE_SECONDS * 1_000);
  const perSecond: number[] = [];
  for (let round = 0; round < bench.rounds; round += 1) {
    const before = await transactions(bench, 'idle');
    await delay(SECONDS * 1_000);
    perSecond.push(((await transactions(bench, 'idle')) - before) / SECONDS);
  }
  return [
    {
      name: 'transactions per second',
      unit: 'tx/s',
      reference: '–',
      compare: 'alone',
      uplink: perSecond,
      baseline: [],
      target: { max: 1 },
    },
  ];
}

/** Read from another database, so that this query does not count. */
function transactions({ postgresUrl }: Bench, database: string): Promise<number> {
  return onDatabase(postgresUrl, async (client) => {
    const { rows } = await client.query<{ count: number }>(
      `select (xact_commit + xact_rollback)::int as count from pg_stat_database where datname = $1`,
      [database],
    );
    return rows[0]?.count ?? Number.NaN;
  });
}
