import t from 'tap';
import { connectDatabase } from '../../src/database/client.ts';
import { createUserCache } from '../../src/database/user-cache.ts';
import { limits } from '../../src/limits.ts';
import { endSessionsOf, endSessionsOfAll } from '../../src/sessions/end-sessions.ts';
import { createSessions } from '../../src/sessions/sessions.ts';
import { createTestDatabase } from '../helpers/database.ts';
import { eventually } from '../helpers/eventually.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const ALICE = 'alice';
const BOB = 'bob';

const { url } = await createTestDatabase(t);
const database = connectDatabase({ url, poolMax: 4, onError: () => {} });
t.teardown(() => database.close());
const { pool } = database;
await pool.query(
  `insert into installation (user_id, account_id, status, profile, data_key, updated_at)
   select user_id, 'account', 'connected', '', '', now() from unnest($1::text[]) as user_id`,
  [[ALICE, BOB]],
);
t.beforeEach(() => pool.query('delete from session'));

/** An instance with sessions of at most twelve idle hours and seven days. */
function start({
  maxCached,
  maxUsers = 100,
  isTrusted = () => true,
}: {
  maxCached?: number;
  maxUsers?: number;
  isTrusted?: () => boolean;
} = {}) {
  const userCache = createUserCache({ isTrusted, maxUsers });
  const cached = maxCached === undefined ? {} : { maxCached };
  return { userCache, ...createSessions({ database, userCache, idleHours: 12, maxDays: 7, ...cached }) };
}

/** Moves the clock of this process, not the database's. */
function travel(t: { teardown(fn: () => void): void }) {
  const { now } = performance;
  let aheadMs = 0;
  performance.now = () => now.call(performance) + aheadMs;
  t.teardown(() => {
    performance.now = now;
  });
  return (ms: number) => {
    aheadMs += ms;
  };
}

/** Makes every session older or idle for longer. */
function age(column: 'created_at' | 'last_seen_at', ms: number) {
  return pool.query(`update session set ${column} = now() - make_interval(secs => $1)`, [ms / 1000]);
}

/** How long the only session has been idle. */
async function idleMs(): Promise<number> {
  const { rows } = await pool.query<{ ms: number }>(
    'select (extract(epoch from now() - last_seen_at) * 1000)::float8 as ms from session',
  );
  return rows[0]?.ms ?? Number.NaN;
}

t.test(
  'a session belongs to its user, has an unguessable ID and is cached after its first use',
  async (t) => {
    const sessions = start();
    const [id, other] = [await sessions.begin(ALICE), await sessions.begin(BOB)];
    t.match(id, /^[A-Za-z0-9_-]{43}$/);
    t.equal(sessions.cachedUserOf(id), undefined);
    t.equal(await sessions.userOf(id), ALICE);
    t.equal(await sessions.userOf(other), BOB);
    t.equal(sessions.cachedUserOf(id), ALICE);
    await pool.query('delete from session');
    t.equal(await sessions.userOf(id), ALICE, 'without a query');
    t.equal(await start().userOf(id), undefined);
  },
);

t.test('a value that is not an ID is rejected without a query', async (t) => {
  const userCache = createUserCache({ isTrusted: () => true });
  const noDatabase = { sql: {}, prisma: {} } as typeof database;
  const { userOf } = createSessions({ database: noDatabase, userCache, idleHours: 12, maxDays: 7 });
  const id = 'a'.repeat(43);
  for (const value of ['', 'a', id.slice(1), `${id}a`, `!${id}`, `${id}!`, `${id.slice(1)}=`])
    t.equal(await userOf(value), undefined, value);
  await t.rejects(userOf(id), TypeError, 'an ID is looked up');
});

t.test('a session ends after its idle time and its lifetime, not before', async (t) => {
  for (const [column, maxMs] of [
    ['last_seen_at', 12 * HOUR_MS],
    ['created_at', 7 * DAY_MS],
  ] as const) {
    await pool.query('delete from session');
    const { begin, isActive, all } = start();
    const id = await begin(ALICE);
    await age(column, maxMs - MINUTE_MS);
    t.equal(await start().userOf(id), ALICE, column);
    await age(column, maxMs - MINUTE_MS);
    t.ok(await isActive(id), column);
    t.equal((await all(ALICE, id)).length, 1, column);
    await age(column, maxMs + 1_000);
    t.notOk(await isActive(id), column);
    t.equal(await start().userOf(id), undefined, column);
    t.same(await all(ALICE, id), [], column);
    await begin(ALICE);
    t.equal((await pool.query('select from session')).rowCount, 1, 'the next sign-in deletes it');
  }
});

