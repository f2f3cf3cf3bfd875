import { test } from 'tap';
import { allScopes, seededUsers } from '../../tools/zoom-simulator/simulator.ts';
import { type RunningApp, startApp } from '../helpers/app.ts';
import { countRows, isSignedIn } from '../helpers/install.ts';

const { events, training } = seededUsers;

async function stored({ database }: RunningApp) {
  const { rows } = await database.pool.query<Stored>(
    `select i.status, i.scopes, i.data_key, i.installed_at, i.connected_at, t.generation::float8 as generation
     from installation i join token t using (user_id) where user_id = $1`,
    [events.id],
  );
  const [row] = rows;
  if (row === undefined) throw new Error('there is no installation');
  return row;
}

interface Stored {
  status: string;
  scopes: string[];
  data_key: Buffer;
  installed_at: Date;
  connected_at: Date;
  generation: number;
}

test('installing the app again', async (t) => {
  t.test('replaces the tokens and keeps the data key', async (t) => {
    const app = await startApp(t);
    const client = await app.signIn(events.id);
    const before = await stored(app);
    await client.signIn(events.id);
    const after = await stored(app);
    t.ok(after.data_key.equals(before.data_key));
    t.equal(after.generation, before.generation + 1);
    t.same(after.installed_at, before.installed_at);
    t.ok(after.connected_at > before.connected_at);
    t.match(await countRows(app), { installations: 1, tokens: 1 });
    t.equal((await client.get('/api/meetings')).status, 200, 'Zoom accepts the new tokens');
  });

  t.test('stores the current profile and scopes', async (t) => {
    const app = await startApp(t);
    app.simulator.setScopes(['user:read:user']);
    const client = await app.signIn(events.id);
    t.same((await client.get('/api/me')).json.connection?.scopes, ['user:read:user']);
    app.simulator.setScopes([...allScopes]);
    app.simulator.editUser(events.id, { displayName: 'A New Name' });
    await client.signIn(events.id);
    t.match((await client.get('/api/me')).json, {
      user: { display_name: 'A New Name' },
      connection: { scopes: [...allScopes] },
    });
  });

  t.test('restores an ended connection on every instance, and keeps existing sessions', async (t) => {
    const app = await startApp(t);
    const other = await startApp(t, { sharedWith: app });
    const client = await app.signIn(events.id);
    const elsewhere = other.client();
    elsewhere.cookies.set('uplink-session', client.cookies.get('uplink-session') ?? '');
    app.simulator.revokeGrant(events.id);
    const rejected = await client.get('/api/meetings');
    t.match([rejected.status, rejected.json.code], [403, 'reconnect_required']);
    t.equal(rejected.json.reconnect_url, `${app.url}/install`);
    t.equal((await elsewhere.get('/api/me')).json.connection?.status, 'reconnect_required');
    t.equal((await stored(app)).status, 'reconnect_required');

    await app.signIn(events.id);
    t.equal((await stored(app)).status, 'connected');
    for (const each of [client, elsewhere]) {
      t.equal((await each.get('/api/me')).json.connection?.status, 'connected');
      t.equal((await each.get('/api/meetings')).status, 200);
    }
  });

  t.test('several times concurrently creates one working installation', async (t) => {
    const app = await startApp(t);
    const clients = Array.from({ length: 6 }, () => app.client());
    const responses = await Promise.all(
      clients.map(async (client) => client.get(await client.authorize(events.id))),
    );
    t.ok(responses.some(({ status }) => status === 303));
    t.match(await countRows(app), { installations: 1, tokens: 1 });
    const client = await app.signIn(events.id);
    t.equal((await client.get('/api/meetings')).status, 200);
    t.equal(
      (await client.get('/api/me')).json.user?.display_name,
      events.displayName,
      'one data key decrypts everything',
    );
  });

  t.test('as another user in the same browser ends the earlier session', async (t) => {
    const app = await startApp(t);
    const client = await app.signIn(events.id);
    const before = app.client();
    before.cookies.set('uplink-session', client.cookies.get('uplink-session') ?? '');
    await client.signIn(training.id);
    t.equal((await client.get('/api/me')).json.user?.id, training.id);
    t.notOk(await isSignedIn(before), 'the old cookie is invalid');
    t.match(await countRows(app), { installations: 2, tokens: 2, sessions: 1 });
  });
});
