import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import t, { type Test } from 'tap';
import { startApp } from './helpers/app.ts';
import { jobsDone } from './helpers/erasure.ts';
import { freePort } from './helpers/free-port.ts';
import { addHosted, apiCalls, changeRows, HOST, refreshes, waitUntil } from './helpers/zoom-host.ts';

const NO_CACHE = { 'cache-control': 'no-cache' };

async function start(t: Test) {
  const port = await freePort();
  const uplink = await startApp(t, { env: { METRICS_PORT: String(port) } });
  const address = `http://127.0.0.1:${port}`;
  const scrape = async () => (await fetch(`${address}/metrics`)).text();
  const value = async (line: string) => {
    const found = (await scrape()).split('\n').find((one) => one.startsWith(`${line} `));
    return Number(found?.split(' ').at(-1) ?? 0);
  };
  return { uplink, simulator: uplink.simulator, address, scrape, value };
}

t.test('metrics are served in Prometheus format on a separate port only', async (t) => {
  const { uplink, address } = await start(t);
  const response = await fetch(`${address}/metrics`);
  t.equal(response.status, 200);
  t.match(response.headers.get('content-type'), /^text\/plain; version=0\.0\.4/);
  const text = await response.text();
  for (const name of [
    'process_resident_memory_bytes',
    'uplink_token_refreshes_total',
    'uplink_http_answers_total',
  ])
    t.match(text, new RegExp(`^# TYPE ${name} `, 'm'));
  for (const path of ['/', '/metrics/', '/livez', '/api/me'])
    t.equal((await fetch(`${address}${path}`)).status, 404);
  t.equal((await fetch(`${address}/metrics`, { method: 'POST' })).status, 404);

  const host = await uplink.signIn(HOST);
  for (const client of [uplink.client(), host]) t.equal((await client.get('/metrics')).status, 404);
});

t.test('each outcome of a refresh is counted', async (t) => {
  const { uplink, simulator, value } = await start(t);
  const host = await uplink.signIn(HOST);
  const { path } = addHosted(simulator);
  const count = (outcome: string) => value(`uplink_token_refreshes_total{outcome="${outcome}"}`);
  const request = async () => {
    simulator.expireAccessTokens(HOST);
    return (await host.get(path, NO_CACHE)).status;
  };

  t.equal(await request(), 200);
  t.equal(await count('refreshed'), 1);

  simulator.addFault({ kind: 'answer', status: 503, path: '/oauth/token' });
  t.equal(await request(), 502);
  t.equal(await count('unchanged'), 1);

  simulator.addFault({
    kind: 'answer',
    status: 400,
    body: { error: 'invalid_client' },
    path: '/oauth/token',
  });
  t.equal(await request(), 503);
  t.equal(await count('misconfigured'), 1);

  simulator.state.settings.refreshGraceSeconds = 60;
  simulator.addFault({ kind: 'reset-after-work', path: '/oauth/token' });
  t.equal(await request(), 200);
  t.equal(await count('unknown'), 1);
  t.equal(await count('refreshed'), 2, 'the token is sent once more');

  simulator.revokeGrant(HOST);
  t.equal(await request(), 403);
  t.equal(await count('dead'), 1);
  t.equal(await value('uplink_reconnects_required_total'), 1);
  const sum = [1, 1, 1, 2, 1].reduce((total, one) => total + one);
  t.equal(refreshes(simulator).length, sum, 'and each attempt once');
});

t.test('events and responses are counted by type, never by user', async (t) => {
  const { uplink, simulator, scrape, value } = await start(t);
  simulator.configure({ webhookUrl: `${uplink.url}/webhooks/zoom` });
  const host = await uplink.signIn(HOST);
  const { id, path } = addHosted(simulator);
  await host.get(path);
  await host.get(`/api/meetings/${id}?token=canary-query`);
  simulator.startMeeting(id);
  await simulator.sendEvent('meeting.live_streaming_started', {}, { secretToken: 'another' });
  await simulator.sendEvent('meeting.something_new', { object: { id: Number(id), host_id: HOST } });
  await simulator.sendEvent(`made up ${HOST}`, { object: { id: Number(id), host_id: HOST } });
  await simulator.eventsDelivered();
  await jobsDone(uplink);

  t.equal(await value('uplink_events_received_total{event="meeting.started",result="taken"}'), 1);
  t.equal(await value('uplink_events_received_total{event="unknown",result="forged"}'), 1);
  t.equal(await value('uplink_events_received_total{event="meeting.something_new",result="taken"}'), 1);
  t.equal(await value('uplink_events_worked_total{event="meeting.started",result="done"}'), 1);
  t.ok((await value('uplink_events_worked_total{event="other",result="unknown_event"}')) >= 1);
  const route = 'route="/api/meetings/:id/livestream",status="200"';
  t.equal(await value(`uplink_http_answers_total{method="GET",${route}}`), 1);

  const user = simulator.state.users.get(HOST);
  const text = await scrape();
  const personal = [HOST, id, user?.email, user?.accountId, 'canary', ...host.cookies.values()];
  for (const value of personal) t.notOk(text.includes(String(value)));
});

t.test('the metrics listen on METRICS_HOST, not on HOST', async (t) => {
  const port = await freePort();
  await startApp(t, { env: { HOST: '0.0.0.0', METRICS_HOST: '127.0.0.1', METRICS_PORT: String(port) } });
  t.equal((await fetch(`http://127.0.0.1:${port}/metrics`)).status, 200);
  const others = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, address }) => family === 'IPv4' && address !== '127.0.0.1');
  for (const { address } of others) await t.rejects(fetch(`http://${address}:${port}/metrics`), address);
});

t.test('METRICS_PORT 0 opens no port', async (t) => {
  const uplink = await startApp(t, { env: { METRICS_PORT: '0' } });
  t.equal(uplink.app.addresses().length, 1);
  t.equal((await uplink.client().get('/metrics')).status, 404);
});

t.test(
  'if METRICS_PORT is in use at METRICS_HOST, metrics are disabled, the log reports it, and the app works',
  async (t) => {
    const taken = createServer();
    taken.listen(0, '127.0.0.1');
    await once(taken, 'listening');
    t.teardown(() => taken.close());
    const { port } = taken.address() as AddressInfo;
    const uplink = await startApp(t, { env: { METRICS_PORT: String(port) } });
    t.equal((await uplink.client().get('/readyz')).status, 200);
    const line = uplink.logs.find((each) => each.includes('cannot listen on METRICS_HOST and METRICS_PORT'));
    t.match(JSON.parse(line ?? '{}'), { host: '127.0.0.1', port });
  },
);

t.test('a proactive refresh is counted like any other', async (t) => {
  const { uplink, simulator, value } = await start(t);
  const host = await uplink.signIn(HOST);
  const { path } = addHosted(simulator);
  await changeRows(
    uplink,
    HOST,
    `update token set access_token_expires_at = now() + interval '5 minutes',
                      refreshed_at = now() - interval '55 minutes' where user_id = $1`,
  );
  t.equal((await host.get(path, NO_CACHE)).status, 200);
  await waitUntil(async () => (await value('uplink_token_refreshes_total{outcome="refreshed"}')) === 1);
  t.ok(apiCalls(simulator).length > 0);
});
