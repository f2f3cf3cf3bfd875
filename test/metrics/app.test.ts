import { test } from 'tap';
import { createTestDatabase } from '../helpers/database.ts';
import { startDatabaseProxy } from '../helpers/database-proxy.ts';
import { openEvents } from '../helpers/event-stream.ts';
import { startMeasuredApp } from '../helpers/metrics.ts';
import { enableWebhooks, failedJobs, meetingPayload, sendUntilAcknowledged } from '../helpers/webhooks.ts';
import { addHosted, COLLEAGUE, HOST, waitUntil } from '../helpers/zoom-host.ts';

test('responses are measured by route, method and class of the status', async (t) => {
  const { uplink, value } = await startMeasuredApp(t);
  const host = await uplink.signIn(HOST);
  const { path } = addHosted(uplink.simulator);
  await host.get(path);
  await host.get(path);
  await uplink.client().get(path);
  const count = (status: string) =>
    value('uplink_http_request_duration_seconds_count', {
      method: 'GET',
      route: '/api/meetings/:id/livestream',
      status,
    });
  t.equal(await count('2xx'), 2);
  t.equal(await count('4xx'), 1);
  t.equal(await count('5xx'), 0);
});

test('an event stream counts as open, and its duration does not count as a slow request', async (t) => {
  const { uplink, value } = await startMeasuredApp(t);
  const host = await uplink.signIn(HOST);
  const stream = await openEvents(t, host);
  t.equal(await value('uplink_event_streams'), 1);
  await host.post('/logout/everywhere');
  await stream.ended;
  await waitUntil(async () => (await value('uplink_event_streams')) === 0);
  await waitUntil(async () => (await value('uplink_http_answers_total', { route: '/api/events' })) === 1);
  t.equal(await value('uplink_http_request_duration_seconds_count', { route: '/api/events' }), 0);
});

test('connections are counted by status', async (t) => {
  const { uplink, value } = await startMeasuredApp(t);
  const host = await uplink.signIn(HOST);
  await uplink.signIn(COLLEAGUE);
  const { path } = addHosted(uplink.simulator);
  uplink.simulator.revokeGrant(HOST);
  t.equal((await host.get(path, { 'cache-control': 'no-cache' })).status, 403);
  t.equal(await value('uplink_connections', { status: 'connected' }), 1);
  t.equal(await value('uplink_connections', { status: 'reconnect_required' }), 1);
});

test('waiting jobs are counted with the age of the oldest, on an instance that runs none', async (t) => {
  const { uplink, value } = await startMeasuredApp(t, { startsJobs: false });
  const { pool } = uplink.database;
  await pool.query(`select graphile_worker.add_job('events', run_at => now() - interval '90 seconds')`);
  await pool.query(`select graphile_worker.add_job('events')`);
  await pool.query(`select graphile_worker.add_job('purge', run_at => now() + interval '1 hour')`);
  await waitUntil(async () => (await value('uplink_jobs', { job: 'events', state: 'waiting' })) === 2);
  t.equal(await value('uplink_jobs', { job: 'purge', state: 'scheduled' }), 1);
  t.equal(await value('uplink_jobs', { job: 'purge', state: 'waiting' }), 0);
  t.ok(((await value('uplink_jobs_oldest_waiting_seconds', { job: 'events' })) ?? 0) >= 90);
  t.equal(await value('uplink_jobs_oldest_waiting_seconds', { job: 'purge' }), 0);
});

test('runs of jobs are measured, and a failure is logged with the name of the job', async (t) => {
  const { uplink, value } = await startMeasuredApp(t);
  enableWebhooks(uplink);
  await uplink.signIn(HOST);
  const { meeting } = addHosted(uplink.simulator);
  const runs = (outcome: string) => value('uplink_job_duration_seconds_count', { job: 'events', outcome });
  const send = () =>
    sendUntilAcknowledged(() =>
      uplink.simulator.sendEvent('meeting.live_streaming_started', meetingPayload(meeting), {
        eventTs: 1_700_000_000_000,
      }),
    );
  await uplink.database.pool.query('alter table live_status rename to elsewhere');
  await send();
  await waitUntil(async () => (await failedJobs(uplink)) === 1);
  await uplink.database.pool.query('alter table elsewhere rename to live_status');
  await waitUntil(async () => (await runs('failure')) === 1);
  const failed = uplink.logs.map((line) => JSON.parse(line)).find(({ msg }) => msg === 'job failed');
  t.match(failed, { level: 'error', job: 'events', attempt: 1, maxAttempts: 12, err: { type: String } });
  await waitUntil(async () => ((await runs('success')) ?? 0) >= 1);
});

test('while the database does not respond, scrapes do, without the values read from it', async (t) => {
  const { url } = await createTestDatabase(t);
  const proxy = await startDatabaseProxy(t, url);
  const { value, scrape } = await startMeasuredApp(t, { databaseUrl: proxy.url });
  const names = async () => new Set((await scrape()).map(({ name }) => name));
  t.equal(await value('uplink_database_up'), 1);
  t.equal(await value('uplink_pubsub_state', { state: 'working' }), 1);
  t.equal(await value('uplink_database_pool_max'), 10);
  t.ok((await names()).has('uplink_events_failed'));

  proxy.blackhole();
  await waitUntil(async () => (await value('uplink_database_up')) === 0);
  const silent = await names();
  for (const name of ['uplink_jobs', 'uplink_jobs_failed', 'uplink_events_failed'])
    t.notOk(silent.has(name), `${name} is missing rather than out of date`);
  t.ok(silent.has('process_resident_memory_bytes'));
  await waitUntil(async () => (await value('uplink_pubsub_trusted')) === 0);

  proxy.open();
  await waitUntil(async () => (await value('uplink_database_up')) === 1);
  await waitUntil(async () => (await value('uplink_pubsub_trusted')) === 1);
});
