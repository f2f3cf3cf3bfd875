import { type Test, test } from 'tap';
import { startApp } from '../helpers/app.ts';
import { openEvents } from '../helpers/event-stream.ts';
import { enableWebhooks, sendWebhook, streaming } from '../helpers/webhooks.ts';
import { addHosted, COLLEAGUE, CONFIGURED, HOST, KINDS, type Kind, waitUntil } from '../helpers/zoom-host.ts';

const ACCOUNT = 'SimBusinessAccount_001';

async function start(t: Test, kind: Kind = 'meetings') {
  const uplink = await startApp(t);
  enableWebhooks(uplink);
  const host = await uplink.signIn(HOST);
  const hosted = addHosted(uplink.simulator, kind);
  const event = kind.slice(0, -1);
  const topic = async () =>
    ((await host.get(`/api/${kind}`)).json.meetings as { id: string; topic: string }[]).find(
      ({ id }) => id === hosted.id,
    )?.topic;
  const { pool } = uplink.database;
  const dirty = async (userId: string) =>
    (await pool.query('select dirty from livestream where user_id = $1', [userId])).rows[0]?.dirty;
  return { uplink, host, hosted, event, topic, pool, dirty, simulator: uplink.simulator };
}

/** Objects of `*.updated` as Zoom sends them: what was changed, and `id`. */
const SHAPES: [name: string, shape: (id: string) => object, payload?: object][] = [
  ['ID and title', (id) => ({ id: Number(id), topic: 'New' })],
  ['an ID in digits', (id) => ({ id, topic: 'New' })],
  [
    'an operator',
    (id) => ({ id: Number(id), topic: 'New' }),
    { operator_id: COLLEAGUE, operator: 'x@y.example' },
  ],
  [
    'UUID, duration and occurrences',
    (id) => ({
      uuid: 'u==',
      id: Number(id),
      duration: 30,
      occurrences: [{ occurrence_id: '1', duration: 30 }],
    }),
  ],
  ['an ID alone', (id) => ({ id: Number(id) })],
];

for (const kind of KINDS) {
  for (const [name, shape, payload] of SHAPES) {
    test(`${kind}: an update that names no host, with ${name}, marks livestream and list as stale`, async (t) => {
      const { uplink, host, hosted, event, topic, dirty } = await start(t, kind);
      const other = await startApp(t, { sharedWith: uplink });
      const elsewhere = await other.signIn(HOST);
      for (const client of [host, elsewhere]) await client.get(hosted.path);
      await topic();
      hosted.edit({ page_url: 'https://watch.example/elsewhere' });
      hosted.meeting.topic = 'New';
      const stream = await openEvents(t, host);
      const object = shape(hosted.id);
      await sendWebhook(uplink, `${event}.updated`, { account_id: ACCOUNT, ...payload, object });
      t.equal(await dirty(HOST), true);
      t.match((await stream.next('livestream')).data, { kind, meeting_id: hosted.id });
      for (const client of [host, elsewhere])
        await waitUntil(
          async () => (await client.get(hosted.path)).json.page_url === 'https://watch.example/elsewhere',
        );
      t.equal(await topic(), 'New');
    });
  }

  test(`${kind}: an update that names no host refreshes the list in which the meeting is`, async (t) => {
    const { uplink, hosted, event, topic } = await start(t, kind);
    t.ok(await topic());
    hosted.meeting.topic = 'Renamed';
    const object = { id: Number(hosted.id), topic: 'Renamed' };
    await sendWebhook(uplink, `${event}.updated`, { account_id: ACCOUNT, object });
    t.equal(await topic(), 'Renamed');
  });

  test(`${kind}: a deletion that names no host drops the livestream`, async (t) => {
    const { uplink, host, hosted, event, pool } = await start(t, kind);
    await host.get(hosted.path);
    uplink.simulator.state[kind].delete(hosted.id);
    await sendWebhook(uplink, `${event}.deleted`, { account_id: ACCOUNT, object: { id: Number(hosted.id) } });
    t.same((await pool.query('select configuration from livestream')).rows, [{ configuration: null }]);
    t.equal((await host.get(hosted.path)).status, 404);
  });
}

test('an event of another account changes nothing', async (t) => {
  const { uplink, host, hosted, dirty, topic } = await start(t);
  await host.get(hosted.path);
  const before = await topic();
  hosted.meeting.topic = 'Renamed';
  const object = { id: Number(hosted.id), topic: 'Renamed' };
  await sendWebhook(uplink, 'meeting.updated', { account_id: 'SimProAccount_00000002', object });
  t.equal(await dirty(HOST), false);
  t.equal(await topic(), before);
});

test('an event without account and host reaches the users who have the meeting cached', async (t) => {
  const { uplink, host, hosted, dirty } = await start(t);
  await host.get(hosted.path);
  await sendWebhook(uplink, 'meeting.updated', { object: { id: Number(hosted.id) } });
  t.equal(await dirty(HOST), true);
});

test('a key in an event without a host is never shown, because the meeting may have another host now', async (t) => {
  const { uplink, host, hosted, dirty, simulator } = await start(t);
  await host.get(hosted.path);
  hosted.meeting.hostId = COLLEAGUE;
  const settings = { ...CONFIGURED, stream_key: 'canary-key-of-the-new-host' };
  const object = { id: Number(hosted.id), ...streaming(settings) };
  await sendWebhook(uplink, 'meeting.live_streaming_started', { account_id: ACCOUNT, object });
  t.equal(await dirty(HOST), true);
  simulator.addFault({ kind: 'reset', path: hosted.zoomPath, times: 10 });
  const { text } = await host.get(`${hosted.path}?include=stream_key`);
  t.notMatch(text, /canary-key-of-the-new-host/);
});

test('lists of many users are refreshed with a fixed number of statements', async (t) => {
  const { uplink, host, topic, pool, hosted } = await start(t);
  await host.get('/api/meetings');
  await pool.query(
    `insert into installation (user_id, account_id, status, scopes, profile, data_key, installed_at, connected_at, updated_at)
     select 'many-' || n, account_id, status, scopes, profile, data_key, now(), now(), now()
     from installation, generate_series(1, 2000) n where user_id = $1`,
    [HOST],
  );
  await pool.query(
    `insert into listing_page (user_id, kind, type, page_token, page, fetched_at)
     select i.user_id, p.kind, p.type, p.page_token, p.page, p.fetched_at
     from listing_page p, installation i where i.user_id like 'many-%' and p.user_id = $1`,
    [HOST],
  );
  hosted.meeting.topic = 'Renamed';
  await sendWebhook(uplink, 'meeting.updated', { account_id: ACCOUNT, object: { id: Number(hosted.id) } });
  t.equal((await pool.query('select from listing_page')).rowCount, 0);
  const { rowCount } = await pool.query(`select from user_event where user_id like 'many-%'`);
  t.ok(rowCount !== null && rowCount <= 500, `${rowCount} users received an event`);
  t.equal(await topic(), 'Renamed');
});
