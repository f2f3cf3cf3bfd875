import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import t, { type Test } from 'tap';
import { connectDatabase } from '../../src/database/client.ts';
import { createRetention } from '../../src/privacy/retention.ts';
import type { Limit, RateLimitBackend } from '../../src/zoom/rate-limit/backend.ts';
import {
  type Cooldown,
  coolDown,
  emissionInterval,
  MIN_SLOWDOWN_INTERVAL_MS,
  type PermitRequest,
  type Permits,
  recoveredRate,
  reserve,
} from '../../src/zoom/rate-limit/gcra.ts';
import { createPostgresBackend } from '../../src/zoom/rate-limit/postgres-backend.ts';
import { createRateLimiter } from '../../src/zoom/rate-limit/rate-limiter.ts';
import { RateLimitedError } from '../../src/zoom/response-errors.ts';
import { createTestDatabase } from '../helpers/database.ts';
import { startDatabaseProxy } from '../helpers/database-proxy.ts';
import { eventually } from '../helpers/eventually.ts';
import { CALLER, createCallers, maxInASecond, startsOf } from './callers.ts';

const { url } = await createTestDatabase(t);
const sessionSecret = randomBytes(32);
const database = connect(t, url);
const REQUEST: PermitRequest = {
  waiting: 1,
  share: 1,
  priority: 'interactive',
  burstMs: 0,
  perSecond: 25,
};

function connect(t: Test, databaseUrl: string) {
  const connected = connectDatabase({ url: databaseUrl, poolMax: 4, onError() {} });
  t.teardown(() => connected.close());
  return connected;
}

/** Rate limiters of several processes for a new account. */
function start(perSecond: number, change = (limits: RateLimitBackend) => limits) {
  const accountId = randomBytes(8).toString('hex');
  const process = (secret = sessionSecret) =>
    createRateLimiter({
      perSecond: { light: perSecond, medium: perSecond },
      limits: change(createPostgresBackend({ database, sessionSecret: secret })),
    });
  const caller = { ...CALLER, accountId, userId: `user of ${accountId}` };
  return { caller, accountId, process, callers: createCallers(performance) };
}

/** What a rate limiter does with the backend. */
function operations() {
  const { update } = createPostgresBackend({ database, sessionSecret });
  return {
    reserve: (limit: Limit, request: PermitRequest) => update(limit, (state) => reserve(state, request)),
    cooldownOf: (limit: Limit) => update(limit, (state) => [state, state.cooldown]),
    recordCooldown: (limit: Limit, cooldown: Cooldown, { perSecond }: { perSecond: number }) =>
      update(limit, (state) => [coolDown(state, cooldown, perSecond), undefined]),
  };
}

const rateLimitedError = (requested: Promise<void>) =>
  requested.then(
    () => undefined,
    (error: unknown) => error,
  );

// The exact rate and the shares are tested with a fake clock in gcra.test.ts.
t.test('two processes never share a slot, and every call gets a permit', async (t) => {
  let granted = 0;
  const counted = (limits: RateLimitBackend): RateLimitBackend => ({
    async update(...requested) {
      const result = await limits.update(...requested);
      granted += (result as Permits).count;
      return result;
    },
  });
  const { caller, process, callers } = start(40, counted);
  const startedAt = await databaseNow();
  const outcomes = [process(), process()].flatMap((limiter, user) =>
    callers.calls(limiter, 30, { ...caller, userId: `${user}` }),
  );
  t.ok(await eventually(() => startsOf(outcomes).length === 60));
  const { rows } = await database.pool.query<{ end: number }>(
    'select next_ms as end from rate_limit order by next_ms desc limit 1',
  );
  const length = Number(rows[0]?.end) - startedAt;
  t.ok(
    granted > 0 && length >= granted * emissionInterval(40) - 1,
    `${granted} permits in a queue of ${length} ms`,
  );
});

