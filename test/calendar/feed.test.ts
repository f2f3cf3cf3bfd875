import ICAL from 'ical.js';
import t from 'tap';
import { startApp } from '../helpers/app.ts';
import type { Client } from '../helpers/client.ts';
import { addHosted, apiCalls, CONFIGURED, changeRows, HOST } from '../helpers/zoom-host.ts';

const uplink = await startApp(t, { env: { RATE_LIMIT_ADDRESS_PER_MINUTE: '1000' } });
const { simulator } = uplink;
const host = await uplink.signIn(HOST);
const reader = uplink.client();
const inOneDay = new Date(Date.now() + 86_400_000).toISOString().replace(/\.\d+Z$/, 'Z');

t.beforeEach(async () => {
  simulator.clearFaults();
  await host.request('DELETE', '/api/calendar');
  simulator.clearRequests();
});

async function create(client: Client): Promise<string> {
  const { status, json } = await client.post('/api/calendar');
  if (status !== 201) throw new Error(`status ${status}`);
  return new URL(json.url).pathname;
}

/** The events of a feed, by an independent parser. */
async function eventsAt(path: string) {
  const { status, text } = await reader.get(path);
  if (status !== 200) throw new Error(`status ${status}: ${text}`);
  return eventsOf(text);
}

function eventsOf(text: string) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  return calendar.getAllSubcomponents('vevent').map((component) => ({
    uid: String(component.getFirstPropertyValue('uid')),
    summary: component.getFirstPropertyValue('summary'),
    description: component.getFirstPropertyValue('description'),
    url: component.getFirstPropertyValue('url'),
    location: component.getFirstPropertyValue('location'),
    start: new Date(new ICAL.Event(component).startDate.toJSDate()).toISOString(),
    end: new Date(new ICAL.Event(component).endDate.toJSDate()).toISOString(),
  }));
}

/** As if the last call to Zoom and all cached lists were `minutes` older. */
async function age(minutes: number): Promise<void> {
  const older = `- interval '${minutes} minutes'`;
  await changeRows(
    uplink,
    HOST,
    `update listing_page set fetched_at = fetched_at ${older} where user_id = $1`,
  );
  await changeRows(
    uplink,
    HOST,
    `update calendar_feed set checked_at = checked_at ${older} where user_id = $1`,
  );
}

const listCalls = () => apiCalls(simulator, { path: /\/users\/me\/(meetings|webinars)/ }).length;

t.test('the feed is created, replaced and revoked, and its URL is returned only once', async (t) => {
  t.strictSame((await host.get('/api/calendar')).json, { active: false, created_at: null });
  const created = await host.post('/api/calendar');
  t.match(created, { status: 201, json: { active: true, created_at: /Z$/ } });
  t.match(created.json.url, new RegExp(`^${uplink.url}/calendar/[A-Za-z0-9_-]{43}\\.ics$`));
  t.strictSame((await host.get('/api/calendar')).json, {
    active: true,
    created_at: created.json.created_at,
  });
  const first = new URL(created.json.url).pathname;
  t.equal((await reader.get(first)).status, 200);

  const second = await create(host);
  t.not(second, first);
  t.equal((await reader.get(first)).status, 404, 'the previous URL no longer works');
  t.equal((await reader.get(second)).status, 200);

  t.equal((await host.request('DELETE', '/api/calendar')).status, 204);
  t.equal((await host.request('DELETE', '/api/calendar')).status, 204, 'idempotent');
  t.match(await reader.get(second), { status: 404, json: { code: 'not_found' } });
});

t.test('only meetings and webinars with a livestream are listed, and never a stream key', async (t) => {
  const { id, path } = addHosted(simulator, 'meetings', {
    topic: 'Q&A; with, commas\\ and "quotes" 🎥 — ещё',
    startTime: inOneDay,
    duration: 45,
  });
  const webinar = addHosted(simulator, 'webinars', { topic: 'Launch', startTime: inOneDay });
  const without = simulator.addMeeting({ hostId: HOST, topic: 'No livestream', startTime: inOneDay });
  for (const each of [path, webinar.path, `/api/meetings/${without.id}/livestream`]) await host.get(each);
  await host.get('/api/meetings', { 'cache-control': 'no-cache' });
  await host.get('/api/webinars', { 'cache-control': 'no-cache' });

  const feed = await create(host);
  const response = await reader.get(feed);
  t.equal(response.headers['content-type'], 'text/calendar; charset=utf-8');
  t.notOk(response.text.includes(CONFIGURED.stream_key));
  t.notOk(response.text.includes(CONFIGURED.stream_url));
  t.ok(
    response.text.split('\r\n').every((line) => Buffer.byteLength(line) <= 75),
    'lines are folded at 75 bytes',
  );
  const events = eventsOf(response.text);
  const start = new Date(inOneDay);
  const uplinkUrl = `${uplink.url}/meetings/${id}`;
  t.strictSame(
    events.find(({ uid }) => uid.startsWith(`meeting-${id}-`)),
    {
      uid: `meeting-${id}-${start.getTime()}@${new URL(uplink.url).host}`,
      summary: 'Q&A; with, commas\\ and "quotes" 🎥 — ещё',
      description: `Watch: ${CONFIGURED.page_url}\nManage: ${uplinkUrl}`,
      url: uplinkUrl,
      location: CONFIGURED.page_url,
      start: start.toISOString(),
      end: new Date(start.getTime() + 45 * 60_000).toISOString(),
    },
  );
  t.ok(events.some(({ uid }) => uid.startsWith(`webinar-${webinar.id}-`)));
  t.notOk(events.some(({ summary }) => summary === 'No livestream'));
});

