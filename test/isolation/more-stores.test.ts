import { randomUUID } from 'node:crypto';
import t from 'tap';
import {
  cancelBulkUpdate,
  eachBulkUpdate,
  findBulkUpdate,
  readProgress,
} from '../../src/bulk-updates/bulk-update-store.ts';
import { readRows, storeRow } from '../../src/bulk-updates/row-store.ts';
import { createDataKey } from '../../src/crypto/data-key.ts';
import {
  cancelSwitch,
  deleteCancelled,
  deleteEnded,
  insertSwitch,
  readSwitch,
  readSwitches,
  recordSwitch,
  restartSwitch,
} from '../../src/destination-switches/switch-store.ts';
import {
  eachChange,
  readChange,
  readChanges,
  recordBroadcast,
  recordChange,
} from '../../src/livestreams/history-store.ts';
import { readAttempt, recordAttempt } from '../../src/livestreams/start-attempts.ts';
import { storeIntent } from '../../src/livestreams/write-lease-store.ts';
import { startApp } from '../helpers/app.ts';
import { beginSwitch, saveDestination } from '../helpers/switches.ts';
import { addHosted, COLLEAGUE, HOST } from '../helpers/zoom-host.ts';

/* Without workers: stored rows stay unchanged. */
const uplink = await startApp(t, { startsJobs: false });
const { simulator, database } = uplink;
const { prisma, pool } = database;
const host = await uplink.signIn(HOST);
await uplink.signIn(COLLEAGUE);
const { id, path } = addHosted(simulator, 'meetings', { live: true });
await host.patch(path, { resolution: '1080p' }, { 'if-match': '*' });
await host.patch(`${path}/status`, { action: 'start' });
const destinationId = await saveDestination(host);
await beginSwitch(host, path, destinationId);
const bulkId: string = (
  await host.post('/api/bulk-updates', { body: { meeting_ids: [id], changes: { resolution: '720p' } } })
).json.id;

const meeting = { kind: 'meeting', id } as const;
const dataKey = createDataKey();
const colleague = { userId: COLLEAGUE, dataKey };
const configuration = { streamUrl: 'rtmp://a/b', streamKey: 'k', pageUrl: 'https://a', resolution: null };

const ofHost = async () =>
  (
    await pool.query(
      `select (select json_agg(c order by seq)::text from livestream_change c where user_id = $1) as changes,
              (select json_agg(s)::text from start_attempt s where user_id = $1) as starts,
              (select json_agg(s)::text from destination_switch s where user_id = $1) as switches,
              (select row_to_json(l)::text from livestream l where user_id = $1) as livestream,
              (select json_agg(b)::text from bulk_update b where user_id = $1) as bulk,
              (select json_agg(r)::text from bulk_update_row r where bulk_update_id = $2) as rows`,
      [HOST, bulkId],
    )
  ).rows[0];

t.test(
  'the stores of history, starts and bulk updates return and change only rows of the owner',
  async (t) => {
    const before = await ofHost();
    for (const [what, rows] of Object.entries(before)) t.ok(rows, what);
    const [change] = (await host.get(`${path}/history`)).json.changes;

    t.strictSame(await readChanges(prisma, colleague, meeting, { changes: 9, reveals: 9 }), []);
    t.equal(await readChange(prisma, colleague, meeting, change.id), undefined);
    t.strictSame(await all(eachChange(prisma, colleague)), []);
    t.equal(await readAttempt(prisma, { userId: COLLEAGUE, meeting }), undefined);
    const bulk = { id: bulkId, kind: 'meeting' as const, ...colleague };
    t.equal(await findBulkUpdate(prisma, COLLEAGUE, bulkId), undefined);
    t.equal(await readProgress(prisma, bulk), undefined);
    t.strictSame(await readRows(prisma, bulk), []);
    t.strictSame(await all(eachBulkUpdate(prisma, bulk)), []);

    const content = {
      topic: '',
      changes: { kind: 'update', fields: {} },
      before: null,
      after: null,
      problem: null,
    } as const;
    const row = { position: 0, meetingId: id, status: 'pending', version: 1n, content } as const;
    t.equal(await storeRow(prisma, bulk, row, { status: 'done', content }), undefined);
    await cancelBulkUpdate(database, bulk);
    const reveal = { by: 'uplink', kind: 'revealed', before: null, after: configuration } as const;
    await recordChange(prisma, colleague, meeting, reveal);
    await recordBroadcast(prisma, colleague, meeting, { kind: 'started', by: 'uplink', at: Date.now() });
    await recordAttempt(prisma, { userId: COLLEAGUE, meeting }, 'not_started');
    const intent = { kind: 'updated', before: configuration, wanted: configuration } as const;
    const fence = { version: 1n, writeUntil: null, eventAt: null };
    const record = {
      instanceId: randomUUID(),
      fence,
      intent,
      requestedMsAgo: 0,
      isRetry: false,
      change: reveal,
    };
    t.equal(await storeIntent(prisma, colleague, meeting, record), undefined);

    t.strictSame(await ofHost(), before);
  },
);

t.test('the store of switches returns and changes only rows of the owner', async (t) => {
  const before = await ofHost();
  t.ok(before.switches);
  const ofColleague = { userId: COLLEAGUE, meeting };
  const mine = await readSwitch(prisma, { userId: HOST, meeting });
  if (mine === undefined) throw new Error('the switch is missing');
  t.equal(await readSwitch(prisma, ofColleague), undefined);
  t.strictSame(await readSwitches(prisma, COLLEAGUE), []);
  t.equal(await restartSwitch(prisma, ofColleague, mine.id, mine), undefined);
  t.equal(await cancelSwitch(prisma, ofColleague), false);
  t.ok(await deleteCancelled(prisma, ofColleague));
  t.equal(await deleteEnded(prisma, ofColleague), false);
  t.equal(await recordSwitch(prisma, mine, randomUUID(), { status: 'done' }), undefined, 'without the lease');
  t.ok(await insertSwitch(prisma, ofColleague, { destinationId, step: 'updating', wasLive: false }));
  t.strictSame(await ofHost(), before);
});

async function all<Value>(values: AsyncIterable<Value>): Promise<Value[]> {
  const found = [];
  for await (const value of values) found.push(value);
  return found;
}
