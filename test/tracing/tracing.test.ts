import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'tap';
import { ConfigError, loadConfig } from '../../src/config.ts';
import { instanceEnvironment, type RunningApp, startApp, type Test } from '../helpers/app.ts';
import { findSecrets, secretsSentToZoom } from '../helpers/canaries.ts';
import { Client } from '../helpers/client.ts';
import { freePort } from '../helpers/free-port.ts';
import { startProcess } from '../helpers/process.ts';
import { type ReceivedSpan, startTraceReceiver } from '../helpers/trace-receiver.ts';
import { meetingPayload, sendBytes, webhooksProcessed } from '../helpers/webhooks.ts';
import { addHosted, apiCalls, CONFIGURED, HOST, waitUntil } from '../helpers/zoom-host.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = '00f067aa0ba902b7';
const TRACEPARENT = `00-${TRACE}-${PARENT}-01`;

/** Starts another instance in its own process, with these variables. */
async function startInstance(t: Test, uplink: RunningApp, env: Record<string, string>) {
  const port = await freePort();
  const running = await startProcess(t, { ...instanceEnvironment(uplink, port), ...env });
  await waitUntil(() => {
    if (running.child.exitCode !== null) throw new Error(running.stderr());
    return running.stdout().includes('"msg":"ready"');
  });
  return { ...running, client: new Client(`http://127.0.0.1:${port}`, uplink.simulator) };
}

const attribute = ({ attributes }: Pick<ReceivedSpan, 'attributes'>, key: string) => {
  const value = attributes.find((each) => each.key === key)?.value;
  return value?.stringValue ?? value?.intValue;
};

test('a process with OTEL_EXPORTER_OTLP_ENDPOINT', async (t) => {
  const receiver = await startTraceReceiver(t);
  const uplink = await startApp(t, { startsJobs: false });
  const host = await uplink.signIn(HOST);
  const { path, id, meeting } = addHosted(uplink.simulator);
  const { child, exit, client, stdout } = await startInstance(t, uplink, {
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_SERVICE_NAME: 'uplink-test',
  });
  for (const [name, value] of host.cookies) client.cookies.set(name, value);
  const response = await client.get(`${path}?include=stream_key`, { traceparent: TRACEPARENT });
  t.equal(response.status, 200);
  await client.get('/livez');
  const body = JSON.stringify({
    event: 'meeting.live_streaming_started',
    event_ts: Date.now(),
    payload: meetingPayload(meeting),
  });
  t.match(await sendBytes(client, body), { status: 200 });
  await webhooksProcessed(uplink);
  child.kill('SIGTERM');
  t.equal(await exit, 0);
  const spans = receiver.spans();
  const named = (name: string) => spans.filter((span) => span.name === name);
  const [request] = named('GET /api/meetings/:id/livestream');

  t.test('continues the trace of the caller, and returns its own span', async (t) => {
    t.match(request, { traceId: TRACE, parentSpanId: PARENT });
    t.equal(response.headers.traceparent, `00-${TRACE}-${request?.spanId}-01`);
    t.equal(request && attribute(request, 'http.response.status_code'), 200);
    const ids = [...stdout().matchAll(/"trace_id":"(\w+)"/g)].map(([, traceId]) => traceId);
    t.ok(ids.length > 0 && ids.every((traceId) => spans.some((span) => span.traceId === traceId)));
  });

  t.test('traces the call to Zoom and the statements of the request', async (t) => {
    const ofTrace = spans.filter(({ traceId }) => traceId === TRACE);
    const [zoom] = ofTrace.filter(({ name }) => name === 'zoom get_livestream');
    t.ok(zoom);
    t.equal(zoom && attribute(zoom, 'zoom.outcome'), 'success');
    const statements = ofTrace.filter((span) => attribute(span, 'db.system.name') === 'postgresql');
    t.ok(statements.some((span) => /from .*session/i.test(String(attribute(span, 'db.query.text')))));
    const ids = new Set(ofTrace.map(({ spanId }) => spanId));
    for (const { name, parentSpanId = '' } of ofTrace)
      t.ok(ids.has(parentSpanId) || parentSpanId === PARENT, name);
  });

  t.test('traces jobs with their statements', async (t) => {
    const [job] = named('job events');
    t.ok(job);
    t.ok(spans.some(({ parentSpanId }) => parentSpanId === job?.spanId));
  });

  t.test('traces no health checks', async (t) => {
    t.same(named('GET /livez'), []);
  });

  t.test('names its service as OTEL_SERVICE_NAME', async (t) => {
    for (const attributes of receiver.resources())
      t.equal(attribute({ attributes }, 'service.name'), 'uplink-test');
  });

  t.test('sends no ID, key or token in a span', async (t) => {
    const user = uplink.simulator.state.users.get(HOST);
    const personal = [HOST, id, user?.email, user?.accountId, meeting.topic, ...host.cookies.values()];
    t.same(
      findSecrets([...personal.map(String), ...Object.values(CONFIGURED).slice(0, 3)], receiver.text()),
      [],
    );
    t.same(findSecrets(secretsSentToZoom(uplink), receiver.text()), []);
  });

  t.test('sends no trace context to Zoom', async (t) => {
    t.ok(apiCalls(uplink.simulator).length > 0);
    for (const { headers } of uplink.simulator.requests({})) t.equal(headers.traceparent, undefined);
  });
});

test('OTEL_TRACES_SAMPLER decides what is sent', async (t) => {
  const receiver = await startTraceReceiver(t);
  const uplink = await startApp(t, { startsJobs: false });
  const { child, exit, client } = await startInstance(t, uplink, {
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_TRACES_SAMPLER: 'always_off',
  });
  t.equal((await client.get('/api/me')).status, 401);
  child.kill('SIGTERM');
  t.equal(await exit, 0);
  t.same(receiver.spans(), []);
});

test('only one file loads the packages of OpenTelemetry, and only a process with traces loads it', async (t) => {
  const src = new URL('../../src/', import.meta.url);
  const files = readdirSync(src, { recursive: true })
    .map(String)
    .filter((path) => /\.tsx?$/.test(path));
  const containing = (pattern: RegExp) =>
    files.filter((path) => pattern.test(readFileSync(new URL(path, src), 'utf8')));
  t.same(containing(/@opentelemetry\//), ['tracing/open-telemetry.ts']);
  t.same(containing(/from '.*open-telemetry\.ts'/), []);
  t.same(containing(/import\('.*open-telemetry\.ts'\)/), ['server.ts']);
});

test('the variables for traces are checked at the start', async (t) => {
  const key = (byte: number) =>
    Buffer.from(Array.from({ length: 32 }, (_, i) => byte + i)).toString('base64');
  const load = (env: Record<string, string>) =>
    loadConfig({
      DATABASE_URL: 'postgresql://127.0.0.1/uplink',
      ZOOM_CLIENT_ID: 'client',
      ZOOM_CLIENT_SECRET: 'secret-of-the-client',
      ZOOM_WEBHOOK_SECRET_TOKEN: 'token-of-the-webhook',
      ENCRYPTION_KEYS: `k1:${key(1)}`,
      SESSION_SECRET: key(101),
      ...env,
    });
  const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' };
  t.equal(load({}).tracing, false);
  t.equal(load(endpoint).tracing, true);
  t.equal(load({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://collector/v1/traces' }).tracing, true);
  t.equal(load({ ...endpoint, OTEL_SDK_DISABLED: 'true' }).tracing, false);
  t.throws(() => load({ ...endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }), ConfigError);
  t.throws(() => load({ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' }), ConfigError);
});