t.test('a session that does not exist is not active', async (t) => {
  t.notOk(await start().isActive('a'.repeat(43)));
});

t.test('a cached session ends after its idle time', async (t) => {
  const { begin, userOf, cachedUserOf } = start();
  const id = await begin(ALICE);
  await age('last_seen_at', 11 * HOUR_MS);
  await userOf(id);
  const advance = travel(t);
  advance(12 * HOUR_MS - MINUTE_MS);
  t.equal(cachedUserOf(id), ALICE, 'its use extended it');
  advance(12 * HOUR_MS);
  t.equal(cachedUserOf(id), undefined);
  advance(-13 * HOUR_MS);
  t.equal(cachedUserOf(id), undefined, 'it left the cache');
});

t.test('a cached session ends after its lifetime, although it is used', async (t) => {
  const { begin, userOf, cachedUserOf } = start();
  const id = await begin(ALICE);
  await age('created_at', 6 * DAY_MS);
  await userOf(id);
  const advance = travel(t);
  advance(11 * HOUR_MS);
  t.equal(cachedUserOf(id), ALICE);
  advance(11 * HOUR_MS);
  t.equal(cachedUserOf(id), ALICE);
  advance(2 * HOUR_MS + 1_000);
  t.equal(cachedUserOf(id), undefined);
});

t.test('the time of last use is stored at most once per minute', async (t) => {
  const { begin, userOf, cachedUserOf } = start();
  const id = await begin(ALICE);
  await age('last_seen_at', HOUR_MS);
  await userOf(id);
  t.ok(await eventually(async () => (await idleMs()) < HOUR_MS / 2), 'at once if it is older');
  await age('last_seen_at', HOUR_MS);
  const advance = travel(t);
  advance(MINUTE_MS - 10_000);
  cachedUserOf(id);
  await pool.query('select 1');
  t.ok((await idleMs()) >= HOUR_MS, 'not within the minute');
  advance(10_000);
  cachedUserOf(id);
  t.ok(await eventually(async () => (await idleMs()) < HOUR_MS / 2));
});

t.test('a session that was used within the minute is not written', async (t) => {
  const { begin, userOf } = start();
  const id = await begin(ALICE);
  await age('last_seen_at', 30_000);
  await userOf(id);
  await pool.query('select 1');
  t.ok((await idleMs()) >= 30_000);
});

t.test('a lost update of the last use has no effect on the request', async (t) => {
  const userCache = createUserCache({ isTrusted: () => true });
  const sql = { ...database.sql, $queryRaw: database.sql.$queryRaw.bind(database.sql) };
  sql.$executeRaw = async () => Promise.reject(new Error('unreachable'));
  const { userOf } = createSessions({ database: { ...database, sql }, userCache, idleHours: 12, maxDays: 7 });
  const id = await start().begin(ALICE);
  await age('last_seen_at', HOUR_MS);
  t.equal(await userOf(id), ALICE);
});

t.test('the cache holds a maximum number of sessions, and drops the oldest', async (t) => {
  const { begin, userOf, cachedUserOf } = start({ maxCached: 2 });
  const ids = [await begin(ALICE), await begin(ALICE), await begin(ALICE)];
  for (const id of ids) await userOf(id);
  t.same(
    ids.map((id) => cachedUserOf(id)),
    [undefined, ALICE, ALICE],
  );
});

t.test('the session of a user who replaces another one in a full cache is cached at once', async (t) => {
  const { begin, userOf, cachedUserOf } = start({ maxUsers: 1 });
  const ids = [await begin(ALICE), await begin(BOB)];
  for (const id of ids) await userOf(id);
  t.same(
    ids.map((id) => cachedUserOf(id)),
    [undefined, BOB],
  );
});

