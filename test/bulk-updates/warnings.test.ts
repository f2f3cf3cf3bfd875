import t from 'tap';
import { startApp } from '../helpers/app.ts';
import { addMeetings, bulkUpdateFinished, CHANGES, ids, startBulkUpdate } from '../helpers/bulk.ts';
import type { Json } from '../helpers/client.ts';
import { addHosted, apiCalls, CONFIGURED, expireCached, HOST } from '../helpers/zoom-host.ts';

const uplink = await startApp(t, { env: { RATE_LIMIT_USER_PER_MINUTE: '1000000' } });
const { simulator } = uplink;
const host = await uplink.signIn(HOST);
t.beforeEach(() => simulator.clearRequests());

const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString().slice(0, 19);
const atNoon = { startTime: `${inHours(30)}Z`, duration: 60 };
const inTheEvening = { startTime: `${inHours(40)}Z`, duration: 60 };

async function dryRun(body: object): Promise<Json> {
  const response = await host.post('/api/bulk-updates', { body: { ...body, dry_run: true } });
  if (response.status !== 200) throw new Error(response.text);
  return response.json;
}

const codesOf = (rows: Json[]): string[][] =>
  rows.map(({ warnings }) => warnings.map(({ code }: { code: string }) => code));

t.test('two meetings at the same time with the same key have a warning, in preview and result', async (t) => {
  const meetings = [
    addHosted(simulator, 'meetings', { ...atNoon, topic: 'All hands A' }),
    addHosted(simulator, 'meetings', { ...atNoon, topic: 'All hands B' }),
    addHosted(simulator, 'meetings', { ...inTheEvening, topic: 'All hands C' }),
  ];
  await expireCached(uplink, HOST);
  const body = { meeting_ids: ids(meetings), changes: { stream_key: 'one-key-for-all-of-them' } };
  const { rows } = await dryRun(body);
  t.strictSame(codesOf(rows), [['same_key_overlaps'], ['same_key_overlaps'], ['same_key']]);
  t.match(rows[0].warnings[0].message, /“All hands B” uses the same stream key at the same time/);
  t.notMatch(JSON.stringify(rows), /one-key-for-all/);
  t.strictSame(
    rows.map(({ topic, start_time }: Json) => [topic, start_time]),
    meetings.map(({ meeting }) => [meeting.topic, meeting.startTime]),
  );
  const bulk = await bulkUpdateFinished(host, await startBulkUpdate(host, body));
  t.strictSame(codesOf(bulk.rows), codesOf(rows));
  t.match(bulk.rows[0], { topic: 'All hands A', start_time: meetings[0]?.meeting.startTime });
});

t.test('a meeting outside the selection with the same key counts too', async (t) => {
  const key = 'key-of-another-meeting-77';
  const other = addHosted(simulator, 'webinars', {
    ...inTheEvening,
    topic: 'Product webinar',
    livestream: { ...CONFIGURED, stream_key: key },
  });
  await host.get(other.path);
  await host.get('/api/webinars');
  const meeting = addHosted(simulator, 'meetings', inTheEvening);
  await expireCached(uplink, HOST);
  const { rows } = await dryRun({ meeting_ids: [meeting.id], changes: { stream_key: key } });
  t.match(rows[0].warnings, [{ code: 'same_key_overlaps', message: /Product webinar/ }]);
});

t.test('an end-to-end encrypted meeting has a warning', async (t) => {
  const meetings = [
    addHosted(simulator, 'meetings', { ...atNoon, endToEndEncrypted: true }),
    addHosted(simulator),
  ];
  const { rows, unchecked_encryption } = await dryRun({
    updates: meetings.map(({ id }) => ({ meeting_id: id, stream_key: `own-key-of-${id}` })),
  });
  t.strictSame(codesOf(rows), [['end_to_end_encrypted'], []]);
  t.equal(unchecked_encryption, 0);
});