t.test('concurrent reservations get different slots', async (t) => {
  const limits = operations();
  const limit = { label: 'light', accountId: randomBytes(8).toString('hex') } as const;
  await limits.reserve(limit, REQUEST);
  // The next slot is so far away that no idle time occurs: then its change equals the number of
  // reserved slots.
  const { rows } = await database.pool.query<{ key: string; end: number }>(
    `update rate_limit set next_ms = extract(epoch from clock_timestamp()) * 1000 + 800
     where key = (select key from rate_limit order by updated_at desc limit 1) returning key, next_ms as end`,
  );
  // All of them wait for the row lock, in statements that started before any slot was reserved.
  const holder = await connect(t, url).pool.connect();
  await holder.query('begin');
  await holder.query('select from rate_limit for update');
  const taking = Array.from({ length: 3 }, () => limits.reserve(limit, REQUEST));
  const waiting = `select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`;
  t.ok(await eventually(async () => (await database.pool.query(waiting)).rowCount === 3));
  await holder.query('commit');
  holder.release();
  for (const { count } of await Promise.all(taking)) t.equal(count, 1);
  const { rows: after } = await database.pool.query<{ end: number }>(
    'select next_ms as end from rate_limit where key = $1',
    [rows[0]?.key],
  );
  const slots = (Number(after[0]?.end) - Number(rows[0]?.end)) / emissionInterval(REQUEST.perSecond);
  t.ok(slots > 2.99, `${slots} slots`);
});

async function databaseNow(): Promise<number> {
  const { rows } = await database.pool.query(
    'select extract(epoch from clock_timestamp())::float8 * 1000 as now',
  );
  return rows[0].now;
}

/** A new row for each test. */
async function startRow() {
  const limits = operations();
  const limit = { label: 'light', accountId: randomBytes(8).toString('hex') } as const;
  const { rows: before } = await database.pool.query<{ key: string }>('select key from rate_limit');
  const keysBefore = new Set(before.map(({ key }) => key));
  await limits.reserve(limit, REQUEST);
  const { rows: after } = await database.pool.query<{ key: string }>('select key from rate_limit');
  const key = after.find((row) => !keysBefore.has(row.key))?.key;
  return { limits, limit, key };
}

t.test('a queue whose end is an hour ahead soon grants permits again', async (t) => {
  const { limits, limit, key } = await startRow();
  await database.pool.query('update rate_limit set next_ms = next_ms + 3600000 where key = $1', [key]);
  const { firstMs, intervalMs } = await limits.reserve(limit, REQUEST);
  t.ok(firstMs <= 1_000 + intervalMs + 0.001, `the next slot is ${firstMs} ms away`);
  t.ok(await eventually(async () => (await limits.reserve(limit, REQUEST)).count === 1));
});

t.test('setting the database’s clock back by an hour does not delay calls by an hour', async (t) => {
  const { limits, limit, key } = await startRow();
  await limits.recordCooldown(limit, { code: 'zoom_rate_limited', remainingMs: 400 }, { perSecond: 25 });
  const setBack = `update rate_limit set next_ms = next_ms + 3600000, blocked_until = blocked_until + interval '1 hour',
                     slowed_at = slowed_at + interval '1 hour', updated_at = updated_at + interval '1 hour' where key = $1`;
  await database.pool.query(setBack, [key]);
  const cooldown = await limits.cooldownOf(limit);
  // The columns store whole milliseconds, so each of the two times may be rounded by half a
  // millisecond.
  t.ok(!cooldown || cooldown.remainingMs <= 401, `no longer than before: ${cooldown?.remainingMs} ms`);
  t.ok(await eventually(async () => (await limits.reserve(limit, REQUEST)).count === 1));

  await database.pool.query(setBack, [key]);
  const { intervalMs } = await limits.reserve(limit, REQUEST);
  t.ok(intervalMs > 0 && intervalMs <= emissionInterval(17) + 0.1, `${intervalMs} ms between two calls`);
  await limits.recordCooldown(limit, { code: 'zoom_rate_limited', remainingMs: 1 }, { perSecond: 25 });
  t.ok(await eventually(async () => (await limits.reserve(limit, REQUEST)).count === 1));
});