t.test('sessions of users who were dropped make room for others', async (t) => {
  const { begin, userOf, cachedUserOf, userCache } = start({ maxCached: 3 });
  const [oldest, dropped] = [await begin(ALICE), await begin(BOB)];
  for (const id of [oldest, dropped]) await userOf(id);
  userCache.drop(BOB);
  for (const id of [await begin(ALICE), await begin(ALICE)]) await userOf(id);
  t.equal(cachedUserOf(oldest), ALICE);
});

t.test('a session is not cached if its user changed during the query, or messages may be lost', async (t) => {
  const { begin, userOf, cachedUserOf, userCache } = start();
  const id = await begin(ALICE);
  const user = userOf(id);
  userCache.drop(ALICE);
  t.equal(await user, ALICE);
  t.equal(cachedUserOf(id), undefined);
  const untrusted = start({ isTrusted: () => false });
  t.equal(await untrusted.userOf(id), ALICE);
  t.equal(untrusted.cachedUserOf(id), undefined);
});

t.test('ending a session ends only that one, here and on other instances', async (t) => {
  const sessions = start();
  const [id, other, ofBob] = [
    await sessions.begin(ALICE),
    await sessions.begin(ALICE),
    await sessions.begin(BOB),
  ];
  for (const each of [id, other, ofBob]) await sessions.userOf(each);
  const invalidated = await listen(t);
  await sessions.end(id);
  t.equal(sessions.cachedUserOf(id), undefined);
  t.equal(sessions.cachedUserOf(ofBob), BOB);
  t.equal(await sessions.userOf(id), undefined);
  t.equal(await sessions.userOf(other), ALICE);
  t.ok(await eventually(async () => invalidated.includes(ALICE)));
  t.notOk(invalidated.includes(BOB));
  await t.resolves(sessions.end(id), 'again');
});

t.test(
  'what an instance has cached about a user is read again after a session ends, and only then',
  async (t) => {
    const { begin, end, userOf, cachedUserOf } = start();
    const [id, other] = [await begin(ALICE), await begin(ALICE)];
    await userOf(other);
    await begin(ALICE);
    t.equal(cachedUserOf(other), ALICE, 'a sign-in that ends no session keeps the cache');
    await end(id);
    t.equal(cachedUserOf(other), undefined);
  },
);

t.test('ending an unknown session leaves the cache alone', async (t) => {
  const { begin, end, userOf, userCache } = start();
  await userOf(await begin(ALICE));
  const { version } = userCache;
  await end('a'.repeat(43));
  t.equal(userCache.version, version);
});

t.test('ending all sessions of a user ends no others', async (t) => {
  const sessions = start();
  const [id, ofBob] = [await sessions.begin(ALICE), await sessions.begin(BOB)];
  for (const each of [id, ofBob]) await sessions.userOf(each);
  const invalidated = await listen(t);
  await sessions.endAll(ALICE);
  t.equal(sessions.cachedUserOf(id), undefined);
  t.equal(await sessions.userOf(id), undefined);
  t.equal(await sessions.userOf(ofBob), BOB);
  t.ok(await eventually(async () => invalidated.includes(ALICE)));
});

t.test('an instance forgets the sessions that it ends, also if the database is unreachable', async (t) => {
  const userCache = createUserCache({ isTrusted: () => true });
  const { sql } = database;
  let isReachable = true;
  const breaking = {
    ...database,
    sql: {
      $executeRaw: sql.$executeRaw.bind(sql),
      $queryRaw: ((...args: Parameters<typeof sql.$queryRaw>) =>
        isReachable
          ? sql.$queryRaw(...args)
          : Promise.reject(new Error('unreachable'))) as typeof sql.$queryRaw,
    },
  };
  const sessions = createSessions({ database: breaking, userCache, idleHours: 12, maxDays: 7 });
  const [id, other] = [await sessions.begin(ALICE), await sessions.begin(ALICE)];
  for (const each of [id, other]) await sessions.userOf(each);
  isReachable = false;
  await t.rejects(sessions.end(id), { message: 'unreachable' });
  t.equal(sessions.cachedUserOf(id), undefined);
  t.equal(sessions.cachedUserOf(other), ALICE);
  await t.rejects(sessions.endOne(ALICE, 'unknown', other), { message: 'unreachable' });
  t.equal(sessions.cachedUserOf(other), undefined);
  isReachable = true;
  t.equal(await sessions.userOf(other), ALICE);
  isReachable = false;
  await t.rejects(sessions.endAll(ALICE), { message: 'unreachable' });
  t.equal(sessions.cachedUserOf(other), undefined);
});

