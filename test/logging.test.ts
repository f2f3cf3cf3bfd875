import { type Test, test } from 'tap';
import { seededUsers } from '../tools/zoom-simulator/simulator.ts';
import { CLIENT, type RunningApp, startApp } from './helpers/app.ts';
import { findSecrets, type Journey, recordJourney, secretsSentToZoom } from './helpers/canaries.ts';
import { rawRequest, sendRaw } from './helpers/raw-http.ts';

const { events, training, council } = seededUsers;
const NAME = 'uplink-session';
const KEY = 'stream-key-canary-0123456789';
const NEW_KEY = 'stream-key-canary-changed-98765';
const BODY_CANARY = 'body-canary-0123456789';
const HEADER_CANARY = 'header-canary-0123456789';
const URL_CANARY = 'url-canary-0123456789';
const CONFIGURATION = {
  stream_url: 'rtmp://stream-address-canary.example/live',
  stream_key: KEY,
  page_url: 'https://page-address-canary.example/watch',
};

/** Runs all features of the product, including their errors. */
async function travel(app: RunningApp, journey: Journey): Promise<{ meetingIds: string[] }> {
  const { simulator } = app;
  const meetings = [events, training].map(({ id: hostId }) =>
    simulator.addMeeting({ hostId, livestream: { ...CONFIGURATION } }),
  );
  const meetingIds = meetings.map(({ id }) => id);
  const [id = ''] = meetingIds;
  const path = `/api/meetings/${id}/livestream`;
  const begin = () => journey.watch(app.client());

  // Sign-in, and its errors.
  const client = begin();
  await client.signIn(events.id, '/meetings');
  const someUser = begin();
  await someUser.get(await client.authorize(events.id));
  const declined = await someUser.get('/install');
  await someUser.get(await simulator.decline(String(declined.headers.location)));
  await someUser.get(await simulator.marketplaceAdd(council.id));
  await someUser.get(`/oauth/callback?error=access_denied&error_description=${URL_CANARY}`);
  await someUser.get(`/oauth/callback%zz?code=${URL_CANARY}&state=${URL_CANARY}`);
  for (const rule of [
    { kind: 'answer', status: 500, body: BODY_CANARY },
    { kind: 'answer', status: 400, body: { error: 'invalid_client', reason: BODY_CANARY } },
    { kind: 'answer-after-work', status: 400, body: { error: 'invalid_grant', reason: BODY_CANARY } },
    { kind: 'reset-after-work' },
    { kind: 'truncate' },
  ] as const) {
    const callback = await someUser.authorize(council.id);
    simulator.addFault({ ...rule, path: '/oauth/token' });
    await someUser.get(callback);
  }
  const callback = await someUser.authorize(council.id);
  simulator.addFault({
    kind: 'answer',
    status: 400,
    body: { code: 4711, message: BODY_CANARY },
    path: '/v2/users/me',
  });
  await someUser.get(callback);

  // Successful and failed reads and updates.
  await client.get('/api/me');
  await client.get('/api/meetings');
  await client.get(`${path}?include=stream_key`);
  const { headers } = await client.get(path);
  const etag = String(headers.etag);
  await client.patch(path, { stream_key: NEW_KEY }, { 'if-match': etag });
  await client.patch(path, { stream_key: KEY }, { 'if-match': etag });
  await client.patch(path, { stream_key: KEY, [BODY_CANARY]: BODY_CANARY, page_url: 1 }, { 'if-match': '*' });
  await client.request('PATCH', path, { body: `{"stream_key":"${BODY_CANARY}` });
  await client.get(`/api/meetings/${meetingIds[1]}/livestream`);
  await client.get(`/api/${URL_CANARY}?key=${URL_CANARY}`, {
    'x-canary': HEADER_CANARY,
    authorization: HEADER_CANARY,
  });
  simulator.addFault({ kind: 'reset-after-work', method: 'PATCH' });
  await client.patch(path, { stream_key: KEY }, { 'if-match': '*' });
  for (const rule of [
    { kind: 'answer', status: 500, body: BODY_CANARY },
    { kind: 'answer', status: 400, body: { code: 9999, message: BODY_CANARY } },
    { kind: 'truncate' },
    { kind: 'rate-limit' },
  ] as const) {
    simulator.addFault({ ...rule, path: /\/livestream$/ });
    await client.request('GET', path, { headers: { 'cache-control': 'no-cache' } });
  }

  // Expired tokens and revoked grants.
  for (let round = 0; round < 2; round += 1) {
    simulator.expireAccessTokens();
    await client.request('GET', path, { headers: { 'cache-control': 'no-cache' } });
  }
  simulator.addFault({
    kind: 'answer',
    status: 400,
    body: { error: 'odd', reason: BODY_CANARY },
    path: '/oauth/token',
  });
  simulator.expireAccessTokens();
  await client.get('/api/meetings?type=live');
  simulator.revokeGrant(events.id);
  await client.get('/api/webinars');
  await client.signIn(events.id);

  // Invalid requests, a failing database, and the shutdown.
  await sendRaw(app.url, rawRequest([`GET /${URL_CANARY} HTTP/1.1`, 'Host: a', `X: ${HEADER_CANARY}\u0000`]));
  await sendRaw(
    app.url,
    rawRequest([`GET /%${URL_CANARY} HTTP/1.1`, 'Host: a', 'Host: b', 'Connection: close']),
  );
  await app.database.pool.query('alter table listing_page rename to elsewhere');
  await client.get('/api/meetings?type=previous');
  await app.database.pool.query('alter table elsewhere rename to listing_page');
  const cookie = { cookie: `${NAME}=${HEADER_CANARY}` };
  await app.client().request('GET', '/api/me', { headers: cookie });
  await client.post('/logout/everywhere');
  return { meetingIds };
}