t.test('a cooldown of one process applies to the others, and after a restart', async (t) => {
  const { caller, process } = start(25);
  const update = { ...caller, updates: true };
  const [one, other] = [process(), process()];
  await one.acquire(caller);
  await one.reportRateLimited(caller, new RateLimitedError('zoom_rate_limited', { retryAfter: 30 }));
  for (const limiter of [one, other, process()]) {
    const rejection = await rateLimitedError(limiter.acquire({ ...caller, userId: 'colleague' }));
    t.match(rejection, { code: 'zoom_rate_limited', members: { retryAfter: 30 } });
    t.equal(await rateLimitedError(limiter.acquire({ ...caller, label: 'medium' })), undefined);
  }

  await one.reportRateLimited(
    { ...update, label: 'medium' },
    new RateLimitedError('zoom_daily_limit', { retryAfter: 7_200 }),
  );
  for (const limiter of [one, other, process()]) {
    const ofMedium = { ...update, label: 'medium' } as const;
    t.match(await rateLimitedError(limiter.acquire(ofMedium)), { code: 'zoom_daily_limit' });
    t.equal(await rateLimitedError(limiter.acquire({ ...ofMedium, userId: 'colleague' })), undefined);
  }
});

t.test('a later limit per second does not shorten a daily limit', async (t) => {
  const { caller, process } = start(25);
  await process().reportRateLimited(caller, new RateLimitedError('zoom_daily_limit', { retryAfter: 86_400 }));
  await process().reportRateLimited(caller, new RateLimitedError('zoom_rate_limited', { retryAfter: 1 }));
  const rejection = await rateLimitedError(process().acquire(caller));
  t.match(rejection, { code: 'zoom_daily_limit', members: { retryAfter: 86_400 } });
});

t.test('no call is sent before the end of a cooldown', async (t) => {
  const { caller, process, callers } = start(25);
  const [one, other] = [process(), process()];
  const reported = performance.now();
  await one.reportRateLimited(caller, new RateLimitedError('zoom_rate_limited', { retryAfter: 1 }));
  const waiting = callers.call(other, { ...caller, priority: 'bulk' });
  t.ok(await eventually(() => waiting.startedAt !== undefined));
  t.ok(Number(waiting.startedAt) - reported >= 1_000);
});

t.test(
  'after a rejection by Zoom all processes use a lower rate, which several rejections in a second lower only once',
  async (t) => {
    const limits = operations();
    const tooFast = () => new RateLimitedError('zoom_rate_limited', { retryAfter: 1 });

    /** Milliseconds since the rate of the account was lowered, by the database's clock. */
    const lowered = async () => {
      const { rows } = await database.pool.query<{ key: string; agoMs: number }>(
        `select key, extract(epoch from clock_timestamp() - slowed_at)::float8 * 1000 as "agoMs"
       from rate_limit where slowed_to = 14 order by slowed_at desc limit 1`,
      );
      return rows[0] ?? { key: '', agoMs: Number.POSITIVE_INFINITY };
    };

    /**
     * Several rejections within a second; undefined if this machine took longer than that for them.
     */
    async function reject() {
      const { caller, accountId, process } = start(20);
      const interval = async () =>
        (await limits.reserve({ label: 'light', accountId }, { ...REQUEST, waiting: 0, perSecond: 20 }))
          .intervalMs;
      await process().acquire(caller);
      t.ok(Math.abs((await interval()) - emissionInterval(20)) < 0.1);
      const startedAt = await databaseNow();
      await Promise.all(Array.from({ length: 5 }, () => process().reportRateLimited(caller, tooFast())));
      return (await databaseNow()) - startedAt < MIN_SLOWDOWN_INTERVAL_MS ? interval : undefined;
    }

    let interval: (() => Promise<number>) | undefined;
    const wasQuick = async () => {
      interval = await reject();
      return interval !== undefined;
    };
    t.ok(await eventually(wasQuick));
    const { key } = await lowered();
    for (const seconds of [0, 9, 9]) {
      await database.pool.query(
        'update rate_limit set slowed_at = slowed_at - make_interval(secs => $2) where key = $1',
        [key, seconds],
      );
      const before = await lowered();
      const now = Number(await interval?.());
      const after = await lowered();
      const at = ({ agoMs }: { agoMs: number }) =>
        emissionInterval(recoveredRate({ perSecond: 14, agoMs }, 20));
      t.ok(now <= at(before) + 0.01 && now >= at(after) - 0.01, `${at(after)} <= ${now} <= ${at(before)}`);
    }
  },
);

