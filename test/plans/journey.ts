import type { RunningApp, Test } from '../helpers/app.ts';
import { bulkUpdateFinished, startBulkUpdate } from '../helpers/bulk.ts';
import type { Client } from '../helpers/client.ts';
import { jobsDone } from '../helpers/erasure.ts';
import { openEvents } from '../helpers/event-stream.ts';
import { waitUntil } from '../helpers/eventually.ts';
import { addLive, beginSwitch, saveDestination, switchEnded } from '../helpers/switches.ts';
import { sendUntilAcknowledged } from '../helpers/webhooks.ts';
import { addHosted, expireCached, HOST, KINDS, type Kind, STRANGER } from '../helpers/zoom-host.ts';

/** A request of the journey. */
export interface Sent {
  method: string;
  path: string;
  status: number;
}

/**
 * Uses every feature: each operation of the API, event streams, webhooks and jobs.
 */
export async function useEverything(t: Test, uplink: RunningApp): Promise<Sent[]> {
  const host = await uplink.signIn(HOST);
  const sent = recordRequests(host);
  const stream = await openEvents(t, host);
  for (const kind of KINDS) await useLivestreams(uplink, host, kind);
  await useDestinations(uplink, host);
  await useBulkUpdates(uplink, host);
  await useSwitches(uplink, host);
  await useAccount(uplink, host);
  await sendWebhooks(uplink);
  stream.close();
  await (await openEvents(t, host, { 'last-event-id': stream.lastId() })).close();
  await runJobs(uplink);
  await leave(uplink, host);
  return sent;
}

function recordRequests(client: Client): Sent[] {
  const sent: Sent[] = [];
  const request = client.request.bind(client);
  client.request = async (method, path, options) => {
    const response = await request(method, path, options);
    sent.push({ method, path: path.split('?')[0] ?? '', status: response.status });
    return response;
  };
  return sent;
}

async function useLivestreams({ simulator }: RunningApp, host: Client, kind: Kind): Promise<void> {
  const { path, edit } = addHosted(simulator, kind, { live: true });
  for (const type of ['upcoming', 'live', 'previous', 'scheduled'])
    await host.get(`/api/${kind}?type=${type}`);
  const { headers } = await host.get(path);
  await host.get(path);
  const change = {
    stream_url: 'rtmp://a.example/live',
    stream_key: 'canary-plan-key-11aa',
    page_url: 'https://a.example/',
  };
  await host.patch(path, change, { 'if-match': String(headers.etag) });
  edit({ page_url: 'https://b.example/' });
  await host.get(path, { 'cache-control': 'no-cache' });
  await host.get(`${path}?include=stream_key`);
  await host.post(`${path}/check`, { body: change });
  const { json } = await host.get(`${path}/history`);
  await host.post(`${path}/restore`, {
    body: { change_id: json.changes.at(-1)?.id },
    headers: { 'if-match': '*' },
  });
  await host.get(path.replace('/livestream', '/preflight'));
  for (const action of ['start', 'stop']) await host.patch(`${path}/status`, { action });
  await host.get(`${path}/status`);
  if (kind === 'meetings')
    await host.patch(`${path}/status`, { action: 'mode', settings: { layout: 'gallery_view' } });
}

async function useDestinations({ simulator }: RunningApp, host: Client): Promise<void> {
  const id = await saveDestination(host, { name: 'First' });
  const { path } = addHosted(simulator);
  await host.patch(path, { destination_id: id }, { 'if-match': '*' });
  await host.get('/api/destinations?include=usage');
  await host.get(`/api/destinations/${id}`);
  await host.patch(`/api/destinations/${id}`, { name: 'Second' }, { 'if-match': '*' });
  await host.get(`/api/destinations/${id}/meetings`);
  await host.get('/api/services');
  await host.post('/api/destinations/parse', { body: { text: 'rtmp://a.example/live canary-key' } });
  await host.request('DELETE', `/api/destinations/${id}`);
}

