import t from 'tap';
import type { Json } from '../helpers/client.ts';
import { addHosted, apiCalls, HOST, KINDS, startWithHost } from '../helpers/zoom-host.ts';

const { uplink, simulator, host } = await startWithHost(t);
const NO_CACHE = { 'cache-control': 'no-cache' };

const response = (path: string, body: object | string) =>
  simulator.addFault({
    ...{ kind: 'answer', status: 200, path },
    body: typeof body === 'string' ? Buffer.from(body) : body,
    headers: { 'content-type': 'application/json;charset=UTF-8' },
  });

/** Values of every type, for a member that should have another. */
const WRONG = [null, 7.5, -3, 'x', '', true, [], {}, ['x'], 1e300];

for (const kind of KINDS) {
  t.test(`${kind}: a malformed member of an entry is omitted and never fails the list`, async (t) => {
    for (const member of [
      'topic',
      'duration',
      'timezone',
      'type',
      'start_time',
      'uuid',
      'host_id',
      'created_at',
    ]) {
      const entries = WRONG.map((value, index) => ({
        ...{ id: 80_000_000_000 + index, topic: 'Kept', type: 2, duration: 60, timezone: 'Europe/Berlin' },
        start_time: '2026-12-01T10:00:00Z',
        [member]: value,
      }));
      response(`/v2/users/me/${kind}`, { [kind]: entries });
      const list = await host.get(`/api/${kind}?type=scheduled`, NO_CACHE);
      t.equal(list.status, 200, member);
      t.equal(list.json.meetings.length, WRONG.length, member);
      for (const { topic, type, duration, timezone, start_time: start } of list.json.meetings as Json[]) {
        t.type(topic, 'string');
        t.ok(Number.isSafeInteger(type) && type >= 0);
        t.ok(Number.isSafeInteger(duration) && duration >= 0);
        t.type(timezone, 'string');
        t.ok(start === null || !Number.isNaN(Date.parse(start)));
      }
    }
  });

  t.test(`${kind}: entries that are not meetings are omitted`, async (t) => {
    const id = '68423085';
    const entries = [
      null,
      'x',
      7,
      [],
      {},
      { id: null },
      { id: -82_929_473_321 },
      { id: 1.5 },
      { id: '' },
      { id },
    ];
    response(`/v2/users/me/${kind}`, { [kind]: entries, next_page_token: 9 });
    const list = await host.get(`/api/${kind}?type=scheduled`, NO_CACHE);
    t.strictSame(
      list.json.meetings.map((meeting: Json) => meeting.id),
      [id],
    );
    t.equal(list.json.next_page_token, null);
  });

  t.test(`${kind}: a list without its member is empty`, async (t) => {
    for (const body of [{}, { [kind]: null }, { page_count: 0, total_records: 0 }]) {
      response(`/v2/users/me/${kind}`, body);
      t.match(await host.get(`/api/${kind}`, NO_CACHE), { status: 200, json: { meetings: [] } });
    }
  });

  t.test(`${kind}: any page token of Zoom is returned to Zoom unchanged`, async (t) => {
    for (const token of [
      'a b:c|d',
      'w==+/?&=#%',
      '次のページ–Ünïcödé 😀',
      ' leading and trailing ',
      'x'.repeat(600),
      '長'.repeat(600),
      '"quoted" \\ <b>',
    ]) {
      response(`/v2/users/me/${kind}`, { [kind]: [], next_page_token: token });
      const first = await host.get(`/api/${kind}?type=scheduled`, NO_CACHE);
      t.match(first.json.next_page_token, /^[A-Za-z0-9._-]+$/, 'needs no escaping');
      simulator.clearRequests();
      response(`/v2/users/me/${kind}`, { [kind]: [{ id: '68423085' }] });
      const second = await host.get(`/api/${kind}?type=scheduled&page_token=${first.json.next_page_token}`);
      t.match(second, { status: 200, json: { meetings: [{ id: '68423085' }] } }, token.slice(0, 20));
      t.equal(apiCalls(simulator)[0]?.query.next_page_token, token);
      const again = await host.get(`/api/${kind}?type=scheduled&page_token=${first.json.next_page_token}`);
      t.match(again, { status: 200, json: { meetings: [{ id: '68423085' }] } });
      t.equal(apiCalls(simulator).length, 1, 'the second page is cached too');
    }
  });

  t.test(`${kind}: a page token from no list is 400, without a call to Zoom`, async (t) => {
    for (const token of [
      'abc',
      'p1.',
      'p1.%00',
      'p1.a',
      'p1.YQ==',
      'p2.YWJj',
      'p1.YWJj!',
      'p1./w',
      'x'.repeat(9_000),
    ]) {
      const { status, json } = await host.get(`/api/${kind}?page_token=${token}`);
      t.match(
        { status, json },
        { status: 400, json: { code: 'invalid_request', errors: [{ field: 'page_token' }] } },
      );
    }
    t.equal(apiCalls(simulator).length, 0);
  });

  t.test(`${kind}: Zoom's “invalid or expired” is 400 naming page_token`, async (t) => {
    const body = { code: 300, message: 'El token de la página siguiente no es válido.' };
    simulator.addFault({ kind: 'answer', status: 400, body, path: `/v2/users/me/${kind}` });
    const token = Buffer.from('abc').toString('base64url');
    t.match(await host.get(`/api/${kind}?page_token=p1.${token}`), {
      status: 400,
      json: { code: 'invalid_request', errors: [{ field: 'page_token', message: /expired/ }] },
    });
  });

  t.test(`${kind}: an ID of 8 digits is read, changed and listed`, async (t) => {
    const { path, id } = addHosted(simulator, kind, { id: kind === 'meetings' ? '68423085' : '10000000' });
    t.equal((await host.get(path)).json.meeting_id, id);
    const changed = await host.patch(path, { resolution: '1080p' }, { 'if-match': '*' });
    t.match(changed, { status: 200, json: { meeting_id: id, resolution: '1080p' } });
    const { json } = await host.get(`/api/${kind}?type=scheduled`, NO_CACHE);
    t.ok(json.meetings.some((meeting: Json) => meeting.id === id));
    const bulk = await host.post('/api/bulk-updates', {
      body: { kind, meeting_ids: [id], changes: { resolution: '720p' }, dry_run: true },
    });
    t.match(bulk, { status: 200, json: { rows: [{ meeting_id: id, status: 'pending' }] } });
    t.equal((await host.get(path.replace('livestream', 'preflight'))).status, 200);
    t.match((await host.get(`/api/${kind}/1234567/livestream`)).json, { code: 'invalid_meeting_id' });
    simulator.state[kind].delete(id);
  });
}

