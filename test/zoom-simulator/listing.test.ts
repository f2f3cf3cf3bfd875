import { type Test, test } from 'tap';
import { startClient } from '../../tools/zoom-simulator/client.ts';
import { seededUsers } from '../../tools/zoom-simulator/simulator.ts';

async function arrange(t: Test) {
  const client = await startClient({ seed: 'none' });
  t.teardown(() => client.simulator.close());
  const user = client.simulator.addUser();
  const { json } = await client.install(user.id);
  const list = (query: string) => client.call(json.access_token, 'GET', `/users/me/meetings?${query}`);
  return { client, simulator: client.simulator, token: json.access_token, list };
}

const topics = (json: Record<string, unknown>) =>
  (json.meetings as { topic: string }[]).map(({ topic }) => topic);

const hours = (count: number) => `${new Date(Date.now() + count * 3_600_000).toISOString().slice(0, 19)}Z`;

test('paging returns every meeting once, and the last page has no token', async (t) => {
  const { simulator, list } = await arrange(t);
  for (let number = 0; number < 25; number += 1) simulator.addMeeting({ topic: `Meeting ${number}` });
  const ids: string[] = [];
  let pageToken = '';
  let pages = 0;
  do {
    const { json } = await list(`page_size=10&next_page_token=${pageToken}`);
    t.match(json, { page_size: 10, page_count: 3, total_records: 25 });
    ids.push(...topics(json));
    pageToken = String(json.next_page_token);
    pages += 1;
  } while (pageToken);
  t.equal(pages, 3);
  t.equal(new Set(ids).size, 25);
});

test('a page has 30 meetings unless another size is requested, and at most 300', async (t) => {
  const { simulator, list } = await arrange(t);
  for (let number = 0; number < 31; number += 1) simulator.addMeeting();
  t.equal(topics((await list('')).json).length, 30);
  t.equal(topics((await list('page_size=300')).json).length, 31);
  t.match((await list('page_size=9999')).json, { page_size: 300 });
  for (const size of ['0', '-1', 'x']) {
    t.match(await list(`page_size=${size}`), {
      status: 400,
      json: { code: 300, errors: [{ field: 'page_size' }] },
    });
  }
});

test('a page token is valid for 15 minutes, for its own list and user', async (t) => {
  const { client, simulator, list } = await arrange(t);
  for (let number = 0; number < 3; number += 1) simulator.addMeeting();
  const tokenOf = async () => String((await list('page_size=1')).json.next_page_token);
  t.match(await list(`page_size=1&type=live&next_page_token=${await tokenOf()}`), { status: 400 });
  t.match(await list('page_size=1&next_page_token=invented'), {
    status: 400,
    json: { code: 300, message: 'The next page token is invalid or expired.' },
  });
  const other = await client.install(simulator.addUser().id);
  const path = `/users/me/meetings?page_size=1&next_page_token=${await tokenOf()}`;
  t.match(await client.call(other.json.access_token, 'GET', path), { status: 400 });
  const old = await tokenOf();
  await simulator.advance(900_000);
  t.match(await list(`page_size=1&next_page_token=${old}`), { status: 400 });
});

test('each type of list shows its meetings', async (t) => {
  const { simulator, list } = await arrange(t);
  simulator.addMeeting({ topic: 'long ago', startTime: hours(-24 * 40) });
  simulator.addMeeting({ topic: 'yesterday', startTime: hours(-24) });
  simulator.addMeeting({ topic: 'now', startTime: hours(-0.5), live: true });
  simulator.addMeeting({ topic: 'tomorrow', startTime: hours(24) });
  simulator.addMeeting({ topic: 'instant', type: 1, live: true, startTime: hours(-0.1) });
  t.same(topics((await list('type=live')).json), ['now', 'instant']);
  t.same(topics((await list('type=upcoming')).json), ['now', 'tomorrow']);
  t.same(topics((await list('type=upcoming_meetings')).json), ['now', 'tomorrow']);
  t.same(topics((await list('type=previous_meetings')).json), ['long ago', 'yesterday']);
  t.same(topics((await list('')).json), ['yesterday', 'now', 'tomorrow']);
  t.match(await list('type=all'), { status: 400, json: { errors: [{ field: 'type' }] } });
});

test('webinars have two list types and need the plan', async (t) => {
  const { client, simulator, token } = await arrange(t);
  simulator.addWebinar({ topic: 'A webinar' });
  const path = '/users/me/webinars';
  t.match(await client.call(token, 'GET', `${path}?type=upcoming`), {
    json: { webinars: [{ topic: 'A webinar' }] },
  });
  t.match(await client.call(token, 'GET', `${path}?type=live`), { status: 400 });
  for (const user of simulator.state.users.values()) user.features.webinarPlan = false;
  t.match(await client.call(token, 'GET', path), {
    status: 400,
    json: { code: 200, message: /^Webinar plan is missing/ },
  });
});

test('a user without a licence cannot host', async (t) => {
  const { client, simulator, token } = await arrange(t);
  for (const user of simulator.state.users.values()) user.type = 4;
  t.match(await client.call(token, 'GET', '/users/me/meetings'), { status: 400, json: { code: 3161 } });
});

test('the demo data has users on two accounts, one of them Basic, with every kind of meeting', async (t) => {
  const client = await startClient();
  t.teardown(() => client.simulator.close());
  const { users, meetings, webinars } = client.simulator.state;
  t.ok(users.size >= 3);
  t.equal(new Set([...users.values()].map(({ accountId }) => accountId)).size, 2);
  t.same(
    [...users.values()].filter(({ type }) => type === 1).map(({ id }) => id),
    [seededUsers.community.id],
  );
  const all = [...meetings.values(), ...webinars.values()];
  for (const user of users.values()) {
    t.ok([...meetings.values()].filter(({ hostId }) => hostId === user.id).length >= 8);
  }
  t.ok(all.some(({ live }) => live));
  t.ok(all.some(({ endToEndEncrypted }) => endToEndEncrypted));
  t.ok(all.some(({ id }) => BigInt(id) > 2n ** 53n));
  for (const { livestream } of all) {
    if (livestream) t.ok(livestream.stream_key.length >= 12 && /fake|not-a-real/.test(livestream.stream_key));
  }
});
