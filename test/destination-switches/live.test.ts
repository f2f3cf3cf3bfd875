import t from 'tap';
import { openEvents } from '../helpers/event-stream.ts';
import { eventually } from '../helpers/eventually.ts';
import { createLatch } from '../helpers/latch.ts';
import {
  addLive,
  BACKUP,
  beginSwitch,
  saveDestination,
  sentToZoom,
  switchEnded,
  switchReaches,
} from '../helpers/switches.ts';
import { enableWebhooks, webhooksProcessed } from '../helpers/webhooks.ts';
import { addHosted, CONFIGURED, KINDS, startWithHost } from '../helpers/zoom-host.ts';

const INTERVAL = 1;
const { uplink, simulator, host } = await startWithHost(t, {
  switchTimings: { startIntervalSeconds: INTERVAL, retryAfterSeconds: 0.05 },
});
enableWebhooks(uplink);
const backup = await saveDestination(host);
t.beforeEach(() => {
  simulator.state.settings.startIntervalSeconds = INTERVAL;
});

/** Adds a live meeting whose status Zoom has reported. */
async function live(kind: (typeof KINDS)[number] = 'meetings') {
  const hosted = await addLive(host, simulator, kind);
  await webhooksProcessed(uplink);
  simulator.clearRequests();
  return hosted;
}

const historyOf = async (path: string) =>
  (await host.get(`${path}/history`)).json.changes.map(({ kind }: { kind: string }) => kind);

for (const kind of KINDS)
  t.test(`${kind}: a live livestream is stopped, changed and started again`, async (t) => {
    const { path, zoomPath, atZoom, meeting } = await live(kind);
    const stream = await openEvents(t, host);
    const begun = await beginSwitch(host, path, backup);
    t.match(begun, {
      status: 202,
      headers: { location: `${path}/switch` },
      json: { destination_id: backup, status: 'running', was_live: true, settings: 'pending', problem: null },
    });
    await stream.next('livestream');
    const ended = await switchEnded(host, path);
    t.match(ended, {
      id: begun.json.id,
      status: 'done',
      settings: 'changed',
      restarted: true,
      problem: null,
    });
    t.match(ended, { step: 'starting', start_after: null, finished_at: /^\d{4}-/ });
    t.equal(sentToZoom(simulator, zoomPath), 'stop, update, start');
    t.strictSame(atZoom(), { ...CONFIGURED, ...BACKUP });
    t.ok(meeting.streaming, 'it streams at Zoom');
    await webhooksProcessed(uplink);
    t.strictSame(await historyOf(path), ['started', 'updated', 'stopped', 'started']);
    t.notMatch(stream.text(), /canary/);
  });

t.test('the pause after a recent start is waited for and shown', async (t) => {
  const { path, zoomPath } = await live();
  await beginSwitch(host, path, backup);
  t.ok(await switchReaches(host, path, 'waiting'));
  const { json } = await host.get(`${path}/switch`);
  // The wait may have ended between the two requests.
  if (json.step === 'waiting') {
    t.ok(json.wait_seconds >= 0 && json.wait_seconds <= INTERVAL);
    t.match(json.start_after, /^\d{4}-.*Z$/);
  }
  t.match(await switchEnded(host, path), { status: 'done' });
  t.equal(sentToZoom(simulator, zoomPath), 'stop, update, start', 'Zoom rejected no start');
});

t.test('a start that Zoom rejects as too soon is repeated automatically', async (t) => {
  const { path, zoomPath, meeting } = await live();
  await uplink.database.pool.query(`update start_attempt set at = now() - interval '1 minute'`);
  // The host has started it in Zoom just now.
  meeting.lastStartAt = Date.now();
  await beginSwitch(host, path, backup);
  t.match(await switchEnded(host, path), { status: 'done', restarted: true, problem: null });
  t.equal(sentToZoom(simulator, zoomPath), 'stop, update, start, start');
});

t.test('a livestream that is not live is only updated', async (t) => {
  const { path, zoomPath, atZoom, meeting } = await live();
  await host.patch(`${path}/status`, { action: 'stop' });
  await webhooksProcessed(uplink);
  simulator.clearRequests();
  t.match(await beginSwitch(host, path, backup), { status: 202, json: { was_live: false } });
  t.match(await switchEnded(host, path), { status: 'done', restarted: false, settings: 'changed' });
  t.equal(sentToZoom(simulator, zoomPath), 'update');
  t.match(atZoom(), BACKUP);
  t.notOk(meeting.streaming);
});

t.test('if it is unknown whether it is live, the stop shows it', async (t) => {
  const idle = addHosted(simulator, 'meetings', { live: true });
  const waiting = addHosted(simulator);
  const streaming = addHosted(simulator, 'meetings', { live: true });
  streaming.meeting.streaming = { since: new Date().toISOString(), settings: {} };
  for (const { path } of [idle, waiting, streaming])
    t.match(await beginSwitch(host, path, backup), { json: { was_live: null, step: 'stopping' } });
  for (const { path, meeting } of [idle, waiting]) {
    t.match(await switchEnded(host, path), { status: 'done', was_live: false, restarted: false });
    t.notOk(meeting.streaming, 'it is not started');
  }
  t.match(await switchEnded(host, streaming.path), { status: 'done', was_live: true, restarted: true });
  t.equal(sentToZoom(simulator, streaming.zoomPath), 'stop, update, start');
});

t.test('a second switch is rejected while one runs, and replaces one that has ended', async (t) => {
  const { path, zoomPath } = await live();
  const other = await saveDestination(host, { name: 'Rehearsal', stream_key: 'canary-rehearsal-key' });
  const { until, release } = createLatch();
  simulator.addFault({ kind: 'delay', until, method: 'PATCH', path: zoomPath });
  const both = await Promise.all([backup, other].map((id) => beginSwitch(host, path, id)));
  t.strictSame(both.map(({ status }) => status).sort(), [202, 409]);
  t.match(both.find(({ status }) => status === 409)?.json, { code: 'switch_in_progress', detail: /\w+/ });
  t.equal((await host.post(`${path}/switch/retry`)).json.code, 'switch_in_progress');
  t.equal((await host.patch(`${path}/status`, { action: 'start' })).json.code, 'switch_in_progress');
  release();
  await switchEnded(host, path);
  t.match(await beginSwitch(host, path, other), { status: 202, json: { destination_id: other } });
  t.match(await switchEnded(host, path), { status: 'done' });
});

t.test('Stop ends a switch before it starts the livestream again', async (t) => {
  const { path, zoomPath, meeting } = await live();
  await uplink.database.pool.query(`update start_attempt set at = now() + interval '10 seconds'`);
  await beginSwitch(host, path, backup);
  t.ok(await switchReaches(host, path, 'waiting'));
  t.match(await host.patch(`${path}/status`, { action: 'stop' }), {
    status: 400,
    json: { detail: /nothing to stop/ },
  });
  t.equal((await host.get(`${path}/switch`)).status, 204);
  const jobs = async () => {
    const found = await uplink.database.pool.query(
      `select from graphile_worker.jobs where task_identifier = 'switch-destination' and run_at <= now()`,
    );
    return found.rowCount === 0;
  };
  await uplink.database.pool.query(
    `select graphile_worker.reschedule_jobs(array(select id from graphile_worker.jobs), run_at => now())`,
  );
  t.ok(await eventually(jobs));
  t.equal(sentToZoom(simulator, zoomPath), 'stop, update, stop');
  t.notOk(meeting.streaming);
});
