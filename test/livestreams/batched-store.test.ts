import t from 'tap';
import { createDataKey } from '../../src/crypto/data-key.ts';
import { readState } from '../../src/livestreams/cache-reads.ts';
import { decryptRow, type Row } from '../../src/livestreams/cached-row.ts';
import { confirmCached, insertCached } from '../../src/livestreams/store-found-values.ts';
import { fillCached, markDirty } from '../../src/webhooks/livestream-store.ts';
import { startApp } from '../helpers/app.ts';
import { lockRows } from '../helpers/database-locks.ts';
import { addHosted, apiCalls, HOST, notificationsReceived, startWithHost } from '../helpers/zoom-host.ts';

const { uplink, simulator, host } = await startWithHost(t, { env: { LIVESTREAM_FRESH_SECONDS: '0' } });
const { sql, pool } = uplink.database;
const user = { userId: HOST, dataKey: createDataKey() };
const CONFIGURATION = { streamUrl: 'rtmp://a.example/live', streamKey: 'key', pageUrl: '', resolution: null };

/** A livestream whose first value was stored ten minutes ago, and its row. */
async function cached() {
  const meeting = { kind: 'meeting' as const, id: addHosted(simulator).id };
  await insertFirst(meeting, 600_000);
  return { meeting, row: await rowOf(meeting) };
}

type Meeting = Parameters<typeof insertCached>[1][number]['meeting'];

async function insertFirst(meeting: Meeting, ageMs: number) {
  const { fence } = await readState(sql, HOST, meeting);
  return insertCached(sql, [
    { user, meeting, fence: { ...fence, version: 0n }, configuration: CONFIGURATION, ageMs },
  ]);
}

async function rowOf(meeting: Meeting): Promise<Row> {
  const { row } = await readState(sql, HOST, meeting);
  if (row === undefined) throw new Error('no row');
  return row;
}

t.test('confirmed rows become younger together, and nothing else about them changes', async (t) => {
  const livestreams = [await cached(), await cached()];
  const stored = await confirmCached(
    sql,
    livestreams.map((each) => ({ ...each, user, ageMs: 1_000 })),
  );
  t.equal(stored.size, 2);
  for (const { meeting, row } of livestreams) {
    const { ageMs, fetchedAt, ...rest } = await rowOf(meeting);
    t.ok(Number(ageMs) < 600_000);
    t.ok(Number(fetchedAt) > Number(row.fetchedAt));
    t.match(rest, { version: row.version, configuration: row.configuration, dirty: false });
  }
});

t.test('a value that Zoom returned before a webhook reported a change does not count as fresh', async (t) => {
  const { meeting, row } = await cached();
  await markDirty(sql, [{ userId: HOST, meeting, at: Date.now() }]);
  t.equal((await confirmCached(sql, [{ user, meeting, row, ageMs: 0 }])).size, 0);
  t.match(await rowOf(meeting), { dirty: true, fetchedAt: row.fetchedAt });
});

t.test(
  'a webhook with a configuration during the call to Zoom leaves a row that is fetched again',
  async (t) => {
    const { meeting, row } = await cached();
    const configuration = { ...CONFIGURATION, pageUrl: 'https://watch.example/b', resolution: '720p' };
    await fillCached(sql, [{ userId: HOST, user, meeting, configuration, at: Date.now() }]);
    t.match(await rowOf(meeting), { source: 'webhook', dirty: false });
    t.equal((await confirmCached(sql, [{ user, meeting, row, ageMs: 0 }])).size, 0);
    t.match(await rowOf(meeting), { source: 'webhook', dirty: true });
  },
);

t.test('a row in an update, or in doubt after it, is not confirmed and stays in doubt', async (t) => {
  for (const until of ['20 seconds', '-1 hour']) {
    const { meeting, row } = await cached();
    await pool.query(`update livestream set write_until = now() + $1::interval where meeting_id = $2`, [
      until,
      meeting.id,
    ]);
    t.equal((await confirmCached(sql, [{ user, meeting, row, ageMs: 0 }])).size, 0);
    t.match(await rowOf(meeting), { dirty: true, fetchedAt: row.fetchedAt });
  }
});

