import t from 'tap';
import { createDataKey } from '../../src/crypto/data-key.ts';
import { readListingVersion, readPage, removePages, storePage } from '../../src/listings/page-store.ts';
import type { Json } from '../helpers/client.ts';
import { blockInserts, lockRows, lockWaiters } from '../helpers/database-locks.ts';
import { enableWebhooks, meetingPayload, sendWebhook } from '../helpers/webhooks.ts';
import { addHosted, HOST, KINDS } from '../helpers/zoom-host.ts';
import { startAppBehindProxy } from '../helpers/zoom-proxy.ts';

const uplink = await startAppBehindProxy(t);
const { sql, pool } = uplink.database;
const host = await uplink.signIn(HOST);
enableWebhooks(uplink);

const dataKey = createDataKey();
const key = { userId: HOST, kind: 'meeting', type: 'live', pageToken: null } as const;
const page = { meetings: [], nextPageToken: null };
t.beforeEach(() => pool.query('delete from listing_page'));

for (const kind of KINDS) {
  t.test(`a page of ${kind} from before a meeting was created is not returned afterwards`, async (t) => {
    const held = uplink.zoom.pauseNext(`/v2/users/me/${kind}`);
    const listing = host.get(`/api/${kind}`);
    await held.received;
    const { id, meeting } = addHosted(uplink.simulator, kind);
    await sendWebhook(uplink, `${kind.slice(0, -1)}.created`, meetingPayload(meeting));
    held.release();
    t.match(
      await listing,
      { status: 200, json: { stale: false } },
      'a request from before the removal gets its response',
    );
    const { json } = await host.get(`/api/${kind}`);
    t.ok(
      json.meetings.some((listed: Json) => listed.id === id),
      'a client that received the event finds it',
    );
  });
}

t.test('a page that is being stored when pages are removed is removed too', async (t) => {
  const release = await blockInserts(uplink, 'listing_page');
  const storing = storePage(sql, dataKey, key, { page, version: await readListingVersion(sql, HOST) });
  await lockWaiters(uplink, 1);
  const removing = removePages(sql, [{ userId: HOST, kind: 'meeting' }]);
  await lockWaiters(uplink, 2);
  await release();
  await Promise.all([storing, removing]);
  t.equal(await readPage(sql, dataKey, key), undefined);
});

t.test('a page whose store starts while pages are removed is not stored', async (t) => {
  const version = await readListingVersion(sql, HOST);
  const release = await lockRows(
    uplink,
    'update installation set listing_version = listing_version + 1 where user_id = $1',
    [HOST],
  );
  const storing = storePage(sql, dataKey, key, { page, version });
  await lockWaiters(uplink, 1);
  await release();
  await storing;
  t.equal(await readPage(sql, dataKey, key), undefined);
});
