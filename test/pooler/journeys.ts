import { test } from 'tap';
import { walkJourney } from '../../scripts/demo/journey.ts';
import { migrate } from '../../src/database/migrate.ts';
import { seededUsers } from '../../tools/zoom-simulator/simulator.ts';
import { type RunningApp, startApp, type Test } from '../helpers/app.ts';
import type { Client } from '../helpers/client.ts';
import { createEmptyDatabase, createTestDatabase } from '../helpers/database.ts';
import { eventually } from '../helpers/eventually.ts';
import { isSignedIn } from '../helpers/install.ts';
import { enableWebhooks, sendUntilAcknowledged } from '../helpers/webhooks.ts';
import { type PoolMode, startPgBouncer } from './pgbouncer.ts';

const { events } = seededUsers;

interface SetUp {
  name: string;
  mode: PoolMode;
  isDirectSet: boolean;
}

const working: SetUp[] = [
  { name: 'a pooler in session mode', mode: 'session', isDirectSet: false },
  { name: 'a pooler in session mode and a direct URL', mode: 'session', isDirectSet: true },
  { name: 'a pooler in transaction mode and a direct URL', mode: 'transaction', isDirectSet: true },
];

/** Two instances on one database through PgBouncer. */
async function startTwo(t: Test, { mode, isDirectSet }: SetUp): Promise<[RunningApp, RunningApp]> {
  const { url } = await createTestDatabase(t);
  const databaseUrl = await startPgBouncer(t, url, mode);
  const env: Record<string, string> = isDirectSet ? { DATABASE_DIRECT_URL: url } : {};
  const one = await startApp(t, { env, databaseUrl });
  return [one, await startApp(t, { env, sharedWith: one })];
}

function sameBrowser(client: Client, instance: RunningApp): Client {
  const there = instance.client();
  for (const [name, value] of client.cookies) there.cookies.set(name, value);
  return there;
}

const readiness = async (app: RunningApp) => (await app.client().get('/readyz')).json;

for (const setUp of working) {
  test(`through ${setUp.name}`, async (t) => {
    const [one, other] = await startTwo(t, setUp);

    t.test('both instances are ready', async (t) => {
      t.match(await readiness(one), { status: 'ok' }, one.logs.join(''));
      t.match(await readiness(other), { status: 'ok' });
    });

    t.test('a host installs, lists, changes a livestream and signs out', async (t) => {
      await walkJourney(one.url, one.simulator.url, async (name, work) => {
        t.pass(`${name}: ${await work()}`);
      });
    });

    t.test('an update on one instance invalidates the cache of the other', async (t) => {
      const client = await one.signIn(events.id);
      const there = sameBrowser(client, other);
      const { meetings } = (await client.get('/api/meetings')).json;
      const path = `/api/meetings/${meetings[0].id}/livestream`;
      await there.get(path);
      const { headers } = await client.get(path);
      const page_url = `https://watch.example.com/${Date.now()}`;
      const body = { stream_url: 'rtmp://live.example.com/app', stream_key: 'a-key-of-this-test', page_url };
      const changed = await client.patch(path, body, { 'if-match': String(headers.etag) });
      t.equal(changed.status, 200, changed.text);
      t.ok(await eventually(async () => (await there.get(path)).json.page_url === page_url));
    });

    t.test('a sign-out on one instance ends the session on the other', async (t) => {
      const client = await one.signIn(events.id);
      const there = sameBrowser(client, other);
      t.ok(await isSignedIn(there));
      await client.post('/logout');
      t.ok(await eventually(async () => !(await isSignedIn(there)), { withinMs: 5_000 }));
    });

    t.test('a webhook is stored and processed', async (t) => {
      await one.signIn(events.id);
      enableWebhooks(one);
      const payload = { account_id: 'any', object: { id: '99900011122', host_id: events.id, topic: 'x' } };
      const eventTs = Date.now();
      const { status } = await sendUntilAcknowledged(() =>
        one.simulator.sendEvent('meeting.created', payload, { eventTs }),
      );
      t.equal(status, 200);
      const unprocessed = 'select from webhook_event where done_at is null';
      t.ok(await eventually(async () => (await one.database.pool.query(unprocessed)).rowCount === 0));
    });

    t.test('many concurrent requests all get a response', async (t) => {
      const client = await one.signIn(events.id);
      const responses = await Promise.all(Array.from({ length: 60 }, () => client.get('/api/meetings')));
      t.same([...new Set(responses.map(({ status }) => status))], [200]);
    });
    t.end();
  });
}

test('a pooler in transaction mode without a direct URL has its own reason', async (t) => {
  const [one] = await startTwo(t, { name: '', mode: 'transaction', isDirectSet: false });
  const response = await one.client().get('/readyz');
  t.equal(response.status, 503);
  t.match(response.json, { status: 'not_ready', reason: 'pooler_in_transaction_mode' });
  t.ok(one.logs.some((line) => line.includes('DATABASE_DIRECT_URL')));
  t.equal(
    (await one.client().get('/api/me')).status,
    503,
    'nothing is served from a memory cache that may be stale',
  );
});

test('migrate works through a pooler in session mode', async (t) => {
  const { url } = await createEmptyDatabase(t);
  t.ok((await migrate(await startPgBouncer(t, url, 'session'))).length > 0);
  t.same(await migrate(url), []);
});

test('migrate through a pooler in transaction mode reports which variable to set', async (t) => {
  const { url } = await createEmptyDatabase(t);
  await t.rejects(migrate(await startPgBouncer(t, url, 'transaction')), { message: /DATABASE_DIRECT_URL/ });
});