test('during a complete user journey at the most verbose log level', async (t) => {
  const app = await startApp(t);
  t.equal(app.config.logLevel, 'trace');
  const journey = recordJourney();
  const { meetingIds } = await travel(app, journey);
  const log = app.logs.join('');
  const tokens = secretsSentToZoom(app);
  const { encryptionKeys, sessionSecret } = app.config;
  const ours = [
    CLIENT.clientSecret,
    CLIENT.webhookSecretToken,
    Buffer.from(`${CLIENT.clientId}:${CLIENT.clientSecret}`).toString('base64'),
    sessionSecret.reveal().toString('base64'),
    ...encryptionKeys.map(({ secret }) => secret.reveal().toString('base64')),
    new URL(app.databaseUrl).password,
  ];

  t.test('the journey uses secrets and writes a log', async (t) => {
    sawEverything(t, app, journey, tokens);
  });

  t.test('the log contains no token, code, state, verifier, cookie or secret', async (t) => {
    t.same(findSecrets([...tokens, ...ours], log), []);
    t.same(findSecrets(journey.browserSecrets, log), []);
    t.notMatch(log, /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{10,}/, 'nothing of the form of a token');
  });

  t.test('the log contains no stream key and no stream URL', async (t) => {
    t.same(findSecrets([KEY, NEW_KEY], log), []);
    t.notMatch(log, /address-canary/);
  });

  t.test('the log contains nothing from a body, a header, a URL or a response of Zoom', async (t) => {
    t.same(findSecrets([BODY_CANARY, HEADER_CANARY, URL_CANARY], log), []);
  });

  t.test('the log identifies no person and no meeting', async (t) => {
    const people = [events, training, council].flatMap(({ id, email, displayName }) => [
      id,
      email,
      displayName,
    ]);
    t.same(findSecrets([...people, ...meetingIds], log), []);
  });

  t.test('no response to a browser contains a token, a verifier or a secret', async (t) => {
    const all = journey.responses.map(({ text, headers }) => text + JSON.stringify(headers)).join('\n');
    const stored = [...tokens].filter((token) => !journey.browserSecrets.has(token));
    t.same(findSecrets([...stored, ...ours], all), []);
    // A JWT, not the same letters within a random value.
    t.notMatch(all, /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{10,}/);
  });

  t.test('every line names the route of the request, never its URL', async (t) => {
    const lines = app.logs.map((line) => JSON.parse(line) as { req?: { method: string; route: string } });
    const routes = new Set(lines.flatMap(({ req }) => (req ? [req.route] : [])));
    t.ok(routes.has('/api/meetings/:id/livestream') && routes.has('/oauth/callback') && routes.has('none'));
    for (const route of routes) t.match(route, /^(none|\/[a-z/:.-]*\*?)$/);
  });
});

/** Verifies the test itself: without these values, its assertions would be meaningless. */
function sawEverything(
  t: Test,
  app: RunningApp,
  { responses, browserSecrets }: Journey,
  tokens: Set<string>,
): void {
  const bodies = app.simulator
    .requests({ path: '/oauth/token' })
    .map(({ body }) => body as { grant_type?: string });
  t.ok(bodies.some(({ grant_type }) => grant_type === 'refresh_token'));
  t.ok(tokens.size > 15 && browserSecrets.size > 15, `${tokens.size} and ${browserSecrets.size} secrets`);
  const statuses = new Set(responses.map(({ status }) => status));
  for (const status of [200, 204, 302, 303, 400, 403, 404, 412, 500, 502, 503, 504])
    t.ok(statuses.has(status), `a ${status}`);
  t.ok(
    responses.some(({ text }) => text.includes(KEY)),
    'a stream key was shown to whom it belongs',
  );
  t.ok(app.logs.length > responses.length / 2);
}