async function useBulkUpdates({ simulator }: RunningApp, host: Client): Promise<void> {
  const meetings = [addHosted(simulator), addHosted(simulator)];
  const selection = { meeting_ids: meetings.map(({ id }) => id), changes: { resolution: '1080p' } };
  await host.post('/api/bulk-updates', { body: { ...selection, dry_run: true } });
  const path = await startBulkUpdate(host, selection);
  await bulkUpdateFinished(host, path);
  await host.get('/api/bulk-updates');
  const { json } = await host.post(`${path}/undo`);
  if (json?.id) await bulkUpdateFinished(host, `/api/bulk-updates/${json.id}`);
  await host.post(`${path}/retry`);
  await host.request('DELETE', await startBulkUpdate(host, selection));
}

async function useSwitches({ simulator }: RunningApp, host: Client): Promise<void> {
  for (const kind of KINDS) {
    const { path, switchPath } = await addLive(host, simulator, kind);
    await beginSwitch(host, path, await saveDestination(host, { name: `Backup of ${kind}` }));
    await switchEnded(host, path);
    await host.post(`${switchPath}/retry`);
    await host.request('DELETE', switchPath);
  }
}

async function useAccount(uplink: RunningApp, host: Client): Promise<void> {
  await host.get('/api/me');
  await host.get('/api/me/sessions');
  await uplink.signIn(HOST);
  const { json: listed } = await host.get('/api/sessions');
  const other = listed.sessions.find(({ current }: { current: boolean }) => !current);
  await host.request('DELETE', `/api/sessions/${other?.id}`);
  await host.request('DELETE', '/api/me/first-steps');
  await host.get('/api/me/export');
  const { json } = await host.post('/api/calendar');
  await host.get('/api/calendar');
  if (json?.url) await host.get(String(json.url));
  await host.request('DELETE', '/api/calendar');
  await expireCached(uplink, HOST);
  await host.get('/api/meetings?type=upcoming');
  await host.get('/readyz');
  await host.get('/livez');
}

const EVENTS = [
  ...KINDS.map((kind) => kind.slice(0, -1)).flatMap((kind) =>
    ['created', 'updated', 'started', 'ended', 'deleted'].map((name) => `${kind}.${name}`),
  ),
  'meeting.live_streaming_started',
  'meeting.live_streaming_stopped',
  'user.updated',
  'user.settings_updated',
];

async function sendWebhooks(uplink: RunningApp): Promise<void> {
  const { simulator } = uplink;
  simulator.configure({ webhookUrl: `${uplink.url}/webhooks/zoom` });
  const account_id = simulator.state.users.get(HOST)?.accountId;
  for (const [index, event] of EVENTS.entries()) {
    const { id, path } = addHosted(simulator);
    for (const host of [{ host_id: HOST }, {}]) {
      const object = { id, topic: path, ...host };
      const eventTs = Date.now() + index;
      await sendUntilAcknowledged(() => simulator.sendEvent(event, { account_id, object }, { eventTs }));
    }
  }
  await jobsDone(uplink);
}

async function runJobs({ database: { pool } }: RunningApp): Promise<void> {
  for (const job of ['purge', 'refresh-idle', 'check-live']) {
    await pool.query('select graphile_worker.add_job($1)', [job]);
  }
  await waitUntil(async () => {
    const { rows } = await pool.query(
      'select task_identifier, last_error from graphile_worker.jobs where run_at <= now() or attempts > 0',
    );
    const failed = rows.filter(({ last_error }) => last_error !== null);
    if (failed.length > 0) throw new Error(`jobs failed: ${JSON.stringify(failed)}`);
    return rows.length === 0;
  });
}

async function leave(uplink: RunningApp, host: Client): Promise<void> {
  const stranger = await uplink.signIn(STRANGER);
  await stranger.post('/logout');
  await (await uplink.signIn(STRANGER)).post('/logout/everywhere');
  await host.request('DELETE', '/api/me');
}
