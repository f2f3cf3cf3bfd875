import { readFileSync } from 'node:fs';
import { test } from 'tap';
import { LABELS } from '../../src/metrics/labels.ts';
import { isOf, startMeasuredApp } from '../helpers/metrics.ts';
import { HOST } from '../helpers/zoom-host.ts';

test('before anything has happened, every series exists and is 0', async (t) => {
  const { scrape } = await startMeasuredApp(t, { startsJobs: false });
  const samples = await scrape();
  const isZero = (name: string, labels: Record<string, string>) =>
    t.ok(
      samples.some((sample) => isOf(sample, name, labels) && sample.value === 0),
      `${name} ${JSON.stringify(labels)}`,
    );
  for (const operation of LABELS.zoomOperation) {
    isZero('uplink_zoom_retries_total', { operation });
    for (const outcome of LABELS.zoomOutcome)
      isZero('uplink_zoom_request_duration_seconds_count', { operation, outcome });
  }
  for (const label of LABELS.rateLabel)
    for (const priority of LABELS.priority) {
      isZero('uplink_zoom_rate_limit_wait_seconds_count', { label, priority });
      isZero('uplink_zoom_rate_limit_rejections_total', { label, priority });
    }
  for (const upstream of LABELS.upstream) {
    isZero('uplink_zoom_circuit_openings_total', { upstream });
    isZero('uplink_zoom_circuit_state', { upstream, state: 'open' });
  }
  for (const job of LABELS.job) {
    for (const outcome of LABELS.jobOutcome) isZero('uplink_job_duration_seconds_count', { job, outcome });
    for (const state of LABELS.jobState) isZero('uplink_jobs', { job, state });
    isZero('uplink_jobs_failed', { job });
    isZero('uplink_jobs_oldest_waiting_seconds', { job });
  }
  for (const outcome of LABELS.tokenOutcome) isZero('uplink_token_refreshes_total', { outcome });
  for (const result of LABELS.idleResult) isZero('uplink_idle_refreshes_total', { result });
  for (const result of LABELS.rejectedEvent)
    isZero('uplink_events_received_total', { event: 'unknown', result });
  for (const status of LABELS.connectionStatus) isZero('uplink_connections', { status });
  for (const status of ['2xx', '4xx', '5xx'])
    for (const route of ['/api/meetings/:id/livestream', '/webhooks/zoom', '/oauth/callback'])
      isZero('uplink_http_request_duration_seconds_count', { route, status });
  for (const name of ['uplink_reconnects_required_total', 'uplink_events_failed', 'uplink_event_streams'])
    isZero(name, {});
});

test('the version of the app and of Node.js is a metric', async (t) => {
  const { value } = await startMeasuredApp(t);
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  t.equal(await value('uplink_build_info', { version, node: process.version }), 1);
});

test('a scrape has at most 4,000 samples, also after requests', async (t) => {
  const { uplink, scrape } = await startMeasuredApp(t);
  const host = await uplink.signIn(HOST);
  for (const path of ['/', '/api/me', '/api/meetings', '/nothing', '/docs']) await host.get(path);
  const { length } = await scrape();
  t.ok(length > 500 && length < 4_000, `${length} samples`);
});
