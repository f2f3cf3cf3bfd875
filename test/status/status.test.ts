import t from 'tap';
import { makeJobsDue } from '../helpers/erasure.ts';
import { eventually } from '../helpers/eventually.ts';
import { enableWebhooks, webhooksProcessed } from '../helpers/webhooks.ts';
import { addHosted, apiCalls, COLLEAGUE, KINDS, STRANGER, startWithHost } from '../helpers/zoom-host.ts';

const { uplink, simulator, host } = await startWithHost(t);
t.beforeEach(() => {
  simulator.configure({ webhookUrl: undefined });
  simulator.state.settings.startIntervalSeconds = 0;
});

async function liveOf(kind: string, id: string) {
  const { json } = await host.get(`/api/${kind}?type=scheduled`, { 'cache-control': 'no-cache' });
  return json.meetings.find((meeting: { id: string }) => meeting.id === id)?.live.status;
}

const kindsOf = async (path: string) =>
  (await host.get(`${path}/history`)).json.changes.map(
    ({ kind, by }: { kind: string; by: string }) => `${kind} by ${by}`,
  );

for (const kind of KINDS) {
  t.test(`${kind} are started with Zoom’s settings, and stopped`, async (t) => {
    const { id, path, zoomPath } = addHosted(simulator, kind, { live: true });
    const settings = { active_speaker_name: true, display_name: 'Town hall' };
    t.equal((await host.patch(`${path}/status`, { action: 'start', settings })).status, 204);
    t.equal((await host.patch(`${path}/status`, { action: 'stop' })).status, 204);
    t.strictSame(
      apiCalls(simulator, { method: 'PATCH', path: `${zoomPath}/status` }).map(({ body }) => body),
      [{ action: 'start', settings }, { action: 'stop' }],
    );
    t.equal(await liveOf(kind, id), 'idle');
  });
}

t.test('mode changes the layout of a running meeting', async (t) => {
  const { path, meeting } = addHosted(simulator, 'meetings', { live: true });
  await host.patch(`${path}/status`, { action: 'start' });
  const settings = { layout: 'gallery_view', close_caption: 'off' };
  t.equal((await host.patch(`${path}/status`, { action: 'mode', settings })).status, 204);
  t.match(meeting.streaming?.settings, settings);
});

t.test('each Zoom error has a message', async (t) => {
  const waiting = addHosted(simulator);
  const encrypted = addHosted(simulator, 'meetings', { endToEndEncrypted: true, live: true });
  const webinar = addHosted(simulator, 'webinars', { live: true });
  delete webinar.meeting.livestream;
  const waitingWebinar = addHosted(simulator, 'webinars');
  for (const [path, status, code] of [
    [waiting.path, 409, 'not_started'],
    [waitingWebinar.path, 409, 'not_started'],
    [encrypted.path, 409, 'end_to_end_encrypted'],
    [webinar.path, 409, 'livestream_not_configured'],
    ['/api/meetings/82999999999/livestream', 404, 'meeting_not_found'],
  ] as const) {
    const response = await host.patch(`${path}/status`, { action: 'start' });
    t.match(response, { status, json: { code, detail: /\w+.*\.$/ } }, code);
  }
});

t.test('a second start within 30 seconds returns when to retry, and delays nothing else', async (t) => {
  simulator.state.settings.startIntervalSeconds = 30;
  const { path } = addHosted(simulator, 'meetings', { live: true });
  await host.patch(`${path}/status`, { action: 'start' });
  await host.patch(`${path}/status`, { action: 'stop' });
  const again = await host.patch(`${path}/status`, { action: 'start' });
  t.match(again, { status: 429, json: { code: 'zoom_rate_limited', retry_after: 30, detail: /30 seconds/ } });
  t.equal(again.headers['retry-after'], '30');
  t.equal((await host.get(path, { 'cache-control': 'no-cache' })).status, 200);
});

t.test('settings that Zoom would ignore or reject are rejected with the field', async (t) => {
  const { path } = addHosted(simulator, 'meetings', { live: true });
  const webinar = addHosted(simulator, 'webinars', { live: true });
  for (const [where, body] of [
    [path, {}],
    [path, { action: 'Start' }],
    [path, { action: 'start', settings: { display_name: '' } }],
    [path, { action: 'start', settings: { display_name: 'x'.repeat(51) } }],
    [path, { action: 'start', settings: { layout: 'mosaic' } }],
    [path, { action: 'start', settings: { colour: 'red' } }],
    [path, { action: 'mode' }],
    [path, { action: 'mode', settings: { display_name: 'Town hall' } }],
    [path, { action: 'stop', settings: { layout: 'gallery_view' } }],
    [webinar.path, { action: 'mode', settings: { layout: 'gallery_view' } }],
    [webinar.path, { action: 'start', settings: { layout: 'gallery_view' } }],
  ] as const) {
    const response = await host.patch(`${where}/status`, body);
    t.match(response, { status: 400, json: { code: 'invalid_request' } }, JSON.stringify(body));
    t.ok(response.json.errors?.length > 0, JSON.stringify(body));
  }
  t.equal(apiCalls(simulator, { method: 'PATCH' }).length, 0, 'nothing was sent to Zoom');
});