t.test('a row that another statement has locked is skipped, and does not delay the others', async (t) => {
  const [locked, free] = [await cached(), await cached()];
  const lock = 'select from livestream where meeting_id = $1 for update';
  const release = await lockRows(uplink, lock, [locked.meeting.id]);
  const stored = await confirmCached(
    sql,
    [locked, free].map((each) => ({ ...each, user, ageMs: 0 })),
  );
  t.same([...stored.keys()], [1]);
  await release();
});

t.test(
  'of two first values, the row that is left is fetched again unless they are the same call',
  async (t) => {
    const meeting = { kind: 'meeting' as const, id: addHosted(simulator).id };
    const [first] = await insertFirst(meeting, 1_000);
    t.type(first, Date);
    t.same(await insertFirst(meeting, 0), [undefined]);
    t.match(await rowOf(meeting), { version: 1n, dirty: true });
  },
);

t.test(
  'of different first values in one statement, none is fresh, and the earlier call counts',
  async (t) => {
    const changed = { ...CONFIGURATION, pageUrl: 'https://watch.example/changed' };
    const calls = [
      { configuration: CONFIGURATION, ageMs: 1_000 },
      { configuration: changed, ageMs: 0 },
    ];
    for (const values of [calls, calls.toReversed()]) {
      const meeting = { kind: 'meeting' as const, id: addHosted(simulator).id };
      const { fence } = await readState(sql, HOST, meeting);
      const stored = await insertCached(
        sql,
        values.map((value) => ({ ...value, user, meeting, fence })),
      );
      t.same(stored, [undefined, undefined]);
      const { configuration, dirty } = decryptRow(user, meeting, await rowOf(meeting));
      t.same({ configuration, dirty }, { configuration: CONFIGURATION, dirty: true });
    }
  },
);

t.test('equal first values in one statement are fresh since the later call', async (t) => {
  const meeting = { kind: 'meeting' as const, id: addHosted(simulator).id };
  const { fence } = await readState(sql, HOST, meeting);
  const [one, other] = await insertCached(
    sql,
    [0, 600_000].map((ageMs) => ({ user, meeting, fence, configuration: CONFIGURATION, ageMs })),
  );
  t.type(one, Date);
  t.same(one, other);
  const { ageMs, dirty } = await rowOf(meeting);
  t.equal(dirty, false);
  t.ok(Number(ageMs) < 600_000);
});

t.test('a first value is not stored for a user who was deleted', async (t) => {
  const meeting = { kind: 'meeting' as const, id: addHosted(simulator).id };
  const { fence } = await readState(sql, 'unknown', meeting);
  const value = {
    user: { ...user, userId: 'unknown' },
    meeting,
    fence,
    configuration: CONFIGURATION,
    ageMs: 0,
  };
  t.same(await insertCached(sql, [value]), [undefined]);
});

t.test(
  'a change in Zoom is recorded although earlier reads are confirmed after their response',
  async (t) => {
    const { path, edit } = addHosted(simulator);
    for (let reads = 0; reads < 5; reads += 1)
      t.match(await host.get(path), { status: 200, json: { source: 'zoom' } });
    edit({ page_url: 'https://watch.example/moved' });
    t.match((await host.get(path)).json, { page_url: 'https://watch.example/moved' });
    await host.get(path);
    t.match((await host.get(`${path}/history`)).json, { changes: { length: 1, 0: { kind: 'drift' } } });
  },
);

t.test('an update by another instance is not hidden by a row that this one has cached', async (t) => {
  const other = await startApp(t, { sharedWith: uplink, env: { LIVESTREAM_FRESH_SECONDS: '0' } });
  const editor = await other.signIn(HOST);
  const { path, zoomPath } = addHosted(simulator);
  await host.get(path);
  const { headers } = await host.get(path);
  const saved = await editor.patch(
    path,
    { page_url: 'https://watch.example/saved' },
    { 'if-match': String(headers.etag) },
  );
  t.equal(saved.status, 200);
  await notificationsReceived(uplink);
  simulator.clearRequests();
  t.match((await host.get(path)).json, { page_url: 'https://watch.example/saved', stale: false });
  t.equal(apiCalls(simulator, { path: zoomPath }).length, 1);
  const { json } = await host.get(`${path}/history`);
  t.match(json, { changes: { length: 1, 0: { kind: 'updated', by: 'uplink' } } });
});
