import { type Test, test } from 'tap';
import { startClient } from '../../tools/zoom-simulator/client.ts';
import { seededUsers } from '../../tools/zoom-simulator/simulator.ts';

const { events, training, council } = seededUsers;
const noon = Date.UTC(2026, 10, 22, 12);
const livestream = '/meetings/83640019275/livestream';

async function arrange(t: Test) {
  let now = noon;
  const client = await startClient({ now: () => now });
  t.teardown(() => client.simulator.close());
  const { json } = await client.install(events.id);
  const later = (milliseconds: number) => {
    now += milliseconds;
  };
  return { client, simulator: client.simulator, token: json.access_token, later };
}

test('limits are off by default, but the label is returned', async (t) => {
  const { client, token } = await arrange(t);
  for (let call = 0; call < 100; call += 1) {
    t.equal((await client.call(token, 'GET', livestream)).status, 200);
  }
  const { headers } = await client.call(token, 'GET', livestream);
  t.equal(headers.get('x-ratelimit-category'), 'Light');
  const list = await client.call(token, 'GET', '/users/me/meetings');
  t.equal(list.headers.get('x-ratelimit-category'), 'Medium');
});

test('the limit per second applies per account and label, and users of an account share it', async (t) => {
  const { client, simulator, token, later } = await arrange(t);
  const colleague = await client.install(training.id);
  const stranger = await client.install(council.id);
  simulator.state.settings.rateLimits = { light: { perSecond: 2 }, medium: { perSecond: 1 } };
  t.match(await client.call(token, 'GET', livestream), { status: 200 });
  t.match(await client.call(colleague.json.access_token, 'GET', '/users/me'), { status: 200 });
  const rejected = await client.call(token, 'GET', livestream);
  t.match(rejected, { status: 429, json: { code: 429, message: /per-second/ } });
  t.equal(rejected.headers.get('x-ratelimit-type'), 'QPS');
  t.equal(rejected.headers.get('x-ratelimit-limit'), '2');
  t.equal(rejected.headers.get('retry-after'), null);
  t.match(await client.call(token, 'GET', '/users/me/meetings'), { status: 200 });
  t.match(await client.call(token, 'GET', '/users/me/meetings'), { status: 429 });
  t.match(await client.call(stranger.json.access_token, 'GET', '/users/me'), { status: 200 });
  later(1000);
  t.match(await client.call(token, 'GET', livestream), { status: 200 });
});

test('plans have their own limits', async (t) => {
  const { client, simulator, token } = await arrange(t);
  simulator.state.settings.rateLimits = 'by-plan';
  simulator.state.accounts.set(events.accountId, { id: events.accountId, plan: 'free' });
  const statuses = [];
  for (let call = 0; call < 5; call += 1) statuses.push((await client.call(token, 'GET', livestream)).status);
  t.same(statuses, [200, 200, 200, 200, 429]);
});

test('the daily limit names midnight UTC', async (t) => {
  const { client, simulator, token, later } = await arrange(t);
  simulator.state.settings.rateLimits = { light: { perDay: 1 } };
  await client.call(token, 'GET', livestream);
  later(60_000);
  const rejected = await client.call(token, 'GET', livestream);
  t.equal(rejected.status, 429);
  t.equal(rejected.headers.get('x-ratelimit-type'), 'Daily-limit');
  t.equal(rejected.headers.get('retry-after'), '2026-11-23T00:00:00Z');
});

test('the number of updates per user and day is limited', async (t) => {
  const { client, simulator, token } = await arrange(t);
  simulator.state.settings.dailyUpdateLimit = 2;
  const update = { stream_url: 'rtmp://a.example', stream_key: 'k', page_url: 'https://a.example/' };
  const statuses = [];
  for (let call = 0; call < 3; call += 1) {
    statuses.push((await client.call(token, 'PATCH', livestream, update)).status);
  }
  t.same(statuses, [204, 204, 429]);
  t.match(await client.call(token, 'GET', livestream), { status: 200 });
});
