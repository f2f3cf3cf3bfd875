import t from 'tap';
import { startApp } from '../helpers/app.ts';
import type { Client } from '../helpers/client.ts';
import {
  addHosted,
  apiCalls,
  COLLEAGUE,
  CONFIGURED,
  HOST,
  KINDS,
  type Kind,
  STRANGER,
} from '../helpers/zoom-host.ts';

const uplink = await startApp(t, { env: { ZOOM_LIGHT_PER_SECOND: '1000', ZOOM_MEDIUM_PER_SECOND: '1000' } });
const { simulator } = uplink;
const stranger = simulator.state.users.get(STRANGER);
if (stranger) Object.assign(stranger.features, { customLivestream: true, webinarCustomLivestream: true });
const host = await uplink.signIn(HOST);
const others: Record<string, Client> = {
  'of the same account': await uplink.signIn(COLLEAGUE),
  'of another account': await uplink.signIn(STRANGER),
};
const CHANGE = { page_url: 'https://watch.example/hijacked' };

/** Every request that a user can make about a meeting. */
function journey(kind: Kind, path: string, etag: string) {
  return [
    ['GET', path, {}],
    ['GET', `${path}?include=stream_key`, {}],
    ['GET', path, { headers: { 'cache-control': 'no-cache' } }],
    ['GET', path, { headers: { 'if-none-match': etag } }],
    ['GET', path, { headers: { 'if-none-match': '*' } }],
    ['HEAD', path, {}],
    ['PATCH', path, { body: CHANGE }],
    ['PATCH', path, { body: CHANGE, headers: { 'if-match': etag } }],
    ['PATCH', path, { body: CHANGE, headers: { 'if-match': '*' } }],
    ['GET', `/api/${kind}`, {}],
    ['GET', `/api/${kind}?type=scheduled`, { headers: { 'cache-control': 'no-cache' } }],
    ['GET', '/api/me', {}],
  ] as const;
}

for (const kind of KINDS) {
  for (const [who, other] of Object.entries(others)) {
    t.test(`a user ${who} can neither see nor change another user’s ${kind}`, async (t) => {
      const { id, path, atZoom } = addHosted(simulator, kind, { topic: 'canary-topic-of-the-host' });
      const etag = String((await host.get(path)).headers.etag);
      await host.get(`/api/${kind}`, { 'cache-control': 'no-cache' });
      const unknown = await other.get(`/api/${kind}/80000000001/livestream`);
      for (const [method, address, options] of journey(kind, path, etag)) {
        const response = await other.request(method, address, options);
        const isTheirMeeting = address.startsWith(path);
        t.equal(response.status, isTheirMeeting ? 404 : 200, `${method} ${address}`);
        t.notMatch(response.text, /canary|hijacked/);
        t.notMatch(response.text, new RegExp(`"${id}"|${HOST}|events@`));
        t.not(response.headers.etag, etag);
        if (isTheirMeeting && method !== 'HEAD') {
          const { request_id: _one, zoom: _zoom, ...reported } = response.json;
          const { request_id: _other, zoom: _unknown, ...reportedUnknown } = unknown.json;
          t.strictSame(
            reported,
            reportedUnknown,
            'and the response is that for a meeting that does not exist',
          );
        }
      }
      t.strictSame(atZoom(), CONFIGURED);
      t.match(await host.get(path), { status: 200, headers: { etag } });
    });
  }
}

t.test('one user’s cached livestream is not returned to another, even if Zoom allows both', async (t) => {
  const { path, meeting } = addHosted(simulator);
  await host.get(path);
  const colleague = others['of the same account'] as Client;
  // The meeting is transferred, and its settings now belong to the new host.
  meeting.hostId = COLLEAGUE;
  meeting.livestream = { ...CONFIGURED, stream_key: 'canary-of-the-colleague' };
  simulator.clearRequests();
  const theirs = await colleague.get(`${path}?include=stream_key`);
  t.match(theirs.json, { stream_key: 'canary-of-the-colleague', source: 'zoom' });
  t.equal(apiCalls(simulator, { user: COLLEAGUE }).length, 1);
  const mine = await host.get(`${path}?include=stream_key`);
  t.match(
    mine.json,
    { stream_key: CONFIGURED.stream_key, source: 'cache' },
    'each user has their own cached value',
  );
  t.match(await host.get(path, { 'cache-control': 'no-cache' }), { status: 404 });
  t.match(await host.get(path), { status: 404 });
  t.match((await colleague.get(path)).json, { source: 'cache' });
});

t.test('an ID that is both a meeting’s and a webinar’s has two cache entries', async (t) => {
  const id = '70111222333';
  const pages = { meetings: 'https://watch.example/meeting', webinars: 'https://watch.example/webinar' };
  const both = KINDS.map((kind) =>
    addHosted(simulator, kind, { id, livestream: { ...CONFIGURED, page_url: pages[kind] } }),
  );
  for (const source of ['zoom', 'cache']) {
    for (const { path, meeting } of both) {
      t.match((await host.get(path)).json, { page_url: pages[meeting.kind], source });
    }
  }
  const [meeting, webinar] = both;
  const tags = await Promise.all(both.map(async ({ path }) => String((await host.get(path)).headers.etag)));
  t.not(tags[0], tags[1]);
  const crossed = await host.patch(meeting?.path ?? '', CHANGE, { 'if-match': tags[1] ?? '' });
  t.equal(crossed.status, 412);
  t.equal((await host.patch(meeting?.path ?? '', CHANGE, { 'if-match': tags[0] ?? '' })).status, 200);
  t.match((await host.get(webinar?.path ?? '')).json, { page_url: pages.webinars });
  t.equal(webinar?.atZoom()?.page_url, pages.webinars);
});

t.test('when one user’s connection ends, another’s continues', async (t) => {
  const { path } = addHosted(simulator);
  const colleague = others['of the same account'] as Client;
  simulator.revokeGrant(COLLEAGUE);
  t.match(await colleague.get('/api/meetings', { 'cache-control': 'no-cache' }), { status: 403 });
  t.equal((await host.get(path)).status, 200);
  t.match((await host.get('/api/me')).json.connection, { status: 'connected' });
});

t.test('of two users in one browser, the second sees nothing of the first', async (t) => {
  const { id, path } = addHosted(simulator);
  const browser = await uplink.signIn(HOST);
  await browser.get(path);
  const before = browser.cookieHeader();
  await browser.signIn(STRANGER);
  t.equal((await browser.get(path)).status, 404);
  t.notMatch((await browser.get('/api/meetings')).text, id);
  t.match((await browser.get('/api/me')).json.user, { id: STRANGER });
  const late = await browser.request('GET', path, { headers: { cookie: before } });
  t.equal(late.status, 401, 'the session of the first user has ended');
});
