import t from 'tap';
import { startApp } from '../helpers/app.ts';
import type { Json } from '../helpers/client.ts';
import { addHosted, apiCalls, expireCached, HOST, KINDS } from '../helpers/zoom-host.ts';

const uplink = await startApp(t, { env: { ZOOM_MEDIUM_PER_SECOND: '1000' } });
const { simulator } = uplink;
const host = await uplink.signIn(HOST);
t.beforeEach(async () => {
  simulator.clearFaults();
  await expireCached(uplink, HOST);
  simulator.clearRequests();
});
const idsOf = ({ json }: { json: Json }): string[] => json.meetings.map(({ id }: Json) => id);
const topicsOf = ({ json }: { json: Json }): string[] => json.meetings.map(({ topic }: Json) => topic);

for (const kind of KINDS) {
  t.test(`${kind} are listed with all fields of the API schema and one call to Zoom`, async (t) => {
    const response = await host.get(`/api/${kind}`);
    t.equal(response.status, 200);
    t.equal(response.headers['cache-control'], 'no-store');
    t.ok(response.json.meetings.length > 2);
    for (const meeting of response.json.meetings) {
      t.strictSame(Object.keys(meeting).sort(), [
        'duration',
        'id',
        'live',
        'livestream',
        'recurring',
        'start_time',
        'timezone',
        'topic',
        'type',
      ]);
      t.match(meeting.id, /^[0-9]{8,19}$/);
      t.match(meeting.live.status, /^(live|idle|unknown)$/);
    }
    t.match(response.json, { next_page_token: null, stale: false });
    t.equal(apiCalls(simulator).length, 1);
  });

  t.test(
    `a page of ${kind} needs no call while it is fresh, one after that, and one with no-cache`,
    async (t) => {
      const calls = () => apiCalls(simulator).length;
      const first = await host.get(`/api/${kind}`);
      const again = await host.get(`/api/${kind}`);
      t.strictSame(again.json, first.json);
      t.equal(calls(), 1);
      await host.get(`/api/${kind}`, { 'cache-control': 'no-cache' });
      t.equal(calls(), 2);
      await expireCached(uplink, HOST);
      await host.get(`/api/${kind}`);
      t.equal(calls(), 3);
    },
  );

  t.test(`paging returns all ${kind}, each once`, async (t) => {
    const added = Array.from({ length: 65 }, () => addHosted(simulator, kind).id);
    const ids: string[] = [];
    let token: string | null = null;
    let pages = 0;
    do {
      const query: string = token === null ? '' : `?page_token=${encodeURIComponent(token)}`;
      const response = await host.get(`/api/${kind}${query}`);
      t.equal(response.status, 200);
      ids.push(...idsOf(response));
      token = response.json.next_page_token;
      pages += 1;
      t.equal(apiCalls(simulator).length, pages);
    } while (token !== null && pages < 10);
    t.equal(new Set(ids).size, ids.length);
    t.ok(added.every((id) => ids.includes(id)));
    for (const id of added) simulator.state[kind].delete(id);
  });

  t.test(`cached livestreams are shown beside ${kind} without a call to Zoom`, async (t) => {
    const known = addHosted(simulator, kind, { topic: 'Known' });
    addHosted(simulator, kind, { topic: 'Never read' });
    const { json } = await host.get(known.path);
    simulator.clearRequests();
    const list = await host.get(`/api/${kind}`, { 'cache-control': 'no-cache' });
    const byTopic = (topic: string) => list.json.meetings.find((meeting: Json) => meeting.topic === topic);
    t.strictSame(byTopic('Known').livestream, { ...json, source: 'cache' });
    t.equal(byTopic('Never read').livestream, null);
    t.notOk('stream_key' in byTopic('Known').livestream);
    t.equal(apiCalls(simulator).length, 1);
  });

  t.test(`a bad page token for ${kind} is 400`, async (t) => {
    for (const token of ['unknown-token', 'a%20b', '%00', '', '%3Cscript%3E', 'x'.repeat(513)]) {
      const response = await host.get(`/api/${kind}?page_token=${token}`);
      t.match(response, { status: 400, json: { code: 'invalid_request' } }, token);
    }
  });

  t.test(`an unknown type of ${kind} is 400, without a call to Zoom`, async (t) => {
    for (const type of ['Upcoming', 'previous_meetings', 'all', '', 'live&type=upcoming']) {
      const response = await host.get(`/api/${kind}?type=${type}`);
      t.match(
        response,
        { status: 400, json: { code: 'invalid_request', errors: [{ field: 'type' }] } },
        type,
      );
    }
    t.equal(apiCalls(simulator).length, 0);
  });
}

