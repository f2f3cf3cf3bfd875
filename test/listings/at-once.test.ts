import t from 'tap';
import { createDataKey } from '../../src/crypto/data-key.ts';
import { readListingVersion, readPage, removePages, storePage } from '../../src/listings/page-store.ts';
import type { Json } from '../helpers/client.ts';
import { meetingRefOf, publish, subscribe } from '../helpers/events.ts';
import { holdInserts, holdRows, waiting } from '../helpers/half-way.ts';
import { startGatedApp } from '../helpers/zoom-gate.ts';
import { addHosted, HOST, KINDS } from '../helpers/zoom-host.ts';

const uplink = await startGatedApp(t);
const { sql, pool } = uplink.database;
const host = await uplink.signIn(HOST);
subscribe(uplink);

const dataKey = createDataKey();
const key = { userId: HOST, kind: 'meeting', type: 'live', pageToken: null } as const;
const page = { meetings: [], nextPageToken: null };
t.beforeEach(() => pool.query('delete from listing_page'));

for (const kind of KINDS) {
  t.test(`a page of ${kind} that Zoom answered before one came is not answered after`, async (t) => {
    const held = uplink.zoom.hold(`/v2/users/me/${kind}`);
    const listing = host.get(`/api/${kind}`);
    await held.reached;
    const { id, meeting } = addHosted(uplink.simulator, kind);
    await publish(uplink, `${kind.slice(0, -1)}.created`, meetingRefOf(meeting));
    held.release();
    t.match(await listing, { status: 200, json: { stale: false } }, 'whoever asked before is answered');
    const { json } = await host.get(`/api/${kind}`);
    t.ok(
      json.meetings.some((listed: Json) => listed.id === id),
      'whoever was told of it finds it',
    );
  });
}

t.test('a page that is being stored when pages are removed goes with them', async (t) => {
  const release = await holdInserts(uplink, 'listing_page');
  const storing = storePage(sql, dataKey, key, page, await readListingVersion(sql, HOST));
  await waiting(uplink, 1);
  const removing = removePages(sql, HOST, 'meeting');
  await waiting(uplink, 2);
  await release();
  await Promise.all([storing, removing]);
  t.equal(await readPage(sql, dataKey, key), undefined);
});

t.test('a page that is to be stored while pages are removed is not', async (t) => {
  const version = await readListingVersion(sql, HOST);
  const release = await holdRows(
    uplink,
    'update installation set listing_version = listing_version + 1 where user_id = $1',
    [HOST],
  );
  const storing = storePage(sql, dataKey, key, page, version);
  await waiting(uplink, 1);
  await release();
  await storing;
  t.equal(await readPage(sql, dataKey, key), undefined);
});
