import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import t from 'tap';
import { startApp } from '../helpers/app.ts';
import { databaseUrl as urlOf } from '../helpers/database-template.ts';
import { waitUntil } from '../helpers/zoom-host.ts';

const SECONDS = 10;

t.test('an instance without requests makes at most two transactions a second', async (t) => {
  const { databaseUrl, client } = await startApp(t);
  t.equal((await client().get('/readyz')).status, 200);
  const usedAt = performance.now();
  const name = new URL(databaseUrl).pathname.slice(1);
  // Connected to another database, so that these queries do not count.
  const server = new Client({ connectionString: urlOf(databaseUrl, 'postgres') });
  await server.connect();
  t.teardown(() => server.end());
  const number = async (sql: string) => {
    const { rows } = await server.query<{ value: number | null }>(`select (${sql})::float8 as value`, [name]);
    return rows[0]?.value ?? 0;
  };
  const transactions = () =>
    number('select xact_commit + xact_rollback from pg_stat_database where datname = $1');

  // Heartbeats become rare ten seconds after the last request: one a second instead of four.
  const secondsSinceHeartbeat = `select extract(epoch from clock_timestamp() - max(query_start))
    from pg_stat_activity where datname = $1 and application_name = 'uplink pubsub'`;
  await waitUntil(
    async () => performance.now() - usedAt > 11_000 && (await number(secondsSinceHeartbeat)) > 0.7,
  );
  const before = await transactions();
  await delay(SECONDS * 1_000);
  const count = (await transactions()) - before;
  t.comment(`${count / SECONDS} transactions per second`);
  // A slow machine makes fewer. With heartbeats and polling at the pace of a busy instance it would be
  // more than ten a second.
  t.ok(count > 0 && count <= 2 * SECONDS, `${count} in ${SECONDS} seconds`);
});
