import { test } from 'tap';
import { addressClass } from '../src/address-class.ts';
import { CLIENT, type RunningApp, startApp } from './helpers/app.ts';
import { enableWebhooks, sendWebhook } from './helpers/webhooks.ts';
import { addHosted, COLLEAGUE, HOST, waitUntil } from './helpers/zoom-host.ts';

interface Line {
  msg: string;
  security?: string;
  count?: number;
  route?: string;
  level: number | string;
  user?: string;
  address?: string;
  reason?: string;
  code?: string;
  by?: string;
  status?: number;
  req?: { method: string; route: string };
}

const linesOf = ({ logs }: RunningApp): Line[] => logs.map((line) => JSON.parse(line));
const called = (app: RunningApp, msg: string) => linesOf(app).filter((line) => line.msg === msg);
/** Keyed SHA-256 in hexadecimal. */
const HASH = /^[0-9a-f]{64}$/;

test('sign-in, sign-out and erasure each log one line with the keyed hash of the user', async (t) => {
  const app = await startApp(t);
  const host = await app.signIn(HOST);
  const [signedIn] = called(app, 'signed in');
  const from = { level: 'info', user: HASH, address: 'loopback IPv4' };
  t.match(signedIn, { ...from, req: { method: 'GET', route: '/oauth/callback' } });
  const user = signedIn?.user;

  await host.post('/logout');
  t.match(called(app, 'signed out'), [{ ...from, user, req: { method: 'POST', route: '/logout' } }]);
  await host.signIn(HOST);
  await host.post('/logout/everywhere');
  t.match(called(app, 'signed out everywhere'), [{ ...from, user }]);
  await host.signIn(HOST);
  t.equal((await host.request('DELETE', '/api/me', {})).status, 204);
  t.match(called(app, 'user erased'), [{ user, by: 'request' }]);
  t.equal(called(app, 'signed in').length, 3);

  await app.signIn(COLLEAGUE);
  t.not(called(app, 'signed in').at(-1)?.user, user);
  enableWebhooks(app);
  await app.simulator.deauthorize(COLLEAGUE);
  await waitUntil(() => called(app, 'user erased').length === 2);
  t.match(called(app, 'user erased')[1], { by: 'zoom', user: called(app, 'signed in').at(-1)?.user });
  const aboutUsers = app.logs.filter((line) => line.includes('"user"')).join('');
  t.notMatch(aboutUsers, /127\.0\.0\.1/);
  t.notMatch(app.logs.join(''), new RegExp(`${HOST}|${COLLEAGUE}`));
});

test('a deauthorization that erases nothing is not logged as an erasure', async (t) => {
  const app = await startApp(t);
  enableWebhooks(app);
  await app.signIn(HOST);
  const old = new Date(Date.now() - 3_600_000).toISOString();
  const payload = { user_id: HOST, client_id: CLIENT.clientId, deauthorization_time: old };
  await sendWebhook(app, 'app_deauthorized', payload);
  t.same(called(app, 'user erased'), []);
});

test('a rejected sign-in logs one line with its reason', async (t) => {
  const app = await startApp(t);
  const { simulator } = app;
  const client = app.client();
  const reasons = () => called(app, 'sign-in rejected').map(({ reason }) => reason);
  await client.get('/oauth/callback?code=canary-code&state=canary-state');
  t.same(reasons(), ['unknown_state']);
  const { headers } = await client.get('/install');
  await client.get(await simulator.decline(String(headers.location)));
  t.same(reasons(), ['unknown_state', 'denied']);
  await client.get(`${await client.authorize(HOST)}&iss=https%3A%2F%2Fother.example`);
  for (const [body, status] of [
    [{ error: 'invalid_grant' }, 400],
    [{ error: 'invalid_client' }, 400],
    [{}, 500],
  ] as const) {
    const callback = await client.authorize(HOST);
    simulator.addFault({ kind: 'answer', status, body, path: '/oauth/token' });
    await client.get(callback);
  }
  t.same(reasons().slice(2), ['foreign_issuer', 'code_refused', 'code_misconfigured', 'code_unavailable']);
  t.notMatch(app.logs.join(''), /canary|other\.example/);
});

