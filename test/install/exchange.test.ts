import { test } from 'tap';
import { type FaultRequest, seededUsers } from '../../tools/zoom-simulator/simulator.ts';
import { startApp } from '../helpers/app.ts';
import { cookiesSet, countRows, isSignedIn, noUser, tokenRequests } from '../helpers/install.ts';
import { startListener } from '../helpers/listener.ts';

const { id: userId } = seededUsers.events;

type Spoilt = Omit<FaultRequest, 'path' | 'times'> & FaultRequest;

const codeRejected = { reason: 'Invalid authorization code', error: 'invalid_grant' };
const kinds: Record<string, { status: number; fault: Spoilt }> = {
  'a code that Zoom refuses': { status: 400, fault: { kind: 'answer', status: 400, body: codeRejected } },
  'a code that Zoom refuses with 401': {
    status: 400,
    fault: { kind: 'answer', status: 401, body: codeRejected },
  },
  'client credentials that Zoom refuses': {
    status: 503,
    fault: { kind: 'answer', status: 400, body: { reason: 'Invalid client', error: 'invalid_client' } },
  },
  'client credentials that Zoom rejects without naming an error': {
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
  'a code that has expired, told by number': {
    status: 400,
    fault: { kind: 'answer', status: 200, body: { status: false, errorCode: 4733, result: null } },
  },
  'a 200 with a code of Zoom’s': {
    status: 502,
    fault: { kind: 'answer', status: 200, body: { code: 300, message: 'x' } },
  },
  'an answer of 500': { status: 502, fault: { kind: 'answer', status: 500, body: '<h1>no</h1>' } },
  'an answer of 503': { status: 502, fault: { kind: 'answer', status: 503 } },
  'an answer of 429': { status: 502, fault: { kind: 'rate-limit' } },
  'a page instead of JSON': { status: 502, fault: { kind: 'answer', status: 200, body: '<html>' } },
  'a page as a refusal': { status: 502, fault: { kind: 'answer', status: 400, body: '<html>' } },
  'an empty answer': { status: 502, fault: { kind: 'answer', status: 200 } },
  'JSON null': { status: 502, fault: { kind: 'answer', status: 200, body: Buffer.from('null') } },
  'a list': { status: 502, fault: { kind: 'answer', status: 200, body: [] } },
  'an answer without an access token': {
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
  'an access token that is no text': {
    status: 502,
    fault: {
      kind: 'answer',
      status: 200,
      body: { access_token: { a: 1 }, refresh_token: 'x', expires_in: 3600 },
    },
  },
  'a connection that breaks before the work': { status: 502, fault: { kind: 'reset' } },
  'a connection that breaks after the work': { status: 502, fault: { kind: 'reset-after-work' } },
  'half an answer': { status: 502, fault: { kind: 'truncate' } },
  'an answer that inflates without end': { status: 502, fault: { kind: 'gzip-bomb' } },
  'an answer without end': {
    status: 502,
    fault: { kind: 'answer', status: 200, body: ' '.repeat(5_000_000) },
  },
};

test('an exchange of the code that fails', async (t) => {
  const app = await startApp(t, { env: { RATE_LIMIT_ADDRESS_PER_MINUTE: '10000' } });
  t.beforeEach(() => {
    app.simulator.clearFaults();
    app.simulator.clearRequests();
  });

  for (const [kind, { status, fault }] of Object.entries(kinds)) {
    t.test(`through ${kind} ends on a page that offers another try, and leaves nothing`, async (t) => {
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
      t.equal(tokenRequests(app).length, 1, 'a code is presented once');
      app.simulator.clearFaults();
      t.equal((await client.get(callback)).status, 400, 'nor can it be presented again');
    });
  }

  t.test('leaves an earlier installation and session of that person as they were', async (t) => {
    const client = await app.signIn(userId);
    app.simulator.addFault({ kind: 'answer', status: 500, path: '/oauth/token' });
    t.equal((await client.get(await client.authorize(userId))).status, 502);
    t.match((await client.get('/api/me')).json, { connection: { status: 'connected' } });
    await app.database.pool.query('truncate installation cascade');
  });

  t.test('is not answered by following Zoom somewhere else', async (t) => {
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
