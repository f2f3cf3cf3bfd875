import t from 'tap';
import { startApp } from '../helpers/app.ts';
import { addHosted, apiCalls, COLLEAGUE, HOST, KINDS } from '../helpers/zoom-host.ts';
import { SAVED, save } from './saved.ts';

const uplink = await startApp(t, { env: { ZOOM_LIGHT_PER_SECOND: '1000', ZOOM_MEDIUM_PER_SECOND: '1000' } });
const { simulator } = uplink;
const host = await uplink.signIn(HOST);
const colleague = await uplink.signIn(COLLEAGUE);

const DAY = 86_400_000;
/** One fixed day, in case the tests run across midnight. */
const day = Math.ceil(Date.now() / DAY) * DAY + DAY;
const at = (minutes: number) => new Date(day + minutes * 60_000).toISOString().replace('.000', '');
let keys = 0;
const newKey = () => `canary-shared-key-${String(keys++).padStart(4, '0')}`;
const streaming = (streamKey: string) => ({
  stream_url: 'rtmp://ingest.example/live',
  stream_key: streamKey,
  page_url: 'https://watch.example/here',
});

/** A one-hour meeting or webinar with this key, whose livestream is cached. */
async function withKey(streamKey: string, given: Parameters<typeof addHosted>[2] = {}, kind = KINDS[0]) {
  const meeting = addHosted(simulator, kind, {
    livestream: streaming(streamKey),
    duration: 60,
    type: 2,
    ...given,
  });
  const owner = given.hostId === COLLEAGUE ? colleague : host;
  await owner.get(meeting.path);
  return meeting;
}
const list = async (client = host) => {
  for (const kind of KINDS) await client.get(`/api/${kind}`, { 'cache-control': 'no-cache' });
};
const check = (path: string, body: unknown, client = host) => client.post(`${path}/check`, { body });
const idsOf = (meetings: { meeting_id: string }[]) => meetings.map(({ meeting_id }) => meeting_id);
const sameKey = async (path: string, streamKey: string) =>
  (await check(path, { stream_key: streamKey })).json.same_key;

t.test('a unique key has no warning', async (t) => {
  const { path } = await withKey(newKey());
  const { status, json } = await check(path, { stream_key: newKey() });
  t.strictSame(
    [status, json],
    [200, { warnings: [], missing: [], same_key: { meetings: [], destinations: [] } }],
  );
});

for (const kind of KINDS) {
  t.test(
    `the same key in one of the ${kind} at the same time is reported with its topic and time`,
    async (t) => {
      const key = newKey();
      const { id } = await withKey(key, { topic: 'Town hall', startTime: at(0) }, kind);
      const other = await withKey(newKey(), { startTime: at(30) });
      await list();
      t.strictSame((await sameKey(other.path, key)).meetings, [
        { kind, meeting_id: id, topic: 'Town hall', start_time: at(0), overlaps: true },
      ]);
    },
  );
}

const distances: Record<string, [minutes: number, overlaps: boolean]> = {
  'the same hour': [0, true],
  'an end 14 minutes before the start': [74, true],
  'an end 15 minutes before the start': [75, false],
  'a start 14 minutes after the end': [-74, true],
  'another day': [24 * 60, false],
};
for (const [what, [minutes, overlaps]] of Object.entries(distances)) {
  t.test(`${what} is ${overlaps ? 'an overlap' : 'no overlap'}`, async (t) => {
    const key = newKey();
    const { id } = await withKey(key, { startTime: at(0) });
    const other = await withKey(newKey(), { startTime: at(minutes) });
    await list();
    t.match(await sameKey(other.path, key), { meetings: [{ meeting_id: id, overlaps }] });
  });
}

t.test(
  'overlaps are unknown for a series without times and for a meeting that was never listed',
  async (t) => {
    const key = newKey();
    const series = await withKey(key, { type: 3, topic: 'Any time' });
    delete series.meeting.startTime;
    const other = await withKey(newKey(), { startTime: at(0) });
    await list();
    t.match(await sameKey(other.path, key), {
      meetings: [{ meeting_id: series.id, start_time: null, overlaps: null }],
    });
    const unlisted = await withKey(key, { startTime: at(0) });
    t.match(
      (await sameKey(other.path, key)).meetings.find(
        ({ meeting_id }: { meeting_id: string }) => meeting_id === unlisted.id,
      ),
      { topic: '', start_time: null, overlaps: null },
    );
  },
);

