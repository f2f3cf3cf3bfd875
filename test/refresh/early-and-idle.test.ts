import t, { type Test } from 'tap';
import { createRefreshIdle } from '../../src/tokens/refresh-idle.ts';
import { type RunningApp, startApp } from '../helpers/app.ts';
import { eventually } from '../helpers/eventually.ts';
import { startTokenInstance, tokenState } from '../helpers/refreshing.ts';
import { COLLEAGUE, changeRows, HOST, refreshes, STRANGER } from '../helpers/zoom-host.ts';

const USERS = [HOST, COLLEAGUE, STRANGER];

/** Three users whose tokens were last refreshed so many hours ago. */
async function start(t: Test, hoursAgo: Record<string, number>) {
  const uplink = await startApp(t);
  for (const userId of USERS) {
    await uplink.signIn(userId);
    await changeRows(
      uplink,
      userId,
      `update token set refreshed_at = now() - interval '${hoursAgo[userId]} hours',
                        access_token_expires_at = now() - interval '1 hour' where user_id = $1`,
    );
  }
  uplink.simulator.clearRequests();
  let now = 0;
  let most = 0;
  const instance = await startTokenInstance(t, uplink, {
    endpoint: (own) => ({
      ...own,
      async refresh(token) {
        now += 1;
        most = Math.max(most, now);
        return own.refresh(token).finally(() => {
          now -= 1;
        });
      },
    }),
  });
  const refreshIdle = createRefreshIdle({ database: uplink.database, tokens: instance.tokens });
  const refreshed = () => refreshes(uplink.simulator).map(({ user }) => user);
  return { uplink, simulator: uplink.simulator, instance, refreshIdle, refreshed, mostAtOnce: () => most };
}

const IDLE = { [HOST]: 48, [COLLEAGUE]: 72, [STRANGER]: 1 };

t.test('who was not here for a day is refreshed, one after another, the longest away first', async (t) => {
  const { refreshIdle, refreshed, mostAtOnce } = await start(t, IDLE);
  await refreshIdle();
  t.strictSame(refreshed(), [COLLEAGUE, HOST]);
  t.equal(mostAtOnce(), 1);
  await refreshIdle();
  t.equal(refreshed().length, 2, 'and then not for another day');
});

t.test('a removal that Zoom told nobody of is noticed there, and does not hold up the others', async (t) => {
  const { uplink, simulator, refreshIdle, refreshed } = await start(t, IDLE);
  simulator.revokeGrant(COLLEAGUE);
  await refreshIdle();
  t.match(await tokenState(uplink, COLLEAGUE), { status: 'reconnect_required' });
  t.match(await tokenState(uplink, HOST), { status: 'connected' });
  t.equal(refreshes(simulator).length, 2);
  t.ok(refreshed().includes(HOST));
  await changeRows(
    uplink,
    COLLEAGUE,
    `update token set refreshed_at = now() - interval '9 days' where user_id = $1`,
  );
  await refreshIdle();
  t.equal(refreshes(simulator).length, 2, 'a grant that has ended is left in peace');
});

for (const [name, status, body] of [
  ['Zoom fails', 503, {}],
  ['our credentials are refused', 401, { error: 'invalid_client' }],
] as const) {
  t.test(`where ${name}, the others are not tried for nothing, and nobody is the worse for it`, async (t) => {
    const { uplink, simulator, refreshIdle, refreshed } = await start(t, IDLE);
    simulator.addFault({ kind: 'answer', status, body, path: '/oauth/token' });
    await t.rejects(refreshIdle());
    t.equal(refreshes(simulator).length, 1);
    for (const userId of USERS) t.match(await tokenState(uplink, userId), { status: 'connected' });
    await refreshIdle();
    t.strictSame(refreshed().slice(1).sort(), [HOST, COLLEAGUE].sort(), 'the next time does it');
  });
}

t.test('it is a job that is due every hour, and is worked on', async (t) => {
  const { uplink } = await start(t, IDLE);
  const { pool } = uplink.database;
  const { rows } = await pool.query('select identifier from graphile_worker._private_known_crontabs');
  const names = rows.map(({ identifier }) => identifier).sort();
  t.strictSame(names, ['purge', 'refresh-idle']);
  const { generation } = await tokenState(uplink);
  await pool.query(`select graphile_worker.add_job('refresh-idle')`);
  t.ok(await eventually(async () => (await tokenState(uplink)).generation === generation + 1n));
});

/** An access token with so many minutes left, issued long before. */
function minutesLeft(uplink: RunningApp, minutes: number): Promise<number> {
  return changeRows(
    uplink,
    HOST,
    `update token set access_token_expires_at = now() + interval '${minutes} minutes',
                      refreshed_at = now() - interval '40 minutes' where user_id = $1`,
  );
}

t.test(
  'users are not all refreshed at the same minute before the end, but at some second of it',
  async (t) => {
    const { uplink, simulator, instance } = await start(t, IDLE);
    const random = Math.random;
    t.teardown(() => {
      Math.random = random;
    });
    const use = () => instance.tokens.use(HOST, async () => undefined);
    await minutesLeft(uplink, 10.5);
    Math.random = () => 0.1;
    await use();
    await instance.tokens.settled();
    t.equal(refreshes(simulator).length, 0, 'one a little later');
    Math.random = () => 0.9;
    await use();
    await instance.tokens.settled();
    t.equal(refreshes(simulator).length, 1, 'another a little earlier');
    t.equal((await simulator.requests({ path: '/oauth/token' })).length, 1);
  },
);