test('a rejected request logs one line with route, problem code, user hash and address class', async (t) => {
  const app = await startApp(t, { env: { RATE_LIMIT_USER_PER_MINUTE: '20' } });
  const host = await app.signIn(HOST);
  const { path } = addHosted(app.simulator);
  const user = called(app, 'signed in')[0]?.user;
  const last = () => called(app, 'responded').at(-1);
  const route = '/api/meetings/:id/livestream';

  await app.client().get(path);
  t.match(last(), { level: 'info', status: 401, code: 'not_signed_in', req: { method: 'GET', route } });
  t.equal(last()?.user, undefined);
  t.equal(last()?.address, 'loopback IPv4');

  await host.request('PATCH', path, { headers: { 'sec-fetch-site': 'cross-site' }, body: '{}' });
  t.match(last(), { status: 403, code: 'cross_site_request', user, req: { method: 'PATCH', route } });

  await host.get('/api/meetings/7/livestream');
  t.match(last(), { status: 400, code: 'invalid_meeting_id', user });

  for (let count = 0; count < 20; count += 1) await host.get('/api/me');
  t.match(last(), { status: 429, code: 'too_many_requests', user, req: { route: '/api/me' } });
});

test('an address is logged as loopback, private or public only', async (t) => {
  for (const [ip, wanted] of [
    ['127.0.0.1', 'loopback IPv4'],
    ['127.9.9.9', 'loopback IPv4'],
    ['::1', 'loopback IPv6'],
    ['::ffff:127.0.0.1', 'loopback IPv4'],
    ['10.1.2.3', 'private IPv4'],
    ['172.31.0.1', 'private IPv4'],
    ['172.32.0.1', 'public IPv4'],
    ['192.168.1.1', 'private IPv4'],
    ['100.64.0.1', 'private IPv4'],
    ['169.254.1.1', 'private IPv4'],
    ['203.0.113.9', 'public IPv4'],
    ['fd00::1', 'private IPv6'],
    ['fe80::1%eth0', 'private IPv6'],
    ['2001:db8::1', 'public IPv6'],
  ] as const)
    t.equal(addressClass(ip), wanted, ip);
});

test('lines that concern security have the field security', async (t) => {
  const app = await startApp(t);
  enableWebhooks(app);
  const host = await app.signIn(HOST);
  const { path } = addHosted(app.simulator);
  await app.client().get('/oauth/callback?code=x&state=y');
  await app.client().get(path);
  await host.request('DELETE', '/api/me', { headers: { 'sec-fetch-site': 'cross-site' } });
  const forged = { 'x-zm-request-timestamp': '1', 'x-zm-signature': `v0=${'0'.repeat(64)}` };
  await app.client().post('/webhooks/zoom', { headers: forged, body: {} });
  await host.get('/api/me/export');
  await host.post('/logout');
  await host.signIn(HOST);
  await host.post('/logout/everywhere');
  await host.signIn(HOST);
  await host.request('DELETE', '/api/me');
  const found = linesOf(app).filter(({ security }) => security !== undefined);
  t.same(
    found.map(({ security, code, reason }) => [security, code ?? reason ?? ''].join(' ').trim()),
    [
      'sign_in',
      'sign_in_rejected unknown_state',
      'rejected not_signed_in',
      'rejected cross_site_request',
      'rejected invalid_signature',
      'export',
      'sign_out',
      'sign_in',
      'sign_out_everywhere',
      'sign_in',
      'erasure',
    ],
  );
  const withoutUser = ['sign_in_rejected', 'not_signed_in', 'invalid_signature'];
  for (const { security, code, user } of found)
    t.equal(user === undefined, withoutUser.includes(code ?? security ?? ''), `${security} ${code}`);
});

test('a rejection by Zoom and a wrong input are not lines of security', async (t) => {
  const app = await startApp(t);
  const host = await app.signIn(HOST);
  app.simulator.setScopes(['user:read:user']);
  const other = await app.signIn(HOST);
  await other.get('/api/meetings', { 'cache-control': 'no-cache' });
  await host.get('/api/meetings/7/livestream');
  const responded = called(app, 'responded').filter(({ status = 0 }) => status >= 400);
  t.ok(responded.some(({ code }) => code === 'scope_missing'));
  t.same(
    responded.filter(({ security }) => security !== undefined),
    [],
  );
});

test('a flood of rejected requests is ten lines and a sum', async (t) => {
  const app = await startApp(t, { env: { LOG_LEVEL: 'info' } });
  const forged = { 'x-zm-request-timestamp': '1', 'x-zm-signature': `v0=${'0'.repeat(64)}` };
  for (let request = 0; request < 100; request += 1) {
    await app.client().post('/webhooks/zoom', { headers: forged, body: {} });
    await app.client().get('/wp-login.php');
  }
  t.equal(called(app, 'responded').length, 20);
  await app.close();
  const sums = called(app, 'more rejections of this kind were not logged');
  const address = 'loopback IPv4';
  t.match(sums, [
    { security: 'rejected', code: 'invalid_signature', route: '/webhooks/zoom', count: 90, address },
    { code: 'not_found', route: 'none', count: 90, address },
  ]);
});
