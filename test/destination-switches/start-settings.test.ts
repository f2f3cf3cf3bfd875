import t from 'tap';
import { createDataKey } from '../../src/crypto/data-key.ts';
import { decryptSettings, encryptSettings } from '../../src/livestreams/start-settings.ts';
import { beginSwitch, saveDestination, sentToZoom, switchEnded } from '../helpers/switches.ts';
import { enableWebhooks, sendWebhook, webhooksProcessed } from '../helpers/webhooks.ts';
import { addHosted, COLLEAGUE, HOST, KINDS, startWithHost } from '../helpers/zoom-host.ts';

const { uplink, simulator, host } = await startWithHost(t, {
  switchTimings: { startIntervalSeconds: 0, retryAfterSeconds: 0.05 },
});
enableWebhooks(uplink);
simulator.state.settings.startIntervalSeconds = 0;
const backup = await saveDestination(host);

const SETTINGS = { display_name: 'canary-title', active_speaker_name: false };

/** Adds a meeting or webinar that is in progress, and starts its livestream from Uplink. */
async function started(kind: (typeof KINDS)[number], settings: object | undefined) {
  const hosted = addHosted(simulator, kind, { live: true });
  const { status } = await host.patch(`${hosted.path}/status`, { action: 'start', settings });
  t.equal(status, 204);
  await webhooksProcessed(uplink);
  return hosted;
}

async function switched(path: string): Promise<void> {
  t.match(await beginSwitch(host, path, backup), { status: 202, json: { was_live: true } });
  t.match(await switchEnded(host, path), { status: 'done', restarted: true });
  await webhooksProcessed(uplink);
}

for (const kind of KINDS)
  t.test(`a switch starts ${kind} again with the settings of Uplink's start`, async (t) => {
    const { path, meeting } = await started(kind, SETTINGS);
    t.match((await host.get(`${path}/status`)).json, { status: 'live', settings: SETTINGS });
    await switched(path);
    t.strictSame(meeting.streaming?.settings, SETTINGS);
    await switched(path);
    t.strictSame(meeting.streaming?.settings, SETTINGS, 'also the next switch');
    const stopped = await host.patch(`${path}/status`, { action: 'stop' });
    t.equal(stopped.status, 204);
    await webhooksProcessed(uplink);
    t.match((await host.get(`${path}/status`)).json, { status: 'idle', settings: null });
  });

t.test(
  'changes of the layout during the broadcast are kept, and a rejected start changes nothing',
  async (t) => {
    const { path, meeting } = await started('meetings', { layout: 'gallery_view', display_name: 'A' });
    const mode = { action: 'mode', settings: { layout: 'speaker_view', close_caption: 'off' } };
    t.equal((await host.patch(`${path}/status`, mode)).status, 204);
    simulator.addFault({
      kind: 'answer',
      status: 400,
      method: 'PATCH',
      path: /\/livestream\/status$/,
      body: {},
    });
    const rejected = await host.patch(`${path}/status`, { action: 'start', settings: { display_name: 'B' } });
    t.ok(rejected.status >= 400);
    await switched(path);
    const expected = { layout: 'speaker_view', display_name: 'A', close_caption: 'off' };
    t.strictSame(meeting.streaming?.settings, expected);
  },
);

t.test('without settings, and if Zoom started the broadcast, the defaults are used', async (t) => {
  const plain = await started('meetings', undefined);
  t.strictSame((await host.get(`${plain.path}/status`)).json.settings, {});
  await switched(plain.path);
  t.strictSame(plain.meeting.streaming?.settings, {});

  const { path, zoomPath, meeting } = await started('meetings', SETTINGS);
  await host.patch(`${path}/status`, { action: 'stop' });
  await webhooksProcessed(uplink);
  // The host starts it again in Zoom.
  meeting.streaming = { since: new Date().toISOString(), settings: { layout: 'gallery_view' } };
  const object = { id: Number(meeting.id), host_id: HOST };
  await sendWebhook(uplink, 'meeting.live_streaming_started', { account_id: 'a', object });
  t.match((await host.get(`${path}/status`)).json, { status: 'live', settings: null });
  simulator.clearRequests();
  await switched(path);
  t.strictSame(meeting.streaming?.settings, {});
  t.equal(sentToZoom(simulator, zoomPath), 'stop, update, start');
});

t.test('a start in Zoom after a missed stop is not taken for the one of Uplink', async (t) => {
  const { path, meeting } = await started('meetings', SETTINGS);
  const object = { id: Number(meeting.id), host_id: HOST };
  const eventTs = Date.now() + 3 * 60_000;
  await sendWebhook(uplink, 'meeting.live_streaming_started', { account_id: 'a', object }, { eventTs });
  t.match((await host.get(`${path}/status`)).json, { status: 'live', settings: null });
});

t.test('the settings are encrypted for their row, exported, and not returned to another user', async (t) => {
  const { path, id } = await started('meetings', SETTINGS);
  const { rows } = await uplink.database.pool.query(
    `select position('canary-title'::bytea in settings) as at from start_attempt where settings is not null`,
  );
  t.ok(rows.length > 0);
  t.ok(rows.every(({ at }) => at === 0));
  const exported = (await host.get('/api/me/export')).json.starts;
  const entry = exported.find(({ meeting_id }: { meeting_id: string }) => meeting_id === id);
  t.strictSame(entry.settings, SETTINGS);
  const colleague = await uplink.signIn(COLLEAGUE);
  t.equal((await colleague.get(`${path}/status`)).status, 404);

  const user = { userId: HOST, dataKey: createDataKey() };
  const encrypted = encryptSettings(user, { kind: 'meeting', id: '1' }, SETTINGS);
  t.strictSame(decryptSettings(user, { kind: 'meeting', id: '1' }, encrypted), SETTINGS);
  t.equal(decryptSettings(user, { kind: 'meeting', id: '2' }, encrypted), undefined);
  t.equal(decryptSettings(user, { kind: 'webinar', id: '1' }, encrypted), undefined);
});
