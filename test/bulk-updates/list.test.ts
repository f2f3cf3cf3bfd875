import t from 'tap';
import { startApp } from '../helpers/app.ts';
import { addMeetings, bulkUpdateFinished, CHANGES, ids, startBulkUpdate } from '../helpers/bulk.ts';
import { addHosted, COLLEAGUE, HOST } from '../helpers/zoom-host.ts';

const uplink = await startApp(t, { env: { RATE_LIMIT_USER_PER_MINUTE: '1000000' } });
const { simulator, database } = uplink;

t.test('the list has the bulk updates of the last 30 days, newest first', async (t) => {
  const host = await uplink.signIn(HOST);
  t.strictSame((await host.get('/api/bulk-updates')).json, { bulk_updates: [] });
  const meetings = addMeetings(simulator, 3);
  const first = await startBulkUpdate(host, { meeting_ids: ids(meetings), changes: CHANGES });
  await bulkUpdateFinished(host, first);
  const webinar = addHosted(simulator, 'webinars');
  const second = await startBulkUpdate(host, {
    kind: 'webinars',
    meeting_ids: [webinar.id],
    changes: { page_url: 'https://watch.example/new' },
  });
  await bulkUpdateFinished(host, second);
  const third = `/api/bulk-updates/${(await host.post(`${first}/undo`)).json.id}`;
  await bulkUpdateFinished(host, third);
  const { status, json, text } = await host.get('/api/bulk-updates');
  t.equal(status, 200);
  t.match(json.bulk_updates, [
    { status: 'done', total: 3, done: 3, failed: 0, summary: 'Undo of 3 meetings', kind: 'meetings' },
    { status: 'done', total: 1, done: 1, failed: 0, summary: 'Watch page of 1 webinar', kind: 'webinars' },
    { status: 'done', total: 3, done: 3, summary: 'Stream key and resolution of 3 meetings', undo_of: null },
  ]);
  t.strictSame(
    json.bulk_updates.map(({ id }: { id: string }) => `/api/bulk-updates/${id}`),
    [third, second, first],
  );
  const topics = meetings.map(({ meeting }) => meeting.topic);
  t.strictSame(
    json.bulk_updates.map((each: { topics: string[] }) => each.topics),
    [topics, [webinar.meeting.topic], topics],
    'the titles of the first three',
  );
  for (const { created_at } of json.bulk_updates) t.match(created_at, /^\d{4}-\d\d-\d\dT.*Z$/);
  t.notMatch(text, /canary/);

  const age = (days: number) =>
    database.pool.query(
      `update bulk_update set created_at = now() - interval '${days} days' where id::text = $1`,
      [first.split('/').at(-1)],
    );
  await age(29);
  t.equal((await host.get('/api/bulk-updates')).json.bulk_updates.length, 3);
  await age(31);
  t.equal((await host.get('/api/bulk-updates')).json.bulk_updates.length, 2);
});

t.test('another user’s list is empty', async (t) => {
  const colleague = await uplink.signIn(COLLEAGUE);
  t.strictSame((await colleague.get('/api/bulk-updates')).json, { bulk_updates: [] });
  t.equal((await uplink.client().get('/api/bulk-updates')).status, 401);
});
