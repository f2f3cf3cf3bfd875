import { type Test, test } from 'tap';
import { startClient } from '../../tools/zoom-simulator/client.ts';
import { seededUsers } from '../../tools/zoom-simulator/simulator.ts';

const { events, training } = seededUsers;

async function arrange(t: Test) {
  const client = await startClient();
  t.teardown(() => client.simulator.close());
  const { json } = await client.install(events.id);
  return { client, simulator: client.simulator, token: json.access_token, refreshToken: json.refresh_token };
}

test('without a valid token the API returns 401 with code 124', async (t) => {
  const { client, simulator } = await arrange(t);
  t.match(await client.call('nonsense', 'GET', '/users/me'), {
    status: 401,
    json: { code: 124 },
  });
  const bare = await fetch(`${simulator.apiUrl}/users/me`);
  t.equal(bare.status, 401);
});

test('a token in the query is ignored', async (t) => {
  const { simulator, token } = await arrange(t);
  const response = await fetch(`${simulator.apiUrl}/users/me?access_token=${String(token)}`);
  t.equal(response.status, 401);
});

test('an access token is valid for an hour', async (t) => {
  const { client, simulator, token } = await arrange(t);
  await simulator.advance(3_599_000);
  t.match(await client.call(token, 'GET', '/users/me'), { status: 200 });
  await simulator.advance(1000);
  t.match(await client.call(token, 'GET', '/users/me'), {
    status: 401,
    json: { code: 124, message: 'Access token is expired.' },
  });
});

test('access tokens can be made to expire, for one user or with 400, and refreshing helps', async (t) => {
  const { client, simulator, token, refreshToken } = await arrange(t);
  const other = await client.install(training.id);
  simulator.expireAccessTokens(events.id, { httpStatus: 400 });
  t.match(await client.call(token, 'GET', '/users/me'), { status: 400, json: { code: 124 } });
  t.match(await client.call(other.json.access_token, 'GET', '/users/me'), { status: 200 });
  const { json } = await client.refresh(refreshToken);
  t.match(await client.call(json.access_token, 'GET', '/users/me'), { status: 200 });
  simulator.expireAccessTokens();
  t.match(await client.call(other.json.access_token, 'GET', '/users/me'), { status: 401 });
});

test('a revoked grant is invalid at both servers', async (t) => {
  const { client, simulator, token, refreshToken } = await arrange(t);
  simulator.revokeGrant(events.id);
  t.match(await client.call(token, 'GET', '/users/me'), { status: 401, json: { code: 124 } });
  t.match(await client.refresh(refreshToken), { json: { error: 'invalid_grant' } });
});

test('a missing scope is a 400 with code 4711 that names it; tokens keep the scopes they were given', async (t) => {
  const { client, simulator, token, refreshToken } = await arrange(t);
  const path = '/meetings/83640019275/livestream';
  simulator.setScopes(['user:read:user']);
  t.match(await client.call(token, 'GET', path), { status: 200 });
  t.match(await client.refresh(refreshToken), { json: { scope: /meeting:read:livestream/ } });
  const again = await client.install(events.id);
  t.equal(again.json.scope, 'user:read:user');
  t.match(await client.call(again.json.access_token, 'GET', path), {
    status: 400,
    json: {
      code: 4711,
      message: 'Invalid access token, does not contain scopes:[meeting:read:livestream].',
    },
  });
});

test('the scopes of tokens that exist can be changed too, and classic scopes count', async (t) => {
  const { client, simulator, token } = await arrange(t);
  const path = '/meetings/83640019275/livestream';
  simulator.setScopes([], { existingGrants: true });
  t.match(await client.call(token, 'GET', path), { json: { code: 4711 } });
  simulator.setScopes(['meeting:read'], { existingGrants: true });
  t.match(await client.call(token, 'GET', path), { status: 200 });
  t.match(await client.call(token, 'PATCH', path, {}), { json: { code: 4711 } });
});

test('every documented read has the documented shape', async (t) => {
  const { client, simulator, token } = await arrange(t);
  const paths = [
    '/users/me',
    '/users/me/settings',
    '/users/me/settings?custom_query_fields=allow_live_streaming',
  ];
  for (const kind of ['meetings', 'webinars'] as const) {
    paths.push(`/users/me/${kind}`, `/users/me/${kind}?type=upcoming`);
    for (const meeting of simulator.state[kind].values()) {
      if (meeting.hostId === events.id)
        paths.push(`/${kind}/${meeting.id}`, `/${kind}/${meeting.id}/livestream`);
    }
  }
  for (const path of paths) t.match(await client.call(token, 'GET', path), { status: 200 }, path);
});

test('settings are filtered by custom_query_fields and follow the features', async (t) => {
  const { client, simulator, token } = await arrange(t);
  const path = '/users/me/settings?custom_query_fields=allow_live_streaming,custom_live_streaming_service';
  t.same((await client.call(token, 'GET', path)).json, {
    in_meeting: { allow_live_streaming: true, custom_live_streaming_service: true },
  });
  simulator.setCustomLivestream(events.id, false);
  t.same((await client.call(token, 'GET', path)).json, {
    in_meeting: { allow_live_streaming: true, custom_live_streaming_service: false },
  });
});

test('instead of "me", a user’s own ID or e-mail address is accepted, but not another user’s', async (t) => {
  const { client, token } = await arrange(t);
  for (const path of ['', '/meetings', '/webinars', '/settings']) {
    const url = client.simulator.url;
    for (const self of [events.id, client.simulator.state.users.get(events.id)?.email ?? '']) {
      const response = await fetch(`${url}/v2/users/${encodeURIComponent(self)}${path}`, {
        headers: { authorization: `Bearer ${String(token)}` },
      });
      t.equal(response.status, 200);
    }
    const result = await client.call(token, 'GET', `/users/${training.id}${path}`);
    t.match(result, { status: 404, json: { code: 1001 } });
  }
});

test('ids beyond 2^53 are written as numbers, digit for digit', async (t) => {
  const { client, token } = await arrange(t);
  t.match((await client.call(token, 'GET', '/meetings/9007199254740993')).text, '"id":9007199254740993,');
  t.match((await client.call(token, 'GET', '/users/me/meetings')).text, '"id":9007199254740993,');
  t.match((await client.call(token, 'GET', '/users/me/webinars')).text, '"id":9007199254740995,');
});

test('a meeting of another user does not exist, or is not in the account', async (t) => {
  const { client, simulator, token } = await arrange(t);
  const path = '/meetings/91847720365/livestream';
  t.match(await client.call(token, 'GET', path), { status: 404, json: { code: 3001 } });
  simulator.state.settings.othersMeeting = 'not-in-account';
  t.match(await client.call(token, 'GET', path), { status: 400, json: { code: 1010 } });
});

test('every response of the API has a tracking ID, and an unknown endpoint is a 404 with code 2300', async (t) => {
  const { client, token } = await arrange(t);
  client.simulator.addFault({ kind: 'answer-after-work', status: 502, path: '/v2/users/me', skip: 1 });
  const headers = { authorization: `Bearer ${String(token)}` };
  for (const [path, status] of [
    ['/users/me', 200],
    ['/users/me', 502],
    ['/meetings/1', 404],
    ['/nonsense', 404],
    ['/meetings/1/livestream/nonsense', 404],
  ] as const) {
    const response = await fetch(`${client.simulator.apiUrl}${path}`, { headers });
    t.equal(response.status, status, path);
    t.match(response.headers.get('x-zm-trackingid'), /rid=WEB_[0-9a-f]{32}/, path);
    if (path.includes('nonsense')) t.match(await response.json(), { code: 2300 });
  }
});
