import { test } from 'tap';
import { type FaultRequest, seededUsers } from '../../tools/zoom-simulator/simulator.ts';
import { startApp } from '../helpers/app.ts';
import { cookiesSet, countRows, isSignedIn, noUser } from '../helpers/install.ts';
import { startListener } from '../helpers/listener.ts';

const { id: userId } = seededUsers.events;
const path = '/v2/users/me';

const unreadable: Record<string, FaultRequest> = {
  'that Zoom rejects because a scope is missing': {
    kind: 'answer',
    status: 400,
    body: { code: 4711, message: 'Invalid access token, does not contain scopes:[user:read:user].' },
  },
  'that Zoom rejects because of the new token': { kind: 'stale-token' },
  'with status 500': { kind: 'answer', status: 500, body: 'no' },
  'that is an HTML page': { kind: 'answer', status: 200, body: '<html>' },
  'without an id': { kind: 'answer', status: 200, body: { email: 'a@b.example' } },
  'with an empty id': { kind: 'answer', status: 200, body: { id: '' } },
  'with a number as id': { kind: 'answer', status: 200, body: { id: 1 } },
  'with an endless id': { kind: 'answer', status: 200, body: { id: 'x'.repeat(5_000) } },
  'with a rate limit': { kind: 'rate-limit', limit: 'daily' },
  'that is truncated': { kind: 'truncate' },
};

test('a grant', async (t) => {
  t.test('without a refresh token, which would expire within an hour, is revoked', async (t) => {
    const app = await startApp(t);
    app.simulator.state.settings.tokenResponseOmits = ['refresh_token'];
    const client = app.client();
    const response = await client.get(await client.authorize(userId, '/webinars'));
    t.equal(response.status, 502);
    t.match(response.text, /one hour/);
    t.match(response.text, 'href="/install?next=%2Fwebinars"');
    t.notOk(cookiesSet(response).has('uplink-session'));
    t.same(await countRows(app), noUser);
    t.match(app.simulator.requests({ path: '/oauth/revoke' }), [{ status: 200 }]);
  });

  for (const [name, fault] of Object.entries(unreadable)) {
    t.test(`for a profile ${name} is revoked, and nothing is stored`, async (t) => {
      const app = await startApp(t);
      const client = app.client();
      const callback = await client.authorize(userId, '/webinars');
      app.simulator.addFault({ ...fault, path, times: Number.POSITIVE_INFINITY });
      const response = await client.get(callback);
      t.equal(response.status, 502);
      t.match(response.headers['content-type'], /^text\/html/);
      t.match(response.text, /Couldn’t read your Zoom profile/);
      t.match(response.text, 'href="/install?next=%2Fwebinars"');
      t.notOk(cookiesSet(response).has('uplink-session'));
      t.same(await countRows(app), noUser);
      t.notOk(await isSignedIn(client));
      t.equal(app.simulator.requests({ path: '/oauth/revoke' }).length, 1);
    });
  }

  t.test('is rejected even if its revocation fails', async (t) => {
    const app = await startApp(t);
    const client = app.client();
    const callback = await client.authorize(userId);
    app.simulator.addFault({ kind: 'answer', status: 400, body: { code: 4711, message: 'x' }, path });
    app.simulator.addFault({ kind: 'reset', path: '/oauth/revoke' });
    t.equal((await client.get(callback)).status, 502);
    t.same(await countRows(app), noUser);
  });

  t.test('is sent only to the configured address, not to addresses in responses', async (t) => {
    const app = await startApp(t);
    const stranger = await startListener(t);
    app.simulator.state.settings.tokenResponseOverrides = { api_url: stranger.url };
    const client = await app.signIn(userId);
    t.equal((await client.get('/api/meetings')).status, 200);
    for (const [where, zoomPath] of Object.entries({ '/api/webinars': '/v2/users/me/webinars' })) {
      const headers = { location: `${stranger.url}/v2/users/me` };
      const target = { path: zoomPath, times: Number.POSITIVE_INFINITY };
      app.simulator.addFault({ kind: 'answer', status: 302, headers, ...target });
      t.equal((await client.get(where)).status, 502);
    }
    t.equal(stranger.connections(), 0);
  });
});
