import { test } from 'tap';
import { startMeasuredApp } from '../helpers/metrics.ts';
import { addHosted, HOST } from '../helpers/zoom-host.ts';

const NO_CACHE = { 'cache-control': 'no-cache' };
const COUNT = 'uplink_zoom_request_duration_seconds_count';

async function start(t: Parameters<typeof startMeasuredApp>[0]) {
  const measured = await startMeasuredApp(t);
  const host = await measured.uplink.signIn(HOST);
  const { simulator } = measured.uplink;
  const { path, id } = addHosted(simulator);
  const read = async () => (await host.get(path, NO_CACHE)).status;
  const count = (outcome: string, operation = 'get_livestream') =>
    measured.value(COUNT, { operation, outcome });
  return { ...measured, host, simulator, path, id, read, count };
}

test('sign-in, reads and updates are counted by operation', async (t) => {
  const { host, simulator, path, id, read, count } = await start(t);
  t.equal(await count('success', 'exchange_code'), 1);
  t.equal(await count('success', 'get_user'), 1);
  t.equal(await read(), 200);
  t.equal(await count('success'), 1);
  t.equal((await host.patch(path, { resolution: '1080p' }, { 'if-match': '*' })).status, 200);
  t.equal(await count('success', 'update_livestream'), 1);
  await host.get('/api/meetings');
  await host.get('/api/webinars');
  t.equal(await count('success', 'list_meetings'), 1);
  t.equal(await count('success', 'list_webinars'), 1);
  simulator.startMeeting(id);
  t.equal((await host.patch(`${path}/status`, { action: 'start' })).status, 204);
  t.equal(await count('success', 'update_livestream_status'), 1);
  simulator.expireAccessTokens(HOST);
  await read();
  t.equal(await count('success', 'refresh_token'), 1);
  await host.request('DELETE', '/api/me', {});
  t.equal(await count('success', 'revoke_token'), 1);
});

test('each kind of failure has its own outcome', async (t) => {
  const { simulator, read, count } = await start(t);
  const failWith = (effect: Parameters<typeof simulator.addFault>[0]) => {
    simulator.clearFaults();
    simulator.addFault({ ...effect, path: /\/livestream$/ });
  };

  failWith({ kind: 'answer', status: 400, body: { code: 300, message: 'odd' } });
  await read();
  t.equal(await count('rejected'), 1);
  failWith({ kind: 'stale-token' });
  await read();
  t.equal(await count('token_rejected'), 1);
  failWith({ kind: 'answer', status: 500, times: 3 });
  await read();
  t.ok(((await count('server_error')) ?? 0) >= 1);
  failWith({ kind: 'reset' });
  await read();
  t.equal(await count('connection_failed'), 1);
  failWith({ kind: 'rate-limit' });
  await read();
  t.equal(await count('rate_limited'), 1);
});

test('a retried read counts two attempts and one retry', async (t) => {
  const { simulator, read, count, value } = await start(t);
  simulator.addFault({ kind: 'answer', status: 500, path: /\/livestream$/ });
  t.equal(await read(), 200);
  t.equal(await count('server_error'), 1);
  t.equal(await count('success'), 1);
  t.equal(await value('uplink_zoom_retries_total', { operation: 'get_livestream' }), 1);
});

test('an open circuit is a metric, and is logged when it opens', async (t) => {
  const { uplink, simulator, read, count, value } = await start(t);
  const isOpen = () => value('uplink_zoom_circuit_state', { upstream: 'api', state: 'open' });
  t.equal(await isOpen(), 0);
  simulator.addFault({ kind: 'answer', status: 500, path: /\/livestream$/, times: Number.POSITIVE_INFINITY });
  while ((await isOpen()) === 0) await read();
  t.equal(await value('uplink_zoom_circuit_state', { upstream: 'api', state: 'closed' }), 0);
  t.equal(await value('uplink_zoom_circuit_openings_total', { upstream: 'api' }), 1);
  t.equal(await value('uplink_zoom_circuit_openings_total', { upstream: 'token_endpoint' }), 0);
  await read();
  t.ok(((await count('circuit_open')) ?? 0) >= 1);
  const lines = uplink.logs.map((line) => JSON.parse(line)).filter(({ upstream }) => upstream === 'api');
  t.match(lines, [{ level: 'warn', msg: /^Zoom’s API keeps failing/ }]);
});

test('waits for the rate limiter are measured, and calls that it rejects are counted', async (t) => {
  const { simulator, read, value } = await start(t);
  const waits = (label: string) =>
    value('uplink_zoom_rate_limit_wait_seconds_count', { label, priority: 'interactive' });
  const before = (await waits('light')) ?? 0;
  await read();
  t.equal(await waits('light'), before + 1);
  simulator.addFault({ kind: 'rate-limit', limit: 'daily', path: /\/livestream$/ });
  t.equal(await read(), 429);
  t.equal(await read(), 429, 'not sent');
  t.equal(
    await value('uplink_zoom_rate_limit_rejections_total', { label: 'light', priority: 'interactive' }),
    1,
  );
});
