import t from 'tap';
import { startApp } from '../helpers/app.ts';
import { addHosted, apiCalls, HOST, KINDS, type Kind } from '../helpers/zoom-host.ts';

const uplink = await startApp(t);
const { simulator, url } = uplink;
const host = await uplink.signIn(HOST);
t.beforeEach(() => simulator.clearFaults());

interface Rejection {
  status: number;
  code: string;
  detail: RegExp;
}

/** Zoom's error codes and the resulting problems, per kind if the kinds differ. */
const REJECTIONS: [zoom: [status: number, code: number, message: string], Rejection, only?: Kind][] = [
  [[400, 300, 'Invalid meeting id.'], { status: 400, code: 'invalid_meeting_id', detail: /8 to 19 digits/ }],
  [
    [404, 300, 'Meeting ID does not exist.'],
    { status: 404, code: 'meeting_not_found', detail: /deleted or expired/ },
  ],
  [
    [404, 300, 'Die Meeting-ID existiert nicht.'],
    { status: 404, code: 'meeting_not_found', detail: /deleted or expired/ },
  ],
  [
    [404, 3001, 'Meeting does not exist: 1.'],
    { status: 404, code: 'meeting_not_found', detail: /deleted or expired/ },
  ],
  [
    [404, 1001, 'User does not exist: x.'],
    { status: 404, code: 'zoom_user_not_found', detail: /Reconnect to Zoom/ },
  ],
  [
    [400, 1010, 'User does not belong to this account: x.'],
    { status: 403, code: 'not_in_account', detail: /Sign in/ },
  ],
  [
    [400, 3000, 'Cannot access webinar info.'],
    { status: 409, code: 'not_available_for_this_meeting', detail: /open it as a webinar/ },
    'meetings',
  ],
  [
    [400, 3000, 'The current webinar is not configured with a custom streaming service.'],
    { status: 409, code: 'livestream_not_configured', detail: /Save a stream URL/ },
    'webinars',
  ],
  [
    [400, 3161, 'Not allowed.'],
    { status: 403, code: 'hosting_not_allowed', detail: /Contact your Zoom administrator/ },
  ],
  [
    [400, 4400, 'End-to-end encrypted.'],
    { status: 409, code: 'end_to_end_encrypted', detail: /enhanced encryption/ },
  ],
  [
    [400, 4927, 'Meeting 1 has not started.'],
    { status: 409, code: 'not_started', detail: /Start it in Zoom/ },
  ],
  [
    [400, 200, 'Webinar 82,929,473,321 has not started.'],
    { status: 409, code: 'not_started', detail: /Start it in Zoom/ },
    'webinars',
  ],
  ...[
    'Webinar plan is missing.',
    'No permission.',
    'The current user has not enabled the custom live streaming feature.',
  ].map((message): (typeof REJECTIONS)[number] => [
    [400, 200, message],
    { status: 403, code: 'livestream_not_enabled', detail: /Turn it on in Zoom/ },
    'webinars',
  ]),
  [
    [400, 200, 'Only available for paid account: x.'],
    { status: 403, code: 'livestream_not_enabled', detail: /contact your Zoom administrator/ },
    'meetings',
  ],
  [
    [400, 200, 'Keine Berechtigung.'],
    { status: 403, code: 'livestream_not_enabled', detail: /contact your Zoom administrator/ },
    'meetings',
  ],
  [
    [403, 2306, 'Not allowed to view.'],
    { status: 403, code: 'livestream_not_enabled', detail: /permission/ },
  ],
  [
    [200, 3001, 'Meeting does not exist: 1.'],
    { status: 404, code: 'meeting_not_found', detail: /deleted or expired/ },
  ],
  [[200, 300, 'Invalid meeting id.'], { status: 400, code: 'invalid_meeting_id', detail: /Copy/ }],
  [
    [300, 3161, 'Nicht erlaubt.'],
    { status: 403, code: 'hosting_not_allowed', detail: /Contact your Zoom administrator/ },
  ],
  [[418, 987654, 'A code of tomorrow.'], { status: 502, code: 'zoom_error', detail: /message/ }],
];

for (const kind of KINDS) {
  for (const [[zoomStatus, zoomCode, message], expected, only] of REJECTIONS) {
    if (only !== undefined && only !== kind) continue;
    t.test(`${kind}: Zoom’s ${zoomStatus} with ${zoomCode}, “${message}”, is ${expected.code}`, async (t) => {
      const { path, zoomPath } = addHosted(simulator, kind);
      const body = { code: zoomCode, message };
      for (const method of ['GET', 'PATCH'] as const) {
        simulator.addFault({ kind: 'answer', status: zoomStatus, body, method, path: zoomPath });
        const response =
          method === 'GET'
            ? await host.get(path, { 'cache-control': 'no-cache' })
            : await host.patch(path, { resolution: '1080p' }, { 'if-match': '*' });
        t.equal(response.status, expected.status, method);
        t.match(response.headers['content-type'], /^application\/problem\+json/);
        t.match(response.json, {
          ...expected,
          type: 'about:blank',
          title: String,
          request_id: /./,
          zoom: { status: zoomStatus, code: zoomCode, message },
        });
        t.notOk('reconnect_url' in response.json);
      }
    });
  }

  t.test(`${kind}: Zoom’s 300 with errors is invalid_request and names Zoom’s fields`, async (t) => {
    const { path, zoomPath } = addHosted(simulator, kind);
    const errors = [{ field: 'page_url', message: 'Invalid field.' }];
    const body = { code: 300, message: 'Validation Failed.', errors };
    simulator.addFault({ kind: 'answer', status: 400, body, method: 'PATCH', path: zoomPath });
    const response = await host.patch(path, { resolution: '1080p' }, { 'if-match': '*' });
    t.match(response, {
      status: 400,
      json: { code: 'invalid_request', errors, zoom: { code: 300, message: 'Validation Failed.' } },
    });
  });

  t.test(
    `${kind}: a missing scope is scope_missing, with where to grant it, and ends no connection`,
    async (t) => {
      for (const [status, code] of [
        [400, 104],
        [400, 4711],
        [401, 4711],
        [401, 4700],
      ] as const) {
        const { path, zoomPath } = addHosted(simulator, kind);
        simulator.clearRequests();
        const body = {
          code,
          message: 'Invalid access token, does not contain scopes:[meeting:read:livestream].',
        };
        simulator.addFault({ kind: 'answer', status, body, path: zoomPath });
        const response = await host.get(path);
        t.match(response, { status: 403, json: { code: 'scope_missing', reconnect_url: `${url}/install` } });
        t.equal(simulator.requests({ path: '/oauth/token' }).length, 0, 'no refresh is attempted');
        t.equal((await host.get(path)).status, 200);
      }
    },
  );
}

