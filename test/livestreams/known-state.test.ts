import t from 'tap';
import { allScopes } from '../../tools/zoom-simulator/simulator.ts';
import { startApp } from '../helpers/app.ts';
import { addHosted, apiCalls, changeRows, HOST, KINDS } from '../helpers/zoom-host.ts';

const uplink = await startApp(t);
const { simulator } = uplink;
const host = await uplink.signIn(HOST);
const user = simulator.state.users.get(HOST);
if (!user) throw new Error('no host');
const ON = { ...user.features };

t.beforeEach(async () => {
  simulator.clearFaults();
  Object.assign(user.features, ON);
  await forgetSettings();
  simulator.clearRequests();
});

/** The rows of a bulk update use settings that were fetched recently. */
async function forgetSettings() {
  await changeRows(uplink, HOST, 'update installation set updated_at = updated_at where user_id = $1');
}

const SETTING_OFF =
  'Not allowed to start live streaming. To use this feature, enable the "Allow livestreaming of meetings" setting in the "Settings" page of the Zoom web portal.';
const LOCALIZED = 'Live-Streaming ist nicht möglich.';

function responseStatus(zoomPath: string, code: number, message: string) {
  const body = { code, message };
  simulator.addFault({ kind: 'answer', status: 400, body, method: 'PATCH', path: zoomPath });
}

const settingsCalls = () => apiCalls(simulator, { path: '/v2/users/me/settings' }).length;

for (const message of [SETTING_OFF, LOCALIZED]) {
  t.test(
    `an update that Zoom rejects with 3000, “${message}”, while livestreaming is off is livestream_not_enabled`,
    async (t) => {
      user.features.allowLivestreaming = false;
      const { path, zoomPath } = addHosted(simulator);
      responseStatus(zoomPath, 3000, message);
      const response = await host.patch(path, { resolution: '1080p' }, { 'if-match': '*' });
      t.match(response, {
        status: 403,
        json: { code: 'livestream_not_enabled', zoom: { status: 400, code: 3000, message } },
      });
      t.equal(settingsCalls(), 1, 'one more call');
    },
  );

  t.test(
    `a start that Zoom rejects with 3000, “${message}”, while livestreaming is off is livestream_not_enabled`,
    async (t) => {
      user.features.customLivestream = false;
      const { path, zoomPath } = addHosted(simulator, 'meetings', { live: true });
      responseStatus(`${zoomPath}/status`, 3000, message);
      const response = await host.patch(`${path}/status`, { action: 'start' });
      t.match(response, {
        status: 403,
        json: { code: 'livestream_not_enabled', detail: /Turn on Allow livestreaming/ },
      });
      t.equal(settingsCalls(), 1, 'one more call');
    },
  );
}

t.test(
  'a rejection that names a setting is livestream_not_enabled, even if the settings lack it',
  async (t) => {
    const { path, zoomPath } = addHosted(simulator);
    responseStatus(zoomPath, 3000, SETTING_OFF);
    const updated = await host.patch(path, { resolution: '1080p' }, { 'if-match': '*' });
    t.match(updated, { status: 403, json: { code: 'livestream_not_enabled' } });
    responseStatus(`${zoomPath}/status`, 3000, SETTING_OFF);
    const started = await host.patch(`${path}/status`, { action: 'start' });
    t.match(started, { status: 403, json: { code: 'livestream_not_enabled' } });
  },
);

t.test(
  'a start that Zoom rejects with 3000 while the meeting is not known to run is not_started',
  async (t) => {
    for (const message of ['Cannot access webinar info.', LOCALIZED]) {
      const { path, zoomPath } = addHosted(simulator);
      responseStatus(`${zoomPath}/status`, 3000, message);
      const response = await host.patch(`${path}/status`, { action: 'start' });
      t.match(response, { status: 409, json: { code: 'not_started', detail: /Start it in Zoom/ } });
    }
  },
);

