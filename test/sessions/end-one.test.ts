import { test } from 'tap';
import { seededUsers } from '../../tools/zoom-simulator/simulator.ts';
import { startApp } from '../helpers/app.ts';
import type { Client } from '../helpers/client.ts';
import { openEvents } from '../helpers/event-stream.ts';
import { eventually } from '../helpers/eventually.ts';
import { cookiesSet, isSignedIn } from '../helpers/install.ts';

const { events, training } = seededUsers;

interface Listed {
  id: string;
  current: boolean;
}

const listed = async (client: Client): Promise<Listed[]> => (await client.get('/api/sessions')).json.sessions;
const ownId = async (client: Client) => (await listed(client)).find(({ current }) => current)?.id ?? '';

test('ending one session', async (t) => {
  const app = await startApp(t);
  const other = await startApp(t, { sharedWith: app });
  t.beforeEach(() => app.database.pool.query('truncate installation cascade'));

  t.test('ends only that session, on every instance within a second, and its event stream', async (t) => {
    const [laptop, phone] = [await app.signIn(events.id), await app.signIn(events.id)];
    const phoneElsewhere = other.client();
    for (const [name, value] of phone.cookies) phoneElsewhere.cookies.set(name, value);
    t.ok(await isSignedIn(phoneElsewhere), 'it is cached there');
    const stream = await openEvents(t, phoneElsewhere);
    const ended = await laptop.request('DELETE', `/api/sessions/${await ownId(phone)}`);
    t.equal(ended.status, 204);
    t.equal(ended.headers['set-cookie'], undefined);
    t.ok(await eventually(async () => !(await isSignedIn(phoneElsewhere)), { withinMs: 1_000 }));
    t.notOk(await isSignedIn(phone));
    t.ok(await isSignedIn(laptop));
    await stream.ended;
    const accountLines = app.logs.filter((line) => line.includes('session ended by its user'));
    t.match(accountLines, [/"user":"[0-9a-f]{64}"/]);
  });

  t.test('of this browser also removes the cookie', async (t) => {
    const client = await app.signIn(events.id);
    const response = await client.request('DELETE', `/api/sessions/${await ownId(client)}`);
    t.equal(response.status, 204);
    t.match(cookiesSet(response).get('uplink-session'), /^uplink-session=; /);
    t.notOk(await isSignedIn(client));
  });

  t.test('of another user, an unknown one or a malformed id is not found and ends nothing', async (t) => {
    const mine = await app.signIn(events.id);
    const theirs = await app.signIn(training.id);
    for (const id of [await ownId(theirs), '0'.repeat(32), 'x', '%25', "'"]) {
      const response = await mine.request('DELETE', `/api/sessions/${id}`);
      t.match(response, { status: 404, json: { code: 'not_found', reason: 'no_such_session' } }, id);
    }
    t.ok(await isSignedIn(theirs));
    t.ok(await isSignedIn(mine));
  });

  t.test('needs a same-origin request', async (t) => {
    const client = await app.signIn(events.id);
    const response = await client.request('DELETE', `/api/sessions/${await ownId(client)}`, {
      headers: { 'sec-fetch-site': 'cross-site' },
    });
    t.match(response, { status: 403, json: { code: 'cross_site_request' } });
    t.ok(await isSignedIn(client));
  });

  t.test('takes an id that says nothing about the cookie or the key of the row', async (t) => {
    const client = await app.signIn(events.id);
    const id = await ownId(client);
    const { rows } = await app.database.pool.query<{ hash: string }>(
      `select encode(id_hash, 'hex') as hash from session`,
    );
    t.notMatch(rows[0]?.hash, id);
    const forged = app.client();
    forged.cookies.set('uplink-session', id);
    t.notOk(await isSignedIn(forged));
    t.equal(await ownId(client), id, 'it stays the same');
  });
});