t.test('a sign-in beyond the maximum ends the least recently used session of that user', async (t) => {
  const sessions = start();
  const ids: string[] = [];
  for (let count = 0; count < limits.session.max; count += 1) ids.push(await sessions.begin(ALICE));
  for (const id of ids) await sessions.userOf(id);
  t.equal(sessions.cachedUserOf(ids[1] ?? ''), ALICE, 'nothing was dropped yet');
  const invalidated = await listen(t);
  ids.push(await sessions.begin(ALICE));
  t.equal(sessions.cachedUserOf(ids[0] ?? ''), undefined);
  t.equal(await sessions.userOf(ids[0] ?? ''), undefined);
  for (const id of ids.slice(1)) t.ok(await sessions.isActive(id));
  t.ok(await eventually(async () => invalidated.includes(ALICE)));
});

t.test('the list has the user’s own sessions, the last used one first, and marks the caller’s', async (t) => {
  const { begin, all } = start();
  const first = await begin(ALICE);
  await age('last_seen_at', HOUR_MS);
  const second = await begin(ALICE);
  await begin(BOB);
  t.match(await all(ALICE, first), [{ isCurrent: false }, { isCurrent: true }]);
  t.match(await all(ALICE, second), [
    { isCurrent: true, createdAt: Date, lastSeenAt: Date },
    { isCurrent: false },
  ]);
});

t.test('the list has the device of each session, if it is known', async (t) => {
  const { begin, all } = start();
  const known = await begin(ALICE, { browser: 'Firefox', platform: 'Linux' });
  await age('last_seen_at', HOUR_MS);
  await begin(ALICE);
  t.match(await all(ALICE, known), [
    { browser: null, platform: null },
    { browser: 'Firefox', platform: 'Linux' },
  ]);
});

t.test('a user ends single sessions from the list, and only their own', async (t) => {
  const { begin, all, endOne, isActive, cachedUserOf, userOf } = start();
  const [own, other, ofBob] = [await begin(ALICE), await begin(ALICE), await begin(BOB)];
  const publicIdOf = async (userId: string, id: string) =>
    (await all(userId, id)).find(({ isCurrent }) => isCurrent)?.publicId ?? '';
  t.match(await publicIdOf(ALICE, own), /^[0-9a-f]{32}$/);
  for (const publicId of [await publicIdOf(BOB, ofBob), 'f'.repeat(32), ''])
    t.equal(await endOne(ALICE, publicId, own), 'unknown');
  t.ok(await isActive(ofBob));
  await userOf(other);
  const invalidated = await listen(t);
  t.equal(await endOne(ALICE, await publicIdOf(ALICE, other), own), 'ended');
  t.equal(cachedUserOf(other), undefined);
  t.notOk(await isActive(other));
  t.ok(await isActive(own));
  t.equal(await endOne(ALICE, await publicIdOf(ALICE, own), own), 'ended_current');
  t.notOk(await isActive(own));
  t.ok(await eventually(async () => invalidated.filter((userId) => userId === ALICE).length === 2));
});

t.test('an operator ends the sessions of one user or of all, and gets their number', async (t) => {
  const { begin } = start();
  t.equal(await endSessionsOf(database, ALICE), 0);
  t.equal(await endSessionsOfAll(database), 0);
  const begun = () => Promise.all([begin(ALICE), begin(ALICE), begin(BOB)]);
  await begun();
  t.equal(await endSessionsOf(database, ALICE), 2);
  await begun();
  const invalidated = await listen(t);
  t.equal(await endSessionsOfAll(database), 4);
  t.equal((await pool.query('select from session')).rowCount, 0);
  t.ok(await eventually(async () => invalidated.includes(ALICE) && invalidated.includes(BOB)));
});

/** The users about whom an invalidation was published. */
async function listen(t: { teardown(fn: () => Promise<void>): void }): Promise<string[]> {
  const users: string[] = [];
  const client = await pool.connect();
  t.teardown(async () => {
    await client.query('unlisten uplink');
    client.removeAllListeners('notification').release();
  });
  client.on('notification', ({ payload }) => users.push(JSON.parse(payload ?? '{}').user_id));
  await client.query('listen uplink');
  return users;
}