t.test('malformed members of the details and settings make checks unknown, not fail', async (t) => {
  const { path, id } = addHosted(simulator);
  for (const value of WRONG) {
    response(`/v2/meetings/${id}`, {
      ...{ topic: value, type: value, status: value, start_time: value, duration: value },
      ...{ occurrences: value, settings: value },
    });
    response('/v2/users/me/settings', {
      in_meeting: { allow_live_streaming: value, custom_live_streaming_service: value },
    });
    const { status, json } = await host.get(path.replace('livestream', 'preflight'), NO_CACHE);
    t.equal(status, 200, JSON.stringify(value));
    t.equal(json.checks.length > 5, true);
  }
  response(`/v2/meetings/${id}`, {
    occurrences: [null, 7, { start_time: 9 }, { start_time: '2027-01-01T10:00:00Z' }],
  });
  t.equal((await host.get(path.replace('livestream', 'preflight'), NO_CACHE)).status, 200);
});

t.test(
  'a profile without or with a malformed type installs, and its plan is unknown rather than none',
  async (t) => {
    for (const type of [undefined, null, 'x', {}, 7, 2.5]) {
      response('/v2/users/me', {
        id: HOST,
        account_id: 'SimulatedAccountOne_00',
        type,
        email: null,
        display_name: 4,
      });
      const client = await uplink.signIn(HOST);
      const { user } = (await client.get('/api/me')).json;
      t.match(user, { id: HOST, plan_type: null, display_name: 'Zoom user', email: '', timezone: '' });
      const { json } = await client.get(addHosted(simulator).path.replace('livestream', 'preflight'));
      const check = json.checks.find(({ name }: Json) => name === 'licence');
      t.match(check, { status: 'unknown', reason: 'not_told' });
    }
    for (const [type, plan] of [
      [1, 'basic'],
      [2, 'licensed'],
      ['2', 'licensed'],
      [4, 'none'],
      [99, 'none'],
    ] as const) {
      response('/v2/users/me', { id: HOST, account_id: 'SimulatedAccountOne_00', type });
      const client = await uplink.signIn(HOST);
      t.equal((await client.get('/api/me')).json.user.plan_type, plan);
    }
    await host.signIn(HOST);
  },
);
