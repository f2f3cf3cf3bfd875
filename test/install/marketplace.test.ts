import { test } from 'tap';
import { seededUsers } from '../../tools/zoom-simulator/simulator.ts';
import { startApp } from '../helpers/app.ts';
import { cookiesSet, countRows, isSignedIn, noUser, tokenRequests } from '../helpers/install.ts';

const { id: userId } = seededUsers.events;

test('a code without state, as the Add button in the Zoom Marketplace sends it', async (t) => {
  const app = await startApp(t);
  t.beforeEach(() => app.simulator.clearRequests());

  t.test(
    'is ignored: the browser is redirected to the install page once, then the user has to confirm',
    async (t) => {
      const client = app.client();
      const first = await client.get(await app.simulator.marketplaceAdd(userId));
      t.equal(first.status, 302);
      t.equal(first.headers.location, `${app.url}/install`);
      t.equal(first.headers['cache-control'], 'no-store');

      const second = await client.get(await app.simulator.marketplaceAdd(userId));
      t.equal(second.status, 200);
      t.match(second.text, 'Continue with Zoom');
      t.match(second.text, 'href="/install"');
      t.notMatch(second.text, /<meta[^>]*refresh|<script/);

      t.equal(tokenRequests(app).length, 0, 'no code was redeemed');
      t.same(await countRows(app), noUser);
      t.notOk(cookiesSet(first).has('uplink-session') || cookiesSet(second).has('uplink-session'));
      t.notOk(await isSignedIn(client));
    },
  );

  t.test('leads to a sign-in through the install page', async (t) => {
    const client = app.client();
    await client.get(await app.simulator.marketplaceAdd(userId));
    await client.signIn(userId);
    t.ok(await isSignedIn(client));
    t.equal(tokenRequests(app).length, 1);
  });

  t.test('is redirected again after a sign-in', async (t) => {
    const client = app.client();
    await client.get(await app.simulator.marketplaceAdd(userId));
    await client.signIn(userId);
    t.equal((await client.get(await app.simulator.marketplaceAdd(userId))).status, 302);
  });

  t.test('does not change the session of a signed-in user', async (t) => {
    const client = await app.signIn(seededUsers.training.id);
    await client.get(await app.simulator.marketplaceAdd(userId));
    t.match((await client.get('/api/me')).json, { user: { id: seededUsers.training.id } });
  });

  t.test('does not consume a pending request of this browser', async (t) => {
    const client = app.client();
    const callback = await client.authorize(userId);
    await client.get(await app.simulator.marketplaceAdd(userId));
    t.equal((await client.get(callback)).status, 303);
  });
});