t.test(
  'a large preview looks up a limited number of meetings and reports how many are unchecked',
  async (t) => {
    const meetings = addMeetings(simulator, 90);
    const { rows, unchecked_encryption } = await dryRun({ meeting_ids: ids(meetings), changes: CHANGES });
    t.equal(rows.length, 90);
    const details = apiCalls(simulator, { method: 'GET', path: /^\/v2\/meetings\/\d+$/ });
    t.ok(details.length <= 60, `${details.length} detail requests`);
    t.equal(unchecked_encryption, 90 - details.length);
  },
);

t.test('the fields have the warnings of a single meeting', async (t) => {
  const { id } = addHosted(simulator);
  const { rows } = await dryRun({
    meeting_ids: [id],
    changes: { stream_url: 'rtmp://a.rtmp.youtube.com/live2', stream_key: 'x y-z-1' },
  });
  t.ok(codesOf(rows)[0]?.includes('insecure_scheme'));
  t.ok(codesOf(rows)[0]?.includes('key_has_spaces'));
});

t.test('a row that will be rejected is not pending and has no warnings', async (t) => {
  const meeting = addHosted(simulator);
  delete meeting.meeting.livestream;
  const { rows } = await dryRun({ meeting_ids: [meeting.id, '82999999993'], changes: { stream_key: 'a b' } });
  t.match(rows, [
    { status: 'failed', warnings: [], undoable: false, after: null },
    { status: 'failed', warnings: [], undoable: false, problem: { code: 'meeting_not_found' } },
  ]);
});

t.test('an unlisted meeting gets its topic and date from Zoom', async (t) => {
  const past = addHosted(simulator, 'meetings', {
    topic: 'Last year’s gala',
    startTime: '2020-01-01T10:00:00Z',
  });
  const changes = { resolution: '1080p' };
  const bulk = await bulkUpdateFinished(
    host,
    await startBulkUpdate(host, { meeting_ids: [past.id], changes }),
  );
  t.match(bulk.rows, [{ status: 'done', topic: 'Last year’s gala', start_time: '2020-01-01T10:00:00Z' }]);
  const { rows } = await dryRun({ meeting_ids: [past.id], changes });
  t.match(rows, [{ topic: 'Last year’s gala', start_time: '2020-01-01T10:00:00Z' }]);
});

t.test('a single meeting and the preview of a bulk edit have the same warnings', async (t) => {
  const key = 'key-of-both-forms-0123456789';
  const other = addHosted(simulator, 'meetings', {
    ...inTheEvening,
    topic: 'Board',
    livestream: { ...CONFIGURED, stream_key: key },
  });
  const encrypted = { endToEndEncrypted: true };
  for (const [given, overlaps] of [
    [inTheEvening, true],
    [atNoon, false],
    [{ ...inTheEvening, ...encrypted }, true],
  ] as const) {
    const { id, path } = addHosted(simulator, 'meetings', given);
    for (const each of [other.path, path]) await host.get(each);
    await host.get('/api/meetings', { 'cache-control': 'no-cache' });
    const changes = { stream_url: 'rtmp://a.rtmp.youtube.com/live2', stream_key: key };
    const { rows } = await dryRun({ meeting_ids: [id], changes });
    const single = (await host.post(`${path}/check`, { body: changes })).json;
    const { checks } = (await host.get(`/api/meetings/${id}/preflight`)).json;
    const encryption = checks.find(({ name }: { name: string }) => name === 'encryption');
    const codes = [
      overlaps ? 'same_key_overlaps' : 'same_key',
      ...(encryption.status === 'problem' ? ['end_to_end_encrypted'] : []),
      ...single.warnings.map(({ code }: { code: string }) => code),
    ];
    t.strictSame(codesOf(rows), [codes]);
    t.match(single.same_key.meetings, [{ meeting_id: other.id, overlaps }]);
    t.equal(codes.includes('end_to_end_encrypted'), 'endToEndEncrypted' in given);
    await host.get(path);
    simulator.state.meetings.delete(id);
  }
});
