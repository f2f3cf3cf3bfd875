import t from 'tap';
import { startApp } from '../helpers/app.ts';
import { addMeetings, bulkUpdateFinished, CHANGES, ids, startBulkUpdate } from '../helpers/bulk.ts';
import { CONFIGURED, HOST } from '../helpers/zoom-host.ts';

const uplink = await startApp(t, { env: { RATE_LIMIT_USER_PER_MINUTE: '1000000' } });
const { simulator } = uplink;
const host = await uplink.signIn(HOST);

t.test('each meeting gets its own values', async (t) => {
  const [one, two, three] = addMeetings(simulator, 3);
  const destination = await host.post('/api/destinations', {
    body: {
      name: 'Our channel',
      stream_url: 'rtmps://a.rtmps.youtube.com/live2',
      stream_key: 'key-of-the-channel-1',
      page_url: 'https://www.youtube.com/live/abc',
    },
  });
  const updates = [
    { meeting_id: one?.id, stream_key: 'key-of-the-first-one' },
    { meeting_id: two?.id, page_url: 'https://watch.example/two', resolution: '1080p' },
    { meeting_id: three?.id, destination_id: destination.json.id },
  ];
  const preview = await host.post('/api/bulk-updates', { body: { updates, dry_run: true } });
  t.match(preview, { status: 200, json: { rows: [{ status: 'pending' }, {}, {}] } });
  const bulk = await bulkUpdateFinished(host, await startBulkUpdate(host, { updates }));
  t.match(bulk, { status: 'done', total: 3, done: 3 });
  t.strictSame(one?.atZoom(), { ...CONFIGURED, stream_key: 'key-of-the-first-one' });
  t.strictSame(two?.atZoom(), {
    ...CONFIGURED,
    page_url: 'https://watch.example/two',
    resolution: '1080p',
  });
  t.match(three?.atZoom(), {
    stream_url: 'rtmps://a.rtmps.youtube.com/live2',
    stream_key: 'key-of-the-channel-1',
    page_url: 'https://www.youtube.com/live/abc',
  });
});

t.test('invalid rows are rejected and named', async (t) => {
  const [one, two] = ids(addMeetings(simulator, 2));
  const key = { stream_key: 'some-key-0123456789' };
  for (const [body, status, field] of [
    [{ updates: [] }, 400, 'updates'],
    [{ updates: [{ meeting_id: one }] }, 400, 'updates.0'],
    [{ updates: [{ ...key }] }, 400, 'updates.0.meeting_id'],
    [{ updates: [{ meeting_id: one, ...key, topic: 'x' }] }, 400, 'updates.0.topic'],
    [
      {
        updates: [
          { meeting_id: one, ...key },
          { meeting_id: one, resolution: '720p' },
        ],
      },
      400,
      'updates.1.meeting_id',
    ],
    [{ updates: [{ meeting_id: one, destination_id: 'none' }] }, 400, 'updates.0.destination_id'],
    [{ updates: [{ meeting_id: one, destination_id: 'none', ...key }] }, 400, 'updates.0.destination_id'],
    [{ updates: [{ meeting_id: one, stream_url: '' }] }, 400, 'updates.0.stream_url'],
    [{ updates: [{ meeting_id: one, ...key }], changes: CHANGES }, 400, 'changes'],
    [{ updates: [{ meeting_id: one, ...key }], meeting_ids: [two], changes: CHANGES }, 400, 'meeting_ids'],
    [{ meeting_ids: [two] }, 400, 'changes'],
  ] as const) {
    const response = await host.post('/api/bulk-updates', { body });
    t.equal(response.status, status, JSON.stringify(body));
    t.ok(
      response.json.errors.some((each: { field: string }) => each.field === field),
      `${field} in ${response.text}`,
    );
  }
});

t.test('1,000 rows fit in a body, and more rows or bytes are rejected with 413', async (t) => {
  const updates = (count: number, page = 'https://watch.example/'.padEnd(300, 'x')) =>
    Array.from({ length: count }, (_, index) => ({
      meeting_id: `${82_200_000_000 + index}`,
      stream_key: `some-key-of-row-${index}`,
      page_url: page,
    }));
  const path = await startBulkUpdate(host, { updates: updates(1000) });
  t.equal((await host.request('DELETE', path)).json.total, 1000);
  const tooMany = await host.post('/api/bulk-updates', {
    body: { updates: updates(1001, 'https://w.example/') },
  });
  t.match(tooMany, { status: 413, json: { code: 'payload_too_large', reason: 'too_many_meetings' } });
  const tooLong = await host.post('/api/bulk-updates', {
    body: { updates: updates(1000, 'https://w.example/'.padEnd(600, 'x')) },
  });
  t.equal(tooLong.status, 413);
  const withoutUpdates = await host.post('/api/bulk-updates', {
    body: { meeting_ids: ['82200000001'], changes: CHANGES, filler: 'x'.repeat(70_000) },
  });
  t.equal(withoutUpdates.status, 413, 'other bodies have 64 KiB');
});
