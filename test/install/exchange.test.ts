import { test } from 'tap';
import { type FaultRequest, seededUsers } from '../../tools/zoom-simulator/simulator.ts';
import { startApp } from '../helpers/app.ts';
import { cookiesSet, countRows, isSignedIn, noUser, tokenRequests } from '../helpers/install.ts';
import { startListener } from '../helpers/listener.ts';

const { id: userId } = seededUsers.events;

type Failure = Omit<FaultRequest, 'path' | 'times'> & FaultRequest;

const codeRejected = { reason: 'Invalid authorization code', error: 'invalid_grant' };
const failures: Record<string, { status: number; fault: Failure }> = {
  'a code that Zoom rejects': { status: 400, fault: { kind: 'answer', status: 400, body: codeRejected } },
  'a code that Zoom rejects with 401': {
    status: 400,
    fault: { kind: 'answer', status: 401, body: codeRejected },
  },
  'client credentials that Zoom rejects': {
    status: 503,
    fault: { kind: 'answer', status: 400, body: { reason: 'Invalid client', error: 'invalid_client' } },
  },
  'client credentials that Zoom rejects without an error member': {
    status: 503,
    fault: { kind: 'answer', status: 400, body: { reason: 'Invalid client_id or client_secret' } },
  },
  'an app that its developer has disabled': {
    status: 503,
    fault: {
      kind: 'answer',
      status: 400,
      body: { reason: 'The app has been disabled by the developer', error: 'invalid_request' },
    },
  },
  'a redirect URI that does not match': {
    status: 503,
    fault: { kind: 'answer', status: 400, body: { status: false, errorCode: 4709, result: null } },
  },
  'an expired code, reported by its error number': {
    status: 400,
    fault: { kind: 'answer', status: 200, body: { status: false, errorCode: 4733, result: null } },
  },
  'a 200 with a Zoom error code': {
    status: 502,
    fault: { kind: 'answer', status: 200, body: { code: 300, message: 'x' } },
  },
  'status 500': { status: 502, fault: { kind: 'answer', status: 500, body: '<h1>no</h1>' } },
  'status 503': { status: 502, fault: { kind: 'answer', status: 503 } },
  'status 429': { status: 502, fault: { kind: 'rate-limit' } },
  'a page instead of JSON': { status: 502, fault: { kind: 'answer', status: 200, body: '<html>' } },
  'a page with status 400': { status: 502, fault: { kind: 'answer', status: 400, body: '<html>' } },
  'an empty response': { status: 502, fault: { kind: 'answer', status: 200 } },
  'JSON null': { status: 502, fault: { kind: 'answer', status: 200, body: Buffer.from('null') } },
  'a list': { status: 502, fault: { kind: 'answer', status: 200, body: [] } },
  'a response without an access token': {
    status: 502,
    fault: { kind: 'answer', status: 200, body: { refresh_token: 'x' } },
  },
  'an access token that would break out of a header': {
    status: 502,
    fault: {
      kind: 'answer',
      status: 200,
      body: { access_token: 'a\r\nb: c', refresh_token: 'x', expires_in: 3600 },
    },
  },
  'an access token that is not a string': {
    status: 502,
    fault: {
      kind: 'answer',
      status: 200,
      body: { access_token: { a: 1 }, refresh_token: 'x', expires_in: 3600 },
    },
  },
  'a connection that breaks before the work': { status: 502, fault: { kind: 'reset' } },
  'a connection that breaks after the work': { status: 502, fault: { kind: 'reset-after-work' } },
  'a truncated response': { status: 502, fault: { kind: 'truncate' } },
  'a decompression bomb': { status: 502, fault: { kind: 'gzip-bomb' } },
  'an oversized response': {
    status: 502,
    fault: { kind: 'answer', status: 200, body: ' '.repeat(5_000_000) },
  },
};

test('a code exchange that fails', async (t) => {
  const app = await startApp(t, { env: { RATE_LIMIT_ADDRESS_PER_MINUTE: '10000' } });
  t.beforeEach(() => {
    app.simulator.clearFaults();
    app.simulator.clearRequests();
  });

  for (const [name, { status, fault }] of Object.entries(failures)) {
    t.test(`with ${name} shows a page with a retry link, and stores nothing`, async (t) => {
      const client = app.client();
      const callback = await client.authorize(userId, '/webinars');
      app.simulator.addFault({ ...fault, path: '/oauth/token', times: Number.POSITIVE_INFINITY });
      const response = await client.get(callback);
      t.equal(response.status, status);
      t.match(response.headers['content-type'], /^text\/html/);
      t.equal(response.headers['cache-control'], 'no-store');
      if (status !== 503) t.match(response.text, 'href="/install?next=%2Fwebinars"');
      t.notOk(cookiesSet(response).has('uplink-session'));
      t.same(await countRows(app), noUser);
      t.notOk(await isSignedIn(client));
      t.equal(tokenRequests(app).length, 1, 'a code is sent once');
      app.simulator.clearFaults();
      t.equal((await client.get(callback)).status, 400, 'and cannot be used again');
    });
  }

  t.test('does not change an earlier installation and session of that user', async (t) => {
    const client = await app.signIn(userId);
    app.simulator.addFault({ kind: 'answer', status: 500, path: '/oauth/token' });
    t.equal((await client.get(await client.authorize(userId))).status, 502);
    t.match((await client.get('/api/me')).json, { connection: { status: 'connected' } });
    await app.database.pool.query('truncate installation cascade');
  });

  t.test('does not follow redirects', async (t) => {
    const stranger = await startListener(t);
    for (const status of [301, 302, 303, 307, 308]) {
      const client = app.client();
      const callback = await client.authorize(userId);
      const headers = { location: `${stranger.url}/oauth/token` };
      app.simulator.addFault({ kind: 'answer', status, headers, path: '/oauth/token' });
      t.equal((await client.get(callback)).status, 502, `a redirect with ${status}`);
    }
    t.equal(stranger.connections(), 0);
    t.same(await countRows(app), noUser);
  });
});
