import t, { type Test } from 'tap';
import { Problem } from '../../src/problem.ts';
import { createRefreshIdle, type IdleRefreshResult } from '../../src/tokens/refresh-idle.ts';
import { createHashes } from '../../src/webhooks/inbox.ts';
import { type RunningApp, startApp } from '../helpers/app.ts';
import { eventually } from '../helpers/eventually.ts';
import { knownCrontabs } from '../helpers/job-tables.ts';
import { startTokenInstance, tokenState } from '../helpers/token-instance.ts';
import { COLLEAGUE, changeRows, HOST, refreshes, STRANGER } from '../helpers/zoom-host.ts';

const USERS = [HOST, COLLEAGUE, STRANGER];

/** Three users whose tokens were last refreshed this many hours ago. */
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
  let max = 0;
  const instance = await startTokenInstance(t, uplink, {
    endpoint: (own) => ({
      ...own,
      async refresh(token) {
        now += 1;
        max = Math.max(max, now);
        return own.refresh(token).finally(() => {
          now -= 1;
        });
      },
    }),
  });
  const results: IdleRefreshResult[] = [];
  const warnings: object[] = [];
  const refreshIdle = createRefreshIdle({
    database: uplink.database,
    tokens: instance.tokens,
    hashUser: createHashes(uplink.config.sessionSecret.reveal()).user,
    count: (result) => results.push(result),
    log: { warn: (fields) => warnings.push(fields) },
  });
  /** Makes the failures of earlier runs an hour older, as they are when the next hourly run starts. */
  const waitForNextRun = () =>
    uplink.database.pool.query(`update token set refresh_failed_at = refresh_failed_at - interval '1 hour'`);
  const refreshed = () => refreshes(uplink.simulator).map(({ user }) => user);
  const { simulator } = uplink;
  const maxConcurrent = () => max;
  return {
    uplink,
    simulator,
    instance,
    refreshIdle,
    waitForNextRun,
    refreshed,
    maxConcurrent,
    results,
    warnings,
  };
}

const IDLE = { [HOST]: 48, [COLLEAGUE]: 72, [STRANGER]: 1 };

t.test('users who were idle for a day are refreshed serially, the longest idle first', async (t) => {
  const { refreshIdle, refreshed, maxConcurrent } = await start(t, IDLE);
  await refreshIdle();
  t.strictSame(refreshed(), [COLLEAGUE, HOST]);
  t.equal(maxConcurrent(), 1);
  await refreshIdle();
  t.equal(refreshed().length, 2, 'and not again within a day');
});

t.test('a run ends when its instance stops, and the next run continues', async (t) => {
  const { refreshIdle, refreshed } = await start(t, IDLE);
  await refreshIdle(AbortSignal.abort());
  t.strictSame(refreshed(), []);
  await refreshIdle();
  t.strictSame(refreshed(), [COLLEAGUE, HOST]);
});

t.test('a removal without a webhook is detected, and does not block the refresh of others', async (t) => {
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
  t.equal(refreshes(simulator).length, 2, 'a grant that has ended is not refreshed again');
});

t.test('if our credentials are rejected, the others are not tried, and no connection is lost', async (t) => {
  const { uplink, simulator, refreshIdle, waitForNextRun, refreshed } = await start(t, IDLE);
  const body = { error: 'invalid_client' };
  simulator.addFault({ kind: 'answer', status: 401, body, path: '/oauth/token' });
  await t.rejects(refreshIdle());
  t.equal(refreshes(simulator).length, 1);
  for (const userId of USERS) t.match(await tokenState(uplink, userId), { status: 'connected' });
  await waitForNextRun();
  await refreshIdle();
  t.strictSame(refreshed().slice(1).sort(), [HOST, COLLEAGUE].sort(), 'the next run refreshes them');
});

t.test('a user for whom Zoom fails does not keep the others from being refreshed', async (t) => {
  const { uplink, simulator, refreshIdle, waitForNextRun, refreshed, results } = await start(t, IDLE);
  simulator.addFault({ kind: 'answer', status: 503, path: '/oauth/token' });
  await refreshIdle();
  t.strictSame(results, ['failed', 'refreshed']);
  t.strictSame(refreshed(), [COLLEAGUE, HOST]);
  for (const userId of USERS) t.match(await tokenState(uplink, userId), { status: 'connected' });
  await waitForNextRun();
  await refreshIdle();
  t.strictSame(refreshed().slice(2), [COLLEAGUE], 'the next run refreshes that user');
});