t.test('the stored state gives the same permits as one in memory', async (t) => {
  const limits = operations();
  const limit = { label: 'light', accountId: 'arithmetic' } as const;
  await limits.reserve(limit, REQUEST);
  const { rows } = await database.pool.query('select key from rate_limit order by updated_at desc limit 1');
  const request = fc.record({
    waiting: fc.nat(40),
    share: fc.nat(10),
    priority: fc.constantFrom('interactive' as const, 'bulk' as const),
    burstMs: fc.constantFrom(0, 200),
    perSecond: fc.constantFrom(1, 4, 25, 80),
  });
  // The values are midway between two slots, where a millisecond does not change the result.
  await fc.assert(
    fc.asyncProperty(request, fc.integer({ min: -15, max: 15 }), async (requested, tenths) => {
      const prefetchMs = tenths * 100 + 50;
      const before = performance.now();
      await database.pool.query(
        'update rate_limit set next_ms = extract(epoch from clock_timestamp()) * 1000 + $2::float8 where key = $1',
        [rows[0].key, prefetchMs],
      );
      const taken = await limits.reserve(limit, requested);
      const passed = performance.now() - before;
      const [, earlier] = reserve({ slotMs: prefetchMs }, requested);
      const [, later] = reserve({ slotMs: prefetchMs - passed - 5 }, requested);
      const isBetween = (name: 'count' | 'firstMs' | 'burstMs') =>
        taken[name] >= Math.min(earlier[name], later[name]) - 0.01 &&
        taken[name] <= Math.max(earlier[name], later[name]) + 0.01;
      return (
        (['count', 'firstMs', 'burstMs'] as const).every(isBetween) &&
        Math.abs(taken.intervalMs - earlier.intervalMs) < 0.01
      );
    }),
    { numRuns: 200 },
  );
  t.pass();
});

t.test('without the database, a process limits its own calls and remembers cooldowns', async (t) => {
  const gate = await startDatabaseProxy(t, url);
  const limits = createPostgresBackend({ database: connect(t, gate.url), sessionSecret });
  for (const unreachable of ['cut', 'blackhole'] as const) {
    const { caller, callers } = start(20);
    const limiter = createRateLimiter({ perSecond: { light: 20, medium: 20 }, limits });
    await limiter.acquire(caller);
    gate[unreachable]();
    const outcomes = callers.calls(limiter, 25, caller);
    t.ok(await eventually(() => startsOf(outcomes).length === 25, { withinMs: 20_000 }), unreachable);
    t.ok(maxInASecond(startsOf(outcomes)) <= 21);
    const startedAt = performance.now();
    await limiter.reportRateLimited(caller, new RateLimitedError('zoom_rate_limited', { retryAfter: 30 }));
    // Waiting for a database that swallows everything would take at least three seconds.
    t.ok(performance.now() - startedAt < 2_500, 'without waiting for the database');
    t.match(await rateLimitedError(limiter.acquire(caller)), { code: 'zoom_rate_limited' });
    gate.open();
    const other = createRateLimiter({
      perSecond: { light: 20, medium: 20 },
      limits: createPostgresBackend({ database, sessionSecret }),
    });
    t.ok(
      await eventually(async () => (await rateLimitedError(other.acquire(caller))) !== undefined, {
        withinMs: 25_000,
      }),
      'and the cooldown is stored when the database is back',
    );
  }
});

t.test('the rows identify no user, and are deleted when they are unused', async (t) => {
  const { caller, accountId, process } = start(25);
  await process().acquire(caller);
  await process().reportRateLimited(
    { ...caller, updates: true },
    new RateLimitedError('zoom_daily_limit', { retryAfter: 60 }),
  );
  const keys = async () => {
    const { rows } = await database.pool.query<{ key: string }>('select key from rate_limit');
    return rows.map(({ key }) => key);
  };
  t.ok((await keys()).length > 5);
  t.notMatch((await keys()).join(' '), new RegExp(`${accountId}|user of`));
  await createRetention({ database, log: { warn() {} } })();
  t.ok((await keys()).length > 5);
  await database.pool.query(`update rate_limit set updated_at = now() - interval '3 days'`);
  await createRetention({ database, log: { warn() {} } })();
  const { rows } = await database.pool.query(
    `select from rate_limit where updated_at < now() - interval '1 day'
       and coalesce(blocked_until, '-infinity') < now() - interval '10 seconds'`,
  );
  t.equal(rows.length, 0);
  t.ok(
    (await keys()).some((key) => key.startsWith('updates:')),
    'but rows with a cooldown are kept',
  );
});