t.test('rejections because of a state in Zoom have the same form', async (t) => {
  const user = simulator.state.users.get(HOST);
  if (!user) throw new Error('no host');
  const [meeting, webinar] = KINDS.map((kind) => addHosted(simulator, kind));
  const codes = async () => {
    const responses = [meeting, webinar].map((one) =>
      host.get(one?.path ?? '', { 'cache-control': 'no-cache' }),
    );
    return (await Promise.all(responses)).map(({ json }) => json.code ?? 'ok');
  };
  t.strictSame(await codes(), ['ok', 'ok']);
  user.features.webinarCustomLivestream = false;
  t.strictSame(await codes(), ['ok', 'livestream_not_enabled']);
  user.features.webinarPlan = false;
  t.strictSame(await codes(), ['ok', 'livestream_not_enabled']);
  Object.assign(user.features, { webinarPlan: true, webinarCustomLivestream: true });
  user.type = 99;
  t.strictSame(await codes(), ['hosting_not_allowed', 'hosting_not_allowed']);
  user.type = 2;
  simulator.setScopes(['user:read:user', 'meeting:read:livestream'], { existingGrants: true });
  t.strictSame(await codes(), ['ok', 'scope_missing']);
  const rejected = await host.patch(meeting?.path ?? '', { resolution: '1080p' }, { 'if-match': '*' });
  t.match(rejected, { status: 403, json: { code: 'scope_missing', reconnect_url: `${url}/install` } });
  simulator.setScopes(['meeting:read', 'meeting:write', 'webinar:read', 'user:read'], {
    existingGrants: true,
  });
  t.strictSame(await codes(), ['ok', 'ok'], 'classic scopes are sufficient');
});

t.test(
  'an update with the custom service off: dropped is not_applied, rejected is livestream_not_enabled',
  async (t) => {
    simulator.setScopes([...(await import('../../tools/zoom-simulator/simulator.ts')).allScopes], {
      existingGrants: true,
    });
    const { path } = addHosted(simulator);
    simulator.setCustomLivestream(HOST, false);
    for (const [featureOff, code] of [
      ['dropped', 'not_applied'],
      ['refused', 'livestream_not_enabled'],
    ] as const) {
      simulator.state.settings.featureOff = featureOff;
      const response = await host.patch(path, { resolution: '1080p' }, { 'if-match': '*' });
      t.match(response, { status: featureOff === 'dropped' ? 409 : 403, json: { code } });
    }
    simulator.setCustomLivestream(HOST, true);
  },
);

t.test('a URL that only Zoom rejects is reported with Zoom’s message, by field', async (t) => {
  const { path, zoomPath } = addHosted(simulator);
  const errors = [{ field: 'page_url', message: 'Invalid field.' }];
  const body = { code: 300, message: 'Validation Failed.', errors };
  simulator.addFault({ kind: 'answer', method: 'PATCH', path: zoomPath, status: 400, body });
  const response = await host.patch(path, { page_url: 'https://watch.example/here' }, { 'if-match': '*' });
  t.match(response, { status: 400, json: { code: 'invalid_request', errors: [{ field: 'page_url' }] } });
});

t.test('a revoked grant reported by the API ends the connection until the user reconnects', async (t) => {
  for (const code of [4735, 4737, 4741]) {
    const { path, zoomPath } = addHosted(simulator);
    simulator.addFault({ kind: 'answer', status: 401, body: { code, message: 'Gone.' }, path: zoomPath });
    const response = await host.get(path);
    t.match(response, { status: 403, json: { code: 'reconnect_required', reconnect_url: `${url}/install` } });
    simulator.clearRequests();
    t.match(await host.get(path), { status: 403, json: { code: 'reconnect_required' } });
    t.equal(apiCalls(simulator).length, 0);
    t.match((await host.get('/api/me')).json, { connection: { status: 'reconnect_required' } });
    await host.signIn(HOST);
    t.equal((await host.get(path)).status, 200);
  }
});

t.test('only the code and a short message of Zoom’s response are passed on', async (t) => {
  const { path, zoomPath } = addHosted(simulator);
  const body = { code: 9999, message: 'm'.repeat(5_000), internal: 'echo-canary', errors: 'echo-canary' };
  simulator.addFault({ kind: 'answer', status: 400, body, path: zoomPath });
  const response = await host.get(path);
  t.equal(response.json.code, 'zoom_error');
  t.ok(response.text.length < 1_000);
  t.notMatch(response.text, /echo-canary/);
});
