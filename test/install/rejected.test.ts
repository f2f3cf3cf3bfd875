import { test } from 'tap';
import { seededUsers } from '../../tools/zoom-simulator/simulator.ts';
import { startApp } from '../helpers/app.ts';
import { countRows, noUser, tokenRequests } from '../helpers/install.ts';

test('an authorization that Zoom did not grant', async (t) => {
  const app = await startApp(t);
  t.beforeEach(() => app.simulator.clearRequests());

  t.test('shows that nothing was added, with a retry link that keeps the destination', async (t) => {
    const client = app.client();
    const { headers } = await client.get('/install?next=/meetings/82929473321');
    const response = await client.get(await app.simulator.decline(String(headers.location)));
    t.equal(response.status, 400);
    t.match(response.headers['content-type'], /^text\/html/);
    t.equal(response.headers['cache-control'], 'no-store');
    t.match(response.text, /wasn’t added/);
    t.match(response.text, /Try again/);
    t.match(response.text, 'href="/install?next=%2Fmeetings%2F82929473321"');
    t.equal(tokenRequests(app).length, 0);
    t.same(await countRows(app), noUser);
  });

  t.test('quotes Zoom’s error, escaped and shortened', async (t) => {
    const evil = '"><script>alert(1)</script><a href="javascript:alert(2)">\'&';
    for (const name of ['error', 'error_description']) {
      const client = app.client();
      const callback = new URL(await client.authorize(seededUsers.events.id));
      callback.searchParams.delete('code');
      callback.searchParams.set('error', 'server_error');
      callback.searchParams.set(name, evil + 'x'.repeat(5_000));
      const response = await client.get(callback.href);
      t.equal(response.status, 400, name);
      t.match(response.text, '&lt;script&gt;alert(1)');
      t.notMatch(response.text, /<script>alert|href="javascript/);
      t.ok(response.text.length < 6_000, 'the quote is limited');
    }
    t.equal(tokenRequests(app).length, 0);
  });

  t.test('quotes no parameters if no request of this browser led to the address', async (t) => {
    const foreign = 'call 555 0100 to restore access';
    const client = app.client();
    const { headers } = await client.get('/install');
    const used = new URL(await app.simulator.decline(String(headers.location)));
    t.match(
      (await client.get(used.href)).text,
      /<q>/,
      'the first response belongs to a request of this browser',
    );
    for (const [name, value] of Object.entries({
      error: foreign,
      error_description: foreign,
      error_uri: foreign,
      state: foreign,
      next: foreign,
      reason: foreign,
    })) {
      const query = new URLSearchParams({ error: 'server_error', [name]: value });
      for (const from of [client, app.client()]) {
        const response = await from.get(`/oauth/callback?${query}`);
        t.equal(response.status, 400, name);
        t.notMatch(response.text, /555 0100|<q>/);
      }
    }
    used.searchParams.set('error_description', foreign);
    t.notMatch((await client.get(used.href)).text, /555 0100/, 'a used state');
    t.equal(tokenRequests(app).length, 0);
  });

  t.test('does not redeem a code that comes with an error', async (t) => {
    const client = app.client();
    const callback = new URL(await client.authorize(seededUsers.events.id));
    callback.searchParams.set('error', 'access_denied');
    t.equal((await client.get(callback.href)).status, 400);
    callback.searchParams.delete('error');
    t.equal((await client.get(callback.href)).status, 400, 'nor later');
    t.equal(tokenRequests(app).length, 0);
  });

  t.test('does not change the session', async (t) => {
    const client = await app.signIn(seededUsers.events.id);
    t.equal((await client.get('/oauth/callback?error=access_denied')).status, 400);
    t.equal((await client.get('/api/me')).status, 200);
  });
});