t.test(
  'a start that Zoom rejects with 3000 while the meeting is in progress is not reported as not_started',
  async (t) => {
    const { path, zoomPath } = addHosted(simulator, 'meetings', { live: true });
    t.equal((await host.get(path.replace('livestream', 'preflight'))).status, 200, 'the settings are read');
    responseStatus(`${zoomPath}/status`, 3000, LOCALIZED);
    simulator.clearRequests();
    const response = await host.patch(`${path}/status`, { action: 'start' });
    t.match(response, { status: 409, json: { code: 'not_available_for_this_meeting' } });
    t.equal(apiCalls(simulator, { method: 'GET' }).length, 1, 'one more call');
  },
);

t.test(
  'an update that Zoom rejects with 3000 is livestream_not_enabled for a Basic user, without another call',
  async (t) => {
    const { path, zoomPath } = addHosted(simulator);
    const basic = await uplink.signIn(HOST);
    const { type } = user;
    user.type = 1;
    simulator.addFault({
      ...{ kind: 'answer', status: 200, path: zoomPath, method: 'GET', times: 4 },
      body: { stream_url: 'rtmp://x.example/live', stream_key: 'k', page_url: 'https://x.example/' },
    });
    const again = await uplink.signIn(HOST);
    responseStatus(zoomPath, 3000, LOCALIZED);
    const response = await again.patch(path, { resolution: '1080p' }, { 'if-match': '*' });
    t.match(response, { status: 403, json: { code: 'livestream_not_enabled' } });
    t.equal(settingsCalls(), 0);
    user.type = type;
    await basic.signIn(HOST);
    await host.signIn(HOST);
  },
);

t.test('a start of a webinar that Zoom rejects with 200 in any language: settings decide', async (t) => {
  for (const [webinarCustomLivestream, code, message] of [
    [true, 'not_started', 'El seminario web no ha comenzado.'],
    [false, 'livestream_not_enabled', 'No tiene permiso.'],
  ] as const) {
    user.features.webinarCustomLivestream = webinarCustomLivestream;
    await forgetSettings();
    const { path, zoomPath } = addHosted(simulator, 'webinars');
    responseStatus(`${zoomPath}/status`, 200, message);
    t.match((await host.patch(`${path}/status`, { action: 'start' })).json, { code });
  }
});

t.test(
  'if the settings cannot be read, a rejected update of a meeting that was readable is livestream_not_enabled',
  async (t) => {
    const granted = allScopes.filter((scope) => scope !== 'user:read:settings');
    simulator.setScopes(granted, { existingGrants: true });
    const { path, zoomPath } = addHosted(simulator);
    responseStatus(zoomPath, 3000, LOCALIZED);
    const updated = await host.patch(path, { resolution: '1080p' }, { 'if-match': '*' });
    t.match(updated, { status: 403, json: { code: 'livestream_not_enabled' } });
    responseStatus(`${zoomPath}/status`, 3000, LOCALIZED);
    t.match((await host.patch(`${path}/status`, { action: 'start' })).json, { code: 'not_started' });
    simulator.setScopes([...allScopes], { existingGrants: true });
  },
);

for (const kind of KINDS) {
  t.test(
    `${kind}: 300 for an update right after a read is about its fields, unless its message differs`,
    async (t) => {
      for (const [status, message, expected] of [
        [400, 'Validation Failed.', [400, 'invalid_request']],
        [400, 'Error de validación.', [400, 'invalid_request']],
        [400, 'Request Body should be a valid JSON object.', [502, 'zoom_error']],
        [400, 'Invalid meeting id.', [400, 'invalid_meeting_id']],
        [300, 'Missing meetingId', [400, 'invalid_meeting_id']],
        [404, 'Meeting ID does not exist.', [404, 'meeting_not_found']],
      ] as const) {
        const { path, zoomPath } = addHosted(simulator, kind);
        const body = { code: 300, message };
        simulator.addFault({ kind: 'answer', status, body, method: 'PATCH', path: zoomPath });
        const response = await host.patch(path, { resolution: '1080p' }, { 'if-match': '*' });
        t.match(response, { status: expected[0], json: { code: expected[1] } }, message);
      }
    },
  );

  t.test(`${kind}: a start or stop whose HTTP 200 has a code is rejected with that error`, async (t) => {
    for (const [code, problem] of [
      [3001, 'meeting_not_found'],
      [4927, 'not_started'],
      [300, 'invalid_meeting_id'],
      [987_654, 'zoom_error'],
    ] as const) {
      for (const action of ['start', 'stop']) {
        const { path, zoomPath } = addHosted(simulator, kind, { live: true });
        const body = { code, message: '…' };
        simulator.addFault({
          kind: 'answer',
          status: 200,
          body,
          method: 'PATCH',
          path: `${zoomPath}/status`,
        });
        t.match((await host.patch(`${path}/status`, { action })).json, { code: problem }, action);
      }
    }
  });
}