t.test('every occurrence of a series has its own event', async (t) => {
  const { id, path } = addHosted(simulator, 'meetings', { topic: 'Weekly', startTime: inOneDay });
  await host.get(path);
  const feed = await create(host);
  const list = {
    meetings: [0, 7].map((days) => ({
      ...{ id, topic: 'Weekly', type: 8, duration: 30, timezone: 'UTC' },
      startTime: new Date(Date.parse(inOneDay) + days * 86_400_000).toISOString(),
    })),
    next_page_token: '',
  };
  await age(20);
  simulator.addFault({
    kind: 'answer',
    path: /\/users\/me\/(meetings|webinars)/,
    times: 2,
    status: 200,
    body: { ...list, meetings: list.meetings.map(inZoomNames), webinars: [] },
  });
  await eventsAt(feed);
  await age(20);
  const events = (await eventsAt(feed)).filter(({ uid }) => uid.startsWith(`meeting-${id}-`));
  t.equal(new Set(events.map(({ uid }) => uid)).size, 2);
});

const inZoomNames = ({ startTime, ...meeting }: { startTime: string }) => ({
  ...meeting,
  start_time: startTime,
});

t.test('a feed makes one call to Zoom in 15 minutes, and alternates between both kinds', async (t) => {
  await changeRows(uplink, HOST, 'delete from listing_page where user_id = $1');
  const feed = await create(host);
  simulator.clearRequests();
  for (let n = 0; n < 5; n += 1) await reader.get(feed);
  await Promise.all(Array.from({ length: 10 }, () => reader.get(feed)));
  t.equal(listCalls(), 1);
  await age(16);
  await Promise.all(Array.from({ length: 10 }, () => reader.get(feed)));
  const paths = apiCalls(simulator).map(({ path }) => path.split('?')[0]);
  t.strictSame(paths.sort(), ['/v2/users/me/meetings', '/v2/users/me/webinars']);
});

t.test('lists that the app has just fetched are used without a call', async (t) => {
  await host.get('/api/meetings', { 'cache-control': 'no-cache' });
  await host.get('/api/webinars', { 'cache-control': 'no-cache' });
  const feed = await create(host);
  simulator.clearRequests();
  t.ok(await eventsAt(feed));
  t.equal(apiCalls(simulator).length, 0);
});

t.test('if Zoom fails, the feed has the meetings of the last list', async (t) => {
  const { id, path } = addHosted(simulator, 'meetings', { topic: 'Kept', startTime: inOneDay });
  await host.get(path);
  await changeRows(uplink, HOST, 'delete from listing_page where user_id = $1');
  const feed = await create(host);
  t.ok((await eventsAt(feed)).some(({ uid }) => uid.startsWith(`meeting-${id}-`)));
  simulator.addFault({ kind: 'answer', path: /\/users\/me\//, times: Infinity, status: 500, body: {} });
  for (let n = 0; n < 2; n += 1) {
    await age(20);
    t.ok((await eventsAt(feed)).some(({ uid }) => uid.startsWith(`meeting-${id}-`)));
  }
});

t.test('an unchanged feed has the same entity tag, and a conditional request returns 304', async (t) => {
  const feed = await create(host);
  await reader.get(feed);
  const { headers } = await reader.get(feed);
  t.equal(headers['cache-control'], 'private, no-cache');
  t.equal((await reader.get(feed, { 'if-none-match': String(headers.etag) })).status, 304);
});

t.test('the token is in no log line, and only its hash is stored', async (t) => {
  const feed = await create(host);
  const token = feed.replace('/calendar/', '').replace('.ics', '');
  await reader.get(feed);
  await reader.get(`/calendar/${token}.txt`);
  t.notOk(uplink.logs.some((line) => line.includes(token)));
  const { rows } = await uplink.database.pool.query('select * from calendar_feed');
  t.equal(rows.length, 1);
  t.notOk(JSON.stringify(rows).includes(token));
});

for (const path of ['/calendar/x.ics', '/calendar/', `/calendar/${'a'.repeat(43)}.ics`, '/calendar/%00.ics'])
  t.test(`${path} is not found`, async (t) => {
    t.match(await reader.get(path), { status: 404, json: { code: 'not_found' } });
  });

t.test('another instance stops serving a revoked feed', async (t) => {
  const other = await startApp(t, { sharedWith: uplink });
  const feed = await create(host);
  const elsewhere = other.client();
  t.equal((await elsewhere.get(feed)).status, 200);
  await host.request('DELETE', '/api/calendar');
  t.equal((await elsewhere.get(feed)).status, 404);
});

t.test('a feed needs a session to be created, and ends with the installation', async (t) => {
  t.match(await reader.post('/api/calendar'), { status: 401, json: { code: 'not_signed_in' } });
  const feed = await create(host);
  t.match((await host.get('/api/me/export')).json.calendar_feeds, [{ created_at: /Z$/ }]);
  await changeRows(uplink, HOST, `update installation set status = 'reconnect_required' where user_id = $1`);
  t.match(await reader.get(feed), { status: 403, json: { code: 'reconnect_required' } });
  await changeRows(uplink, HOST, `update installation set status = 'connected' where user_id = $1`);
  t.equal((await host.request('DELETE', '/api/me')).status, 204);
  t.equal((await reader.get(feed)).status, 404);
});
