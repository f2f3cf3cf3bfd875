import t from 'tap';
import { migrate } from '../../src/database/migrate.ts';
import { startApp } from '../helpers/app.ts';
import type { Client } from '../helpers/client.ts';
import { databaseUrl, onServer } from '../helpers/database-template.ts';
import { eventually } from '../helpers/eventually.ts';
import { addHosted, changeRows, waitUntil } from '../helpers/zoom-host.ts';
import { startReplicatedServer } from './replication.ts';

const server = await startReplicatedServer(t);
await onServer(server.primaryUrl, (client) => client.query('create database failover'));
await migrate(databaseUrl(server.primaryUrl, 'failover'));
const { username, password, host } = new URL(server.primaryUrl);
const hosts = `${host},${new URL(server.replicaUrl).host}`;
const uplink = await startApp(t, {
  databaseUrl: `postgresql://${username}:${password}@${hosts}/failover?target_session_attrs=read-write`,
});
const { simulator } = uplink;
const users = await Promise.all(
  Array.from({ length: 3 }, async () => {
    const { id } = simulator.addUser();
    return { id, hosted: addHosted(simulator, 'meetings', { hostId: id }), client: await uplink.signIn(id) };
  }),
);

const NO_CACHE = { 'cache-control': 'no-cache' };
const EXPIRE = `update token set access_token_expires_at = now() - interval '1 minute' where user_id = $1`;
const DESTINATION = { stream_url: 'rtmp://ingest.example/live', stream_key: 'a-key-of-this-test' };

/** Saves destinations until `end` is called; fewer than a user may have. */
function startSaving(client: Client) {
  const acknowledged: string[] = [];
  const statuses = new Set<number>();
  let isOver = false;
  const saving = (async () => {
    for (let count = 0; !isOver && acknowledged.length < 150; count += 1) {
      const name = `destination ${count}`;
      const { status } = await client.post('/api/destinations', { body: { ...DESTINATION, name } });
      statuses.add(status);
      if (status === 201) acknowledged.push(name);
    }
  })();
  const end = async () => {
    isOver = true;
    await saving;
  };
  return { acknowledged, statuses, end };
}

async function readiness(): Promise<string> {
  const { json } = await uplink.client().get('/readyz');
  return json.reason ?? json.status;
}

t.test('the app continues on a promoted replica, and loses nothing', async (t) => {
  const loads = users.map(({ client }) => startSaving(client));
  const saved = () => Math.min(...loads.map(({ acknowledged }) => acknowledged.length));
  // Each token is replaced before the primary ends, so that an older state of it would be invalid.
  for (const { id, client, hosted } of users) {
    await changeRows(uplink, id, EXPIRE);
    t.equal((await client.get(hosted.path, NO_CACHE)).status, 200);
  }
  await waitUntil(() => saved() >= 3);
  const before = saved();
  await server.killPrimary();
  t.ok(
    await eventually(async () => (await readiness()) === 'database_read_only', { withinMs: 30_000 }),
    `before the promotion: ${await readiness()}`,
  );

  await server.promote();
  t.ok(await eventually(async () => (await readiness()) === 'ok', { withinMs: 30_000 }), await readiness());
  await waitUntil(() => saved() > before);
  for (const { end } of loads) await end();
  // Until then, a notification of this test could be sent before the process listens again.
  await waitUntil(() => uplink.pubsub.delivery().state === 'working' && uplink.pubsub.isTrusted());

  for (const [index, { id, client, hosted }] of users.entries()) {
    const { destinations } = (await client.get('/api/destinations')).json;
    const names = new Set(destinations.map(({ name }: { name: string }) => name));
    const { acknowledged, statuses } = loads[index] as (typeof loads)[number];
    t.same(
      acknowledged.filter((name) => !names.has(name)),
      [],
      `all ${acknowledged.length} acknowledged destinations are stored`,
    );
    t.same([...statuses].sort(), [201, 503]);
    await changeRows(uplink, id, EXPIRE);
    t.equal((await client.get(hosted.path, NO_CACHE)).status, 200);
    t.match((await client.get('/api/me')).json, { connection: { status: 'connected' } });
  }
});