t.test('repeated HTTP 300 with a code does not open the circuit', async (t) => {
  for (let call = 0; call < 8; call += 1) {
    const { path, zoomPath } = addHosted(simulator);
    const body = { code: 300, message: 'Missing meetingId' };
    simulator.addFault({ kind: 'answer', status: 300, body, method: 'PATCH', path: zoomPath });
    const response = await host.patch(path, { resolution: '1080p' }, { 'if-match': '*' });
    t.match(response, { status: 400, json: { code: 'invalid_meeting_id' } });
  }
  const { path } = addHosted(simulator);
  t.equal((await host.get(path, { 'cache-control': 'no-cache' })).status, 200);
});

t.test('a list, the profile and the settings with HTTP 200 and a code are errors', async (t) => {
  for (const [code, problem] of [
    [3161, 'hosting_not_allowed'],
    [1001, 'zoom_user_not_found'],
    [4711, 'scope_missing'],
  ] as const) {
    const body = { code, message: '…' };
    simulator.addFault({ kind: 'answer', status: 200, body, path: '/v2/users/me/meetings' });
    t.match((await host.get('/api/meetings', { 'cache-control': 'no-cache' })).json, { code: problem });
  }
  simulator.addFault({
    kind: 'answer',
    status: 200,
    body: { code: 3161, message: '…' },
    path: '/v2/users/me/settings',
  });
  const { path } = addHosted(simulator);
  const { json } = await host.get(path.replace('livestream', 'preflight'), { 'cache-control': 'no-cache' });
  const check = json.checks.find(({ name }: { name: string }) => name === 'custom_streaming');
  t.match(check, { status: 'unknown', facts: { problem: 'hosting_not_allowed' } });
});

t.test('a missing scope is scope_missing even if its quotes make the body invalid JSON', async (t) => {
  const { path, zoomPath } = addHosted(simulator);
  const text =
    '{"code":104,"message":"Invalid access token, does not contain scopes:["meeting:update:livestream"]."}';
  simulator.addFault({
    ...{ kind: 'answer', status: 400, method: 'PATCH', path: zoomPath },
    body: Buffer.from(text),
    headers: { 'content-type': 'application/json;charset=UTF-8' },
  });
  const response = await host.patch(path, { resolution: '1080p' }, { 'if-match': '*' });
  t.match(response, {
    status: 403,
    json: { code: 'scope_missing', reconnect_url: `${uplink.url}/install`, zoom: { code: 104 } },
  });
});

t.test('a second start within 30 seconds is recognized in any language', async (t) => {
  const { path, zoomPath } = addHosted(simulator, 'meetings', { live: true });
  const body = { code: 429, message: 'Zu viele Anfragen. Versuchen Sie es nach 25 Sekunden erneut.' };
  simulator.addFault({ kind: 'answer', status: 429, body, method: 'PATCH', path: `${zoomPath}/status` });
  t.match(await host.patch(`${path}/status`, { action: 'start' }), {
    status: 429,
    json: { code: 'zoom_rate_limited', reason: 'started_too_soon', retry_after: 25 },
  });
  t.equal((await host.patch(`${path}/status`, { action: 'start' })).status, 204);
  const wordless = { code: 429, message: '请求过多。' };
  simulator.addFault({
    kind: 'answer',
    status: 429,
    body: wordless,
    method: 'PATCH',
    path: `${zoomPath}/status`,
  });
  const again = await host.patch(`${path}/status`, { action: 'start' });
  t.match(again.json, { code: 'zoom_rate_limited', reason: 'started_too_soon' });
  t.ok(again.json.retry_after > 0 && again.json.retry_after <= 30, 'the rest of the 30 seconds');
  t.equal((await host.get(path, { 'cache-control': 'no-cache' })).status, 200, 'no other call waits');
});