t.test('another user’s meeting cannot be started', async (t) => {
  const { path } = addHosted(simulator, 'meetings', { live: true });
  for (const user of [COLLEAGUE, STRANGER]) {
    const client = await uplink.signIn(user);
    t.equal((await client.patch(`${path}/status`, { action: 'start' })).json.code, 'meeting_not_found');
  }
});

t.test('the live status comes from Zoom’s event, and its starter is recorded once', async (t) => {
  enableWebhooks(uplink);
  const { id, path } = addHosted(simulator, 'meetings', { live: true });
  t.equal(await liveOf('meetings', id), 'unknown');
  await host.patch(`${path}/status`, { action: 'start' });
  await webhooksProcessed(uplink);
  t.equal(await liveOf('meetings', id), 'live');
  t.strictSame(await kindsOf(path), ['started by uplink']);
  await host.patch(`${path}/status`, { action: 'stop' });
  await webhooksProcessed(uplink);
  t.equal(await liveOf('meetings', id), 'idle');
  t.strictSame(await kindsOf(path), ['stopped by uplink', 'started by uplink']);
});

for (const kind of KINDS) {
  t.test(`the history has a start and a stop of ${kind} once each, without any event`, async (t) => {
    const { path } = addHosted(simulator, kind, { live: true });
    await host.patch(`${path}/status`, { action: 'start' });
    await host.patch(`${path}/status`, { action: 'stop' });
    t.strictSame(await kindsOf(path), ['stopped by uplink', 'started by uplink']);
  });
}

t.test('a second start right after the first does not replace its result', async (t) => {
  simulator.state.settings.startIntervalSeconds = 30;
  const { path } = addHosted(simulator, 'meetings', { live: true });
  await host.patch(`${path}/status`, { action: 'start' });
  t.equal((await host.patch(`${path}/status`, { action: 'start' })).status, 429);
  const { json } = await host.get(path.replace('livestream', 'preflight'));
  const lastStart = json.checks.find(({ name }: { name: string }) => name === 'last_start');
  t.match(lastStart, { status: 'ok', message: /Last started from Uplink/ });
});

t.test('a start whose response is lost is not reported as safe to repeat', async (t) => {
  const { path, zoomPath } = addHosted(simulator, 'meetings', { live: true });
  simulator.addFault({ kind: 'reset-after-work', method: 'PATCH', path: `${zoomPath}/status` });
  const response = await host.patch(`${path}/status`, { action: 'start' });
  t.match(response, { status: 504, json: { code: 'outcome_unknown', detail: /try again in 30 seconds/ } });
});

t.test('stopping a livestream that is not running is an error', async (t) => {
  const { path } = addHosted(simulator, 'meetings', { live: true });
  t.match(await host.patch(`${path}/status`, { action: 'stop' }), {
    status: 400,
    json: { detail: /nothing to stop/ },
  });
});

t.test('a start that cannot be checked does not prevent checks of others', async (t) => {
  const [stuck, other] = [1, 2].map(() => addHosted(simulator, 'meetings', { live: true }));
  for (const each of [stuck, other]) await host.patch(`${each?.path}/status`, { action: 'start' });
  simulator.addFault({
    kind: 'answer',
    status: 500,
    method: 'GET',
    path: `/v2/meetings/${stuck?.id}`,
    times: Number.POSITIVE_INFINITY,
  });
  await uplink.database.pool.query("update start_attempt set check_at = now() - interval '1 second'");
  await makeJobsDue(uplink);
  t.ok(await eventually(async () => (await liveOf('meetings', other?.id ?? '')) === 'live'));
});

t.test('without an event, a start is checked by fetching whether the meeting is running', async (t) => {
  const running = addHosted(simulator, 'meetings', { live: true });
  const ended = addHosted(simulator, 'meetings', { live: true });
  for (const { path } of [running, ended]) await host.patch(`${path}/status`, { action: 'start' });
  t.equal(
    await liveOf('meetings', running.id),
    'unknown',
    'Zoom’s success response alone does not mean live',
  );
  ended.meeting.live = false;
  await uplink.database.pool.query("update start_attempt set check_at = now() - interval '1 second'");
  await makeJobsDue(uplink);
  t.ok(await eventually(async () => (await liveOf('meetings', running.id)) === 'live'));
  t.ok(await eventually(async () => (await liveOf('meetings', ended.id)) === 'idle'));
  t.strictSame(await kindsOf(running.path), ['started by uplink']);
  t.strictSame(
    uplink.logs.filter((line) => line.includes('job failed')),
    [],
  );
});
