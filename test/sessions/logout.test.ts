import { test } from 'tap';
import { seededUsers } from '../../tools/zoom-simulator/simulator.ts';
import { type RunningApp, startApp } from '../helpers/app.ts';
import type { Client } from '../helpers/client.ts';
import { eventually } from '../helpers/eventually.ts';
import { cookiesSet, isSignedIn } from '../helpers/install.ts';

const { events, training } = seededUsers;
const NAME = 'uplink-session';

/** The same browser, connected to another instance. */
function sameBrowser(at: RunningApp, client: Client): Client {
  const other = at.client();
  other.cookies.set(NAME, client.cookies.get(NAME) ?? '');
  return other;
}

test('signing out', async (t) => {
  const app = await startApp(t);
  const other = await startApp(t, { sharedWith: app });

  t.test('of one session ends only that session and its cookie', async (t) => {
    const laptop = await app.signIn(events.id);
    const phone = await app.signIn(events.id);
    const stolen = sameBrowser(app, laptop);
    const response = await laptop.post('/logout');
    t.equal(response.status, 204);
    t.equal(response.text, '');
    t.match(cookiesSet(response).get(NAME), /^uplink-session=; .*(Max-Age=0|Expires=Thu, 01 Jan 1970)/);
    t.notOk(await isSignedIn(stolen), 'a copy of the cookie is invalid');
    t.ok(await isSignedIn(phone));
    t.equal((await stolen.post('/logout')).status, 401, 'and cannot sign out again');
  });

  t.test(
    'of one session takes effect on another instance within a second, even if the session is cached there',
    async (t) => {
      const laptop = await app.signIn(events.id);
      const phone = await app.signIn(events.id);
      const laptopElsewhere = sameBrowser(other, laptop);
      const phoneElsewhere = sameBrowser(other, phone);
      for (const client of [laptopElsewhere, phoneElsewhere]) t.ok(await isSignedIn(client));
      await laptop.post('/logout');
      t.ok(await eventually(async () => !(await isSignedIn(laptopElsewhere)), { withinMs: 1_000 }));
      for (let request = 0; request < 20; request += 1)
        if (await isSignedIn(laptopElsewhere)) t.fail('the session came back');
      t.ok(await isSignedIn(phoneElsewhere));
    },
  );

  t.test('everywhere ends all sessions of this user on every instance, and no other sessions', async (t) => {
    const mine = [await app.signIn(events.id), await app.signIn(events.id), await app.signIn(events.id)];
    const elsewhere = mine.map((client) => sameBrowser(other, client));
    const otherUser = await app.signIn(training.id);
    for (const client of [...mine, ...elsewhere]) t.ok(await isSignedIn(client));
    const response = await mine[0]?.post('/logout/everywhere');
    t.equal(response?.status, 204);
    for (const client of mine) t.notOk(await isSignedIn(client));
    for (const client of elsewhere)
      t.ok(await eventually(async () => !(await isSignedIn(client)), { withinMs: 1_000 }));
    t.ok(await isSignedIn(otherUser));
    const { rows } = await app.database.pool.query('select from session where user_id = $1', [events.id]);
    t.equal(rows.length, 0);
  });

  t.test('keeps the installation connected', async (t) => {
    const client = await app.signIn(events.id);
    const { connection } = (await client.get('/api/me')).json;
    await client.post('/logout');
    const { rows } = await app.database.pool.query<{ status: string }>(
      'select status from installation where user_id = $1',
      [events.id],
    );
    t.same(rows, [{ status: 'connected' }]);
    t.equal(connection?.status, 'connected');
    t.equal(app.simulator.requests({ path: '/oauth/revoke' }).length, 0);
  });

  t.test('while requests of that session are in progress ends it', async (t) => {
    for (let round = 0; round < 10; round += 1) {
      const client = await app.signIn(events.id);
      const copy = sameBrowser(app, client);
      const reads = Array.from({ length: 8 }, () => isSignedIn(copy));
      await client.post('/logout');
      await Promise.all(reads);
      if (await isSignedIn(copy)) t.fail('a read in progress kept the session alive');
    }
    t.pass();
  });
});