t.test('a page token that has expired or belongs to another list is 400', async (t) => {
  const added = Array.from({ length: 35 }, () => addHosted(simulator).id);
  const { json } = await host.get('/api/meetings', { 'cache-control': 'no-cache' });
  const page = `page_token=${json.next_page_token}`;
  t.equal((await host.get(`/api/webinars?${page}`)).status, 400);
  t.equal((await host.get(`/api/meetings?type=scheduled&${page}`)).status, 400);
  await simulator.advance(16 * 60_000);
  const late = await host.get(`/api/meetings?${page}`);
  t.match(late, { status: 400, json: { code: 'invalid_request', errors: [{ field: 'page_token' }] } });
  for (const id of added) simulator.state.meetings.delete(id);
});

const hours = (from: number) => new Date(Date.now() + from * 3_600_000).toISOString();
const TIMES = {
  Over: { startTime: hours(-5), duration: 60 },
  Running: { startTime: hours(-0.5), duration: 60, live: true },
  Coming: { startTime: hours(5), duration: 60 },
};
const SHOWN = {
  upcoming: ['Running', 'Coming'],
  live: ['Running'],
  previous: ['Over'],
  scheduled: ['Over', 'Running', 'Coming'],
};

for (const kind of KINDS) {
  for (const [type, expected] of Object.entries(SHOWN)) {
    t.test(
      `the list of ${type} ${kind} contains exactly those, although Zoom supports fewer types for webinars`,
      async (t) => {
        for (const [name, times] of Object.entries(TIMES)) {
          addHosted(simulator, kind, { id: `700000000${name.length}`, topic: `Listed ${name}`, ...times });
        }
        const topics = topicsOf(await host.get(`/api/${kind}?type=${type}`));
        t.strictSame(
          topics.filter((topic) => topic.startsWith('Listed')).sort(),
          expected.map((name) => `Listed ${name}`).sort(),
        );
        t.equal(apiCalls(simulator).length, 1);
      },
    );
  }
}

t.test('recurring meetings are marked, with and without a fixed time', async (t) => {
  const kinds = { 1: false, 2: false, 3: true, 8: true } as const;
  for (const [type, recurring] of Object.entries(kinds)) {
    const { id } = addHosted(simulator, 'meetings', {
      type: Number(type),
      live: true,
      topic: `Type ${type}`,
    });
    const { json } = await host.get('/api/meetings?type=live', { 'cache-control': 'no-cache' });
    const found = json.meetings.find((meeting: Json) => meeting.id === id);
    t.match(found, { type: Number(type), recurring });
    simulator.state.meetings.delete(id);
  }
});

t.test('lists of different types, kinds and instances are independent', async (t) => {
  const other = await startApp(t, { sharedWith: uplink });
  const elsewhere = await other.signIn(HOST);
  simulator.clearRequests();
  const first = await host.get('/api/meetings?type=live');
  const second = await elsewhere.get('/api/meetings?type=live');
  t.strictSame(second.json, first.json);
  t.equal(apiCalls(simulator, { path: '/v2/users/me/meetings' }).length, 1, 'one page serves both instances');
  t.notSame((await host.get('/api/meetings?type=previous')).json.meetings, first.json.meetings);
  t.notSame((await host.get('/api/webinars?type=live')).json.meetings, first.json.meetings);
});

t.test('a user who may not host, or has no webinar plan, gets that error', async (t) => {
  const user = simulator.state.users.get(HOST);
  if (!user) throw new Error('no host');
  user.features.webinarPlan = false;
  const fresh = { 'cache-control': 'no-cache' };
  t.match(await host.get('/api/webinars', fresh), { status: 403, json: { code: 'livestream_not_enabled' } });
  t.equal((await host.get('/api/meetings', fresh)).status, 200);
  user.type = 99;
  t.match(await host.get('/api/meetings', fresh), { status: 403, json: { code: 'hosting_not_allowed' } });
  user.type = 2;
  user.features.webinarPlan = true;
  const scopes = ['user:read:user'];
  simulator.setScopes(scopes, { existingGrants: true });
  t.match(await host.get('/api/meetings', fresh), { status: 403, json: { code: 'scope_missing' } });
});
