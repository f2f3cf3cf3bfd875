import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'tap';
import { instanceEnvironment, startApp } from '../helpers/app.ts';
import { bulkUpdateFinished, CHANGES, ids, startBulkUpdate } from '../helpers/bulk.ts';
import { Client } from '../helpers/client.ts';
import { freePort } from '../helpers/free-port.ts';
import { startProcess } from '../helpers/process.ts';
import { startTraceReceiver } from '../helpers/trace-receiver.ts';
import { meetingPayload, sendBytes, webhooksProcessed } from '../helpers/webhooks.ts';
import { addHosted, HOST, waitUntil } from '../helpers/zoom-host.ts';

const page = readFileSync(new URL('../../docs/performance.md', import.meta.url), 'utf8');

/** The rows "| action | calls to Zoom | statements |" of the page. */
function documented(): Record<string, { calls: number; statements: number }> {
  const [, section = ''] = page.split('## Calls and statements per action\n');
  const rows = section.split('\n## ')[0]?.matchAll(/^\| ([^|]+) \| ([\d.]+) \| ([\d.]+) \|$/gm) ?? [];
  return Object.fromEntries(
    [...rows].map(([, action, calls, statements]) => [
      action,
      { calls: Number(calls), statements: Number(statements) },
    ]),
  );
}

const BULK_ROWS = 50;

test('no action of a user makes more calls to Zoom, or more statements, than documented', async (t) => {
  const receiver = await startTraceReceiver(t);
  const uplink = await startApp(t, { startsJobs: false });
  const port = await freePort();
  uplink.simulator.configure({ redirectUris: [`http://127.0.0.1:${port}/oauth/callback`] });
  const { child, exit, stdout, stderr } = await startProcess(t, {
    ...instanceEnvironment(uplink, port),
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    ZOOM_LIGHT_PER_SECOND: '1000',
    ZOOM_MEDIUM_PER_SECOND: '1000',
  });
  await waitUntil(() => {
    if (child.exitCode !== null) throw new Error(stderr());
    return stdout().includes('"msg":"ready"');
  });
  const client = new Client(`http://127.0.0.1:${port}`, uplink.simulator);
  const meetings = Array.from({ length: BULK_ROWS }, () => addHosted(uplink.simulator));
  const [{ id, path, meeting } = addHosted(uplink.simulator)] = meetings;

  const traces = new Map<string, string>();
  /** Headers that make the requests of one action one trace. */
  function trace(action: string): { traceparent: string } {
    const traceId = traces.get(action) ?? randomBytes(16).toString('hex');
    traces.set(action, traceId);
    return { traceparent: `00-${traceId}-${randomBytes(8).toString('hex')}-01` };
  }

  const signIn = trace('sign in');
  const { headers } = await client.get('/install', signIn);
  const callback = await uplink.simulator.authorize(String(headers.location), HOST);
  t.equal((await client.get(callback, signIn)).status, 303);

  const list = '/api/meetings?type=upcoming';
  t.equal((await client.get(list, trace('list, first visit'))).status, 200);
  t.equal((await client.get(list, trace('list, again'))).status, 200);

  async function open(action: string) {
    for (const address of [path, `/api/meetings/${id}/preflight`, `${path}/history`, `${path}/switch`])
      t.match((await client.get(address, trace(action))).status, /^20[04]$/, `${action}: ${address}`);
  }
  await open('open a meeting, first visit');
  await open('open a meeting, again');

  const etag = (await client.get(path)).headers.etag;
  const saved = await client.patch(path, CHANGES, { 'if-match': String(etag), ...trace('save') });
  t.equal(saved.status, 200);

  uplink.simulator.startMeeting(id);
  const start = await client.patch(`${path}/status`, { action: 'start' }, trace('go live'));
  t.equal(start.status, 204);

  const body = { event: 'meeting.updated', event_ts: Date.now(), payload: meetingPayload(meeting) };
  t.match(await sendBytes(client, JSON.stringify(body)), { status: 200 });
  await webhooksProcessed(uplink);

  const bulk = { meeting_ids: ids(meetings), changes: CHANGES, dry_run: false };
  const bulkPath = await startBulkUpdate(client, bulk);
  t.match(await bulkUpdateFinished(client, bulkPath), { done: BULK_ROWS });
  child.kill('SIGTERM');
  t.equal(await exit, 0);

  const spans = receiver.spans();
  const isStatement = ({ attributes }: (typeof spans)[number]) =>
    attributes.some(({ key }) => key === 'db.system.name');
  const costOf = (isIncluded: (traceId: string) => boolean, per = 1) => {
    const included = spans.filter(({ traceId }) => isIncluded(traceId));
    return {
      calls: included.filter(({ name }) => name.startsWith('zoom ')).length / per,
      statements: included.filter(isStatement).length / per,
    };
  };
  const tracesOf = (...names: string[]) =>
    new Set(spans.filter(({ name }) => names.includes(name)).map(({ traceId }) => traceId));
  const measured: ReturnType<typeof documented> = {};
  for (const [action, traceId] of traces) measured[action] = costOf((each) => each === traceId);
  const webhookTraces = tracesOf('POST /webhooks/zoom', 'job events');
  measured['one webhook event, processed'] = costOf((traceId) => webhookTraces.has(traceId));
  const bulkTraces = tracesOf('POST /api/bulk-updates', 'job bulk-update');
  measured[`each meeting of a bulk edit of ${BULK_ROWS}`] = costOf((each) => bulkTraces.has(each), BULK_ROWS);
  t.comment(JSON.stringify(measured, null, 1));

  const limits = documented();
  t.same(Object.keys(measured).sort(), Object.keys(limits).sort());
  for (const [action, { calls, statements }] of Object.entries(measured)) {
    const limit = limits[action] ?? { calls: 0, statements: 0 };
    t.ok(calls <= limit.calls, `${action}: ${calls} calls to Zoom, at most ${limit.calls}`);
    t.ok(statements <= limit.statements, `${action}: ${statements} statements, at most ${limit.statements}`);
  }
});
