import { test } from 'tap';
import { startApp } from '../helpers/app.ts';
import { countRows, nobody, tokenRequests } from '../helpers/install.ts';
import { seededUsers } from '../zoom/simulator.ts';

test('an authorization that Zoom did not grant', async (t) => {
  const app = await startApp(t);
  t.beforeEach(() => app.simulator.clearRequests());

  t.test('says that nothing was added, and offers to try again where the person was going', async (t) => {
    const client = app.client();
    const { headers } = await client.get('/install?next=/meetings/82929473321');
    const answer = await client.get(await app.simulator.decline(String(headers.location)));
    t.equal(answer.status, 400);
    t.match(answer.headers['content-type'], /^text\/html/);
    t.equal(answer.headers['cache-control'], 'no-store');
    t.match(answer.text, /did not add/);
    t.match(answer.text, /Try again/);
    t.match(answer.text, 'href="/install?next=%2Fmeetings%2F82929473321"');
    t.equal(tokenRequests(app).length, 0);
    t.same(await countRows(app), nobody);
  });

  t.test('shows what the address says only escaped and cut short', async (t) => {
    const evil = '"><script>alert(1)</script><a href="javascript:alert(2)">\'&';
    for (const name of ['error', 'error_description', 'state', 'next']) {
      const query = new URLSearchParams({ error: 'server_error', [name]: evil + 'x'.repeat(5_000) });
      const answer = await app.client().get(`/oauth/callback?${query}`);
      t.equal(answer.status, 400, name);
      t.notMatch(answer.text, /<script>alert|href="javascript/);
      t.ok(answer.text.length < 6_000, 'no text of any length');
    }
    t.equal(tokenRequests(app).length, 0);
  });

  t.test('redeems no code that comes with the error', async (t) => {
    const client = app.client();
    const callback = new URL(await client.authorize(seededUsers.events.id));
    callback.searchParams.set('error', 'access_denied');
    t.equal((await client.get(callback.href)).status, 400);
    callback.searchParams.delete('error');
    t.equal((await client.get(callback.href)).status, 400, 'nor later');
    t.equal(tokenRequests(app).length, 0);
  });

  t.test('leaves a session as it was', async (t) => {
    const client = await app.signIn(seededUsers.events.id);
    t.equal((await client.get('/oauth/callback?error=access_denied')).status, 400);
    t.equal((await client.get('/api/me')).status, 200);
  });
});
