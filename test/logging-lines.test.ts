import { readFileSync } from 'node:fs';
import { test } from 'tap';
import { startApp } from './helpers/app.ts';
import { startUplinkProcess } from './helpers/uplink-process.ts';
import { addHosted, HOST, waitUntil } from './helpers/zoom-host.ts';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const TRACEPARENT = `00-${TRACE}-00f067aa0ba902b7-01`;

test('a process logs its version at the start, and the reason and the duration of its stop', async (t) => {
  const uplink = await startApp(t);
  const { child, exit, stdout } = await startUplinkProcess(t, uplink, await uplink.signIn(HOST));
  child.kill('SIGTERM');
  t.equal(await exit, 0);
  const lines = stdout()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const starting = lines.find(({ msg }) => msg === 'starting');
  t.match(starting, { level: 'info', version, node: process.version });
  t.match(lines.slice(-2), [
    { level: 'info', msg: 'stopping', reason: 'SIGTERM' },
    { level: 'info', msg: 'stopped', reason: 'SIGTERM', ms: Number, uptimeSeconds: Number },
  ]);
  for (const { level, time } of lines) {
    t.match(level, /^(info|warn|error)$/);
    t.equal(new Date(time).toISOString(), time);
  }
});

test('the request ID of a proxy is logged and returned, in the header and in problems', async (t) => {
  const uplink = await startApp(t);
  const requestId = 'a3f1c2d4e5b60718293a4b5c6d7e8f90';
  const response = await uplink.client().get('/api/me', { 'x-request-id': requestId });
  t.equal(response.headers['x-request-id'], requestId);
  t.equal(response.json.request_id, requestId);
  await waitUntil(() => uplink.logs.some((line) => JSON.parse(line).reqId === requestId));
});

test('a request ID that is too short, too long or contains other characters is replaced', async (t) => {
  const uplink = await startApp(t);
  for (const given of [
    'short',
    'x'.repeat(65),
    'with spaces in the value',
    '{"level":"fatal"}',
    '../../etc/passwd',
  ]) {
    const { headers, json } = await uplink.client().get('/api/me', { 'x-request-id': given });
    t.match(headers['x-request-id'], /^[0-9a-f-]{36}$/);
    t.equal(json.request_id, headers['x-request-id']);
  }
});

test('the caller’s trace context is returned, and its trace ID is in the log', async (t) => {
  const uplink = await startApp(t);
  const { headers } = await uplink.client().get('/api/me', { traceparent: TRACEPARENT });
  t.equal(headers.traceparent, TRACEPARENT);
  const isLogged = () =>
    uplink.logs
      .map((line) => JSON.parse(line))
      .some((line) => line.trace_id === TRACE && line.msg === 'responded');
  await waitUntil(isLogged);
});

test('a malformed trace context is ignored', async (t) => {
  const uplink = await startApp(t);
  for (const given of [
    `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
    `00-${TRACE}-0000000000000000-01`,
    `00-${TRACE.toUpperCase()}-00f067aa0ba902b7-01`,
    `ff-${TRACE}-00f067aa0ba902b7-01`,
    'trace-canary',
  ])
    t.equal((await uplink.client().get('/api/me', { traceparent: given })).headers.traceparent, undefined);
  t.notMatch(uplink.logs.join(''), /trace-canary|"trace_id"/);
});

test('each line about a request of a signed-in user has the same keyed hash', async (t) => {
  const uplink = await startApp(t);
  const host = await uplink.signIn(HOST);
  const { path } = addHosted(uplink.simulator);
  await host.get(path);
  await host.patch(path, { resolution: '1080p' }, { 'if-match': '*' });
  await host.get('/api/meetings/1/livestream');
  const lines = () =>
    uplink.logs
      .map((line) => JSON.parse(line))
      .filter(({ msg, req }) => msg === 'responded' && /^.api/.test(req.route));
  await waitUntil(() => lines().length === 3);
  const users = lines().map(({ user }) => user);
  t.match(users[0], /^[0-9a-f]{64}$/);
  t.equal(new Set(users).size, 1);
});