t.test('a user whose refresh failed is tried after the others', async (t) => {
  const { simulator, refreshIdle, waitForNextRun, refreshed } = await start(t, { ...IDLE, [STRANGER]: 30 });
  simulator.addFault({
    kind: 'answer',
    status: 401,
    body: { error: 'invalid_client' },
    path: '/oauth/token',
  });
  await t.rejects(refreshIdle());
  await waitForNextRun();
  await refreshIdle();
  t.strictSame(refreshed(), [COLLEAGUE, HOST, STRANGER, COLLEAGUE]);
});

t.test('if Zoom fails for five users in a row, the others are not tried', async (t) => {
  const { uplink, refreshIdle, results, simulator } = await start(t, IDLE);
  await uplink.database.pool.query(
    `with copied as (
       insert into installation (user_id, account_id, status, profile, data_key)
       select 'copy-' || n, account_id, status, profile, data_key from installation, generate_series(1, 9) as n
       where user_id = $1 returning user_id)
     insert into token (user_id, access_token, refresh_token, access_token_expires_at, generation, refreshed_at)
     select copied.user_id, access_token, refresh_token, access_token_expires_at, generation,
            now() - interval '80 days' from token, copied where token.user_id = $1`,
    [HOST],
  );
  const failing: ReturnType<typeof createRefreshIdle> = createRefreshIdle({
    database: uplink.database,
    tokens: { refreshNow: async () => Promise.reject(new Problem('zoom_unavailable')) },
    hashUser: () => Buffer.alloc(32),
    count: (result) => results.push(result),
    log: { warn() {} },
  });
  await t.rejects(failing(), { code: 'zoom_unavailable' });
  t.strictSame(results, Array(5).fill('failed'));
  simulator.clearRequests();
  await refreshIdle();
  t.equal(
    refreshes(simulator).length,
    2,
    'the duplicated rows can’t be decrypted; both other users are refreshed',
  );
});

for (const [name, dataKey] of [
  ['is damaged', `'\\x0102'`],
  ['was encrypted with a key that is missing', `set_byte(data_key, 1, get_byte(data_key, 1) # 255)`],
] as const) {
  t.test(`a user whose data key ${name} is counted and logged; all others are refreshed`, async (t) => {
    const { uplink, refreshIdle, waitForNextRun, refreshed, results, warnings } = await start(t, IDLE);
    const userHash = createHashes(uplink.config.sessionSecret.reveal()).user(COLLEAGUE).toString('hex');
    await changeRows(uplink, COLLEAGUE, `update installation set data_key = ${dataKey} where user_id = $1`);
    await refreshIdle();
    t.strictSame(refreshed(), [HOST]);
    t.strictSame(results, ['undecryptable', 'refreshed']);
    t.strictSame(warnings, [{ count: 1, users: [userHash] }], 'one log line');
    t.notMatch(JSON.stringify(warnings), COLLEAGUE);
    t.match(await tokenState(uplink, COLLEAGUE), { status: 'connected' }, 'the key may be configured again');
    await waitForNextRun();
    await refreshIdle();
    t.equal(warnings.length, 2, 'once per run');
  });
}

t.test('it runs as an hourly job', async (t) => {
  const { uplink } = await start(t, IDLE);
  const { pool } = uplink.database;
  t.strictSame(await knownCrontabs(pool), ['purge', 'refresh-idle']);
  const { generation } = await tokenState(uplink);
  await pool.query(`select graphile_worker.add_job('refresh-idle')`);
  t.ok(await eventually(async () => (await tokenState(uplink)).generation === generation + 1n));
});

/** Gives the access token this many minutes of lifetime. */
function minutesLeft(uplink: RunningApp, minutes: number): Promise<number> {
  return changeRows(
    uplink,
    HOST,
    `update token set access_token_expires_at = now() + interval '${minutes} minutes',
                      refreshed_at = now() - interval '40 minutes' where user_id = $1`,
  );
}

t.test('proactive refreshes of different users are spread over a minute', async (t) => {
  const { uplink, simulator, instance } = await start(t, IDLE);
  const random = Math.random;
  t.teardown(() => {
    Math.random = random;
  });
  const use = () => instance.tokens.use(HOST, async () => undefined);
  await minutesLeft(uplink, 10.5);
  Math.random = () => 0.1;
  await use();
  await instance.tokens.waitUntilIdle();
  t.equal(refreshes(simulator).length, 0, 'one user is refreshed a little later');
  Math.random = () => 0.9;
  await use();
  await instance.tokens.waitUntilIdle();
  t.equal(refreshes(simulator).length, 1, 'another a little earlier');
  t.equal((await simulator.requests({ path: '/oauth/token' })).length, 1);
});