t.test('overlapping meetings come first', async (t) => {
  const key = newKey();
  await withKey(key, { startTime: at(24 * 60) });
  await withKey(key, { type: 3 });
  await withKey(key, { startTime: at(0) });
  const other = await withKey(newKey(), { startTime: at(0) });
  await list();
  const { meetings } = await sameKey(other.path, key);
  t.strictSame(
    meetings.map(({ overlaps }: { overlaps: boolean | null }) => overlaps),
    [true, null, false],
  );
});

t.test('the meeting itself is not reported, with a new key or the current one', async (t) => {
  const key = newKey();
  const mine = await withKey(key, { startTime: at(0) });
  const other = await withKey(key, { startTime: at(0) });
  for (const body of [{ stream_key: key }, { resolution: '720p' }])
    t.strictSame(idsOf((await check(mine.path, body)).json.same_key.meetings), [other.id]);
  t.strictSame((await sameKey(mine.path, newKey())).meetings, []);
});

t.test('other destinations with the same key are reported, but not the applied one', async (t) => {
  const mine = await withKey(newKey());
  const savedKey = newKey();
  const saved = await save(host, { stream_key: savedKey });
  const again = await save(host, { name: 'Again' });
  await save(host, { stream_key: newKey() });
  const key = SAVED.stream_key;
  t.strictSame((await sameKey(mine.path, key)).destinations, [{ id: again.id, name: 'Again' }]);
  const twin = await save(host, { name: 'Twin', stream_key: savedKey });
  const applied = await check(mine.path, { destination_id: saved.id });
  t.strictSame(applied.json.same_key.destinations, [{ id: twin.id, name: 'Twin' }]);
});

t.test('meetings of another user with the same key are never reported', async (t) => {
  const key = newKey();
  await withKey(key, { hostId: COLLEAGUE, startTime: at(0), topic: 'Secret' });
  await save(colleague, { stream_key: key });
  await list(colleague);
  const other = await withKey(newKey(), { startTime: at(0) });
  t.strictSame(await sameKey(other.path, key), { meetings: [], destinations: [] });
  const theirs = await withKey(newKey(), { hostId: COLLEAGUE });
  t.match(await check(theirs.path, { stream_key: key }), {
    status: 404,
    json: { code: 'meeting_not_found' },
  });
});

for (const kind of KINDS) {
  t.test(`the check of ${kind} without a livestream names the missing fields`, async (t) => {
    const { path } = addHosted(simulator, kind, { livestream: undefined as never });
    t.match((await check(path, { stream_key: newKey() })).json.missing, ['stream_url', 'page_url']);
    t.strictSame((await check(path, streaming(newKey()))).json.missing, []);
  });
}

t.test('likely mistakes in the resulting settings are warnings', async (t) => {
  const { path } = await withKey(newKey());
  const { json } = await check(path, { stream_url: 'rtmp://a.rtmp.youtube.com/live2', stream_key: 'abc' });
  t.match(json.warnings, [
    { field: 'stream_url', code: 'insecure_scheme', suggestion: 'rtmps://a.rtmps.youtube.com/live2' },
    { field: 'stream_key', code: 'key_is_short' },
  ]);
});

t.test('a check changes nothing in Zoom and fetches only the livestream', async (t) => {
  const { path, atZoom } = await withKey(newKey());
  const before = { ...atZoom() };
  simulator.clearRequests();
  await check(path, { stream_key: newKey() });
  t.strictSame(atZoom(), before);
  t.equal(apiCalls(simulator).length, 0, 'a fresh cached value is used');
});

t.test('if Zoom is unreachable, only the changes are checked', async (t) => {
  const key = newKey();
  const { id } = await withKey(key);
  const { path, zoomPath } = addHosted(simulator, 'meetings', { livestream: undefined as never });
  simulator.addFault({ kind: 'answer', status: 503, method: 'GET', path: zoomPath, times: 20 });
  t.teardown(() => simulator.clearFaults());
  t.equal((await host.get(path)).status, 502, 'reading fails');
  const { status, json } = await check(path, { stream_key: key });
  t.strictSame([status, json.missing, idsOf(json.same_key.meetings)], [200, [], [id]]);
});

t.test('the body is validated like a change', async (t) => {
  const { path } = await withKey(newKey());
  for (const body of [
    {},
    { stream_key: '' },
    { stream_url: 'file:///x' },
    { other: 1 },
    { destination_id: 'x' },
  ])
    t.match(
      await check(path, body),
      { status: 400, json: { code: 'invalid_request' } },
      JSON.stringify(body),
    );
  t.match(await check('/api/meetings/123/livestream', { resolution: '720p' }), {
    status: 400,
    json: { code: 'invalid_meeting_id' },
  });
});
