import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import t, { type Test } from 'tap';
import { connectDatabase } from '../../src/database/client.ts';
import { createRetention } from '../../src/privacy/retention.ts';
import type { PermitRequest, RateLimitBackend } from '../../src/zoom/rate-limit/backend.ts';
import {
  emissionInterval,
  MIN_SLOWDOWN_INTERVAL_MS,
  recoveredRate,
  reservePermits,
} from '../../src/zoom/rate-limit/gcra.ts';
import { createPostgresBackend } from '../../src/zoom/rate-limit/postgres-backend.ts';
import { createRateLimiter } from '../../src/zoom/rate-limit/rate-limiter.ts';
import { RateLimitedError } from '../../src/zoom/response-errors.ts';
import { createTestDatabase } from '../helpers/database.ts';
import { startDatabaseGate } from '../helpers/database-gate.ts';
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

/** Budgets of several processes for an account that nobody has called yet. */
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

const rateLimitedError = (requested: Promise<void>) =>
  requested.then(
    () => undefined,
    (error: unknown) => error,
  );

// How fast that is, and that each has their share, is proved on a clock that stands still: pace.test.ts.
t.test('two processes together have no place in the line twice, and everybody’s turn comes', async (t) => {
  let given = 0;
  const counted = (limits: RateLimitBackend): RateLimitBackend => ({
    ...limits,
    async take(...requested) {
      const permits = await limits.take(...requested);
      given += permits.count;
      return permits;
    },
  });
  const { caller, process, callers } = start(40, counted);
  const began = await databaseNow();
  const outcomes = [process(), process()].flatMap((budget, user) =>
    callers.calls(budget, 30, { ...caller, userId: `${user}` }),
  );
  t.ok(await eventually(() => startsOf(outcomes).length === 60));
  const { rows } = await database.pool.query<{ end: number }>(
    'select next_ms as end from rate_limit order by next_ms desc limit 1',
  );
  const length = Number(rows[0]?.end) - began;
  t.ok(given > 0 && length >= given * emissionInterval(40) - 1, `${given} turns in a line of ${length} ms`);
});

t.test('turns taken at the very same time are different ones', async (t) => {
  const limits = createPostgresBackend({ database, sessionSecret });
  const limit = { label: 'light', accountId: randomBytes(8).toString('hex') } as const;
  await limits.take(limit, REQUEST);
  // A line so long that it does not run out meanwhile: then its end says exactly how many places were taken.
  const { rows } = await database.pool.query<{ key: string; end: number }>(
    `update rate_limit set next_ms = extract(epoch from clock_timestamp()) * 1000 + 800
     where key = (select key from rate_limit order by updated_at desc limit 1) returning key, next_ms as end`,
  );
  // All of them wait for the row, each in a statement that began when nobody had taken a place yet.
  const holder = await connect(t, url).pool.connect();
  await holder.query('begin');
  await holder.query('select from rate_limit for update');
  const taking = Array.from({ length: 3 }, () => limits.take(limit, REQUEST));
  const waiting = `select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`;
  t.ok(await eventually(async () => (await database.pool.query(waiting)).rowCount === 3));
  await holder.query('commit');
  holder.release();
  for (const { count } of await Promise.all(taking)) t.equal(count, 1);
  const { rows: after } = await database.pool.query<{ end: number }>(
    'select next_ms as end from rate_limit where key = $1',
    [rows[0]?.key],
  );
  const contexts = (Number(after[0]?.end) - Number(rows[0]?.end)) / emissionInterval(REQUEST.perSecond);
  t.ok(contexts > 2.99, `${contexts} places`);
});

async function databaseNow(): Promise<number> {
  const { rows } = await database.pool.query(
    'select extract(epoch from clock_timestamp())::float8 * 1000 as now',
  );
  return rows[0].now;
}

/** A row of its own for each test, and what `take` says of it. */
async function startRow() {
  const limits = createPostgresBackend({ database, sessionSecret });
  const limit = { label: 'light', accountId: randomBytes(8).toString('hex') } as const;
  const { rows: before } = await database.pool.query<{ key: string }>('select key from rate_limit');
  const known = new Set(before.map(({ key }) => key));
  await limits.take(limit, REQUEST);
  const { rows: after } = await database.pool.query<{ key: string }>('select key from rate_limit');
  const key = after.find((row) => !known.has(row.key))?.key;
  return { limits, limit, key };
}

t.test('a queue whose end is an hour ahead gives slots again within its horizon', async (t) => {
  const { limits, limit, key } = await startRow();
  await database.pool.query('update rate_limit set next_ms = next_ms + 3600000 where key = $1', [key]);
  const { firstMs, intervalMs } = await limits.take(limit, REQUEST);
  t.ok(firstMs <= 1_000 + intervalMs + 0.001, `the next slot is ${firstMs} ms away`);
  t.ok(await eventually(async () => (await limits.take(limit, REQUEST)).count === 1));
});

t.test('a database whose clock was set back by an hour delays nothing by an hour', async (t) => {
  const { limits, limit, key } = await startRow();
  await limits.block(limit, { code: 'zoom_rate_limited', remainingMs: 400 }, { perSecond: 25 });
  const setBack = `update rate_limit set next_ms = next_ms + 3600000, blocked_until = blocked_until + interval '1 hour',
                     slowed_at = slowed_at + interval '1 hour', updated_at = updated_at + interval '1 hour' where key = $1`;
  await database.pool.query(setBack, [key]);
  const block = await limits.blockOf(limit);
  // The columns store whole milliseconds, so each of the two times may be rounded by half a millisecond.
  t.ok(block === undefined || block.remainingMs <= 401, `no longer than before: ${block?.remainingMs} ms`);
  t.ok(await eventually(async () => (await limits.take(limit, REQUEST)).count === 1));

  await database.pool.query(setBack, [key]);
  const { intervalMs } = await limits.take(limit, REQUEST);
  t.ok(intervalMs > 0 && intervalMs <= emissionInterval(17) + 0.1, `${intervalMs} ms between two calls`);
  await limits.block(limit, { code: 'zoom_rate_limited', remainingMs: 1 }, { perSecond: 25 });
  t.ok(await eventually(async () => (await limits.take(limit, REQUEST)).count === 1));
});

t.test('a time that Zoom has named to one process holds for the others, and after a restart', async (t) => {
  const { caller, process } = start(25);
  const update = { ...caller, updates: true };
  const [one, other] = [process(), process()];
  await one.permit(caller);
  await one.reportRateLimited(caller, new RateLimitedError('zoom_rate_limited', { retryAfter: 30 }));
  for (const budget of [one, other, process()]) {
    const rejection = await rateLimitedError(budget.permit({ ...caller, userId: 'colleague' }));
    t.match(rejection, { code: 'zoom_rate_limited', members: { retryAfter: 30 } });
    t.equal(await rateLimitedError(budget.permit({ ...caller, label: 'medium' })), undefined);
  }

  await one.reportRateLimited(
    { ...update, label: 'medium' },
    new RateLimitedError('zoom_daily_limit', { retryAfter: 7_200 }),
  );
  for (const budget of [one, other, process()]) {
    const ofMedium = { ...update, label: 'medium' } as const;
    t.match(await rateLimitedError(budget.permit(ofMedium)), { code: 'zoom_daily_limit' });
    t.equal(await rateLimitedError(budget.permit({ ...ofMedium, userId: 'colleague' })), undefined);
  }
});

t.test('a daily limit outlasts what is said of a second, and is not lifted by it', async (t) => {
  const { caller, process } = start(25);
  await process().reportRateLimited(caller, new RateLimitedError('zoom_daily_limit', { retryAfter: 86_400 }));
  await process().reportRateLimited(caller, new RateLimitedError('zoom_rate_limited', { retryAfter: 1 }));
  const rejection = await rateLimitedError(process().permit(caller));
  t.match(rejection, { code: 'zoom_daily_limit', members: { retryAfter: 86_400 } });
});

t.test('no call is sent before the time that was named', async (t) => {
  const { caller, process, callers } = start(25);
  const [one, other] = [process(), process()];
  const reported = performance.now();
  await one.reportRateLimited(caller, new RateLimitedError('zoom_rate_limited', { retryAfter: 1 }));
  const waits = callers.call(other, { ...caller, priority: 'bulk' });
  t.ok(await eventually(() => waits.startedAt !== undefined));
  t.ok(Number(waits.startedAt) - reported >= 1_000);
});

t.test(
  'after a rejection by Zoom all processes are slower, once for all rejections of a second',
  async (t) => {
    const limits = createPostgresBackend({ database, sessionSecret });
    const tooFast = () => new RateLimitedError('zoom_rate_limited', { retryAfter: 1 });

    /** Milliseconds since the rate of the account was lowered, on the database's clock. */
    const lowered = async () => {
      const { rows } = await database.pool.query<{ key: string; agoMs: number }>(
        `select key, extract(epoch from clock_timestamp() - slowed_at)::float8 * 1000 as "agoMs"
       from rate_limit where slowed_to = 14 order by slowed_at desc limit 1`,
      );
      return rows[0] ?? { key: '', agoMs: Number.POSITIVE_INFINITY };
    };

    /** Several rejections within a second; undefined if this machine took longer than that for them. */
    async function reject() {
      const { caller, accountId, process } = start(20);
      const interval = async () =>
        (await limits.take({ label: 'light', accountId }, { ...REQUEST, waiting: 0, perSecond: 20 }))
          .intervalMs;
      await process().permit(caller);
      t.ok(Math.abs((await interval()) - emissionInterval(20)) < 0.1);
      const began = await databaseNow();
      await Promise.all(Array.from({ length: 5 }, () => process().reportRateLimited(caller, tooFast())));
      return (await databaseNow()) - began < MIN_SLOWDOWN_INTERVAL_MS ? interval : undefined;
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

t.test('the statement counts as the arithmetic that the properties are proved of', async (t) => {
  const limits = createPostgresBackend({ database, sessionSecret });
  const limit = { label: 'light', accountId: 'arithmetic' } as const;
  await limits.take(limit, REQUEST);
  const { rows } = await database.pool.query('select key from rate_limit order by updated_at desc limit 1');
  const request = fc.record({
    waiting: fc.nat(40),
    share: fc.nat(10),
    priority: fc.constantFrom('interactive' as const, 'bulk' as const),
    burstMs: fc.constantFrom(0, 200),
    perSecond: fc.constantFrom(1, 4, 25, 80),
  });
  // Kept away from where a millisecond decides: places are asked for in the middle between two.
  await fc.assert(
    fc.asyncProperty(request, fc.integer({ min: -15, max: 15 }), async (requested, tenths) => {
      const prefetchMs = tenths * 100 + 50;
      const before = performance.now();
      await database.pool.query(
        'update rate_limit set next_ms = extract(epoch from clock_timestamp()) * 1000 + $2::float8 where key = $1',
        [rows[0].key, prefetchMs],
      );
      const taken = await limits.take(limit, requested);
      const passed = performance.now() - before;
      const maxConcurrent = reservePermits(prefetchMs, emissionInterval(requested.perSecond), requested);
      const later = reservePermits(prefetchMs - passed - 5, emissionInterval(requested.perSecond), requested);
      const isBetween = (name: 'count' | 'firstMs' | 'idleMs' | 'burstMs') =>
        taken[name] >= Math.min(maxConcurrent[name], later[name]) - 0.01 &&
        taken[name] <= Math.max(maxConcurrent[name], later[name]) + 0.01;
      return (
        (['count', 'firstMs', 'idleMs', 'burstMs'] as const).every(isBetween) &&
        Math.abs(taken.intervalMs - maxConcurrent.intervalMs) < 0.01
      );
    }),
    { numRuns: 200 },
  );
  t.pass();
});

t.test(
  'without the database a process paces its own calls, and forgets no time that it was told',
  async (t) => {
    const gate = await startDatabaseGate(t, url);
    const limits = createPostgresBackend({ database: connect(t, gate.url), sessionSecret });
    for (const unreachable of ['cut', 'swallow'] as const) {
      const { caller, callers } = start(20);
      const budget = createRateLimiter({ perSecond: { light: 20, medium: 20 }, limits });
      await budget.permit(caller);
      gate[unreachable]();
      const outcomes = callers.calls(budget, 25, caller);
      t.ok(await eventually(() => startsOf(outcomes).length === 25, { withinMs: 20_000 }), unreachable);
      t.ok(maxInASecond(startsOf(outcomes)) <= 21);
      const began = performance.now();
      await budget.reportRateLimited(caller, new RateLimitedError('zoom_rate_limited', { retryAfter: 30 }));
      // A database that swallows everything is itself waited for at least three seconds.
      t.ok(performance.now() - began < 2_500, 'without waiting for the database');
      t.match(await rateLimitedError(budget.permit(caller)), { code: 'zoom_rate_limited' });
      gate.open();
      const other = createRateLimiter({
        perSecond: { light: 20, medium: 20 },
        limits: createPostgresBackend({ database, sessionSecret }),
      });
      t.ok(
        await eventually(async () => (await rateLimitedError(other.permit(caller))) !== undefined, {
          withinMs: 25_000,
        }),
        'and tells the others when it is back',
      );
    }
  },
);

t.test('nobody can be found in the rows, which go when they are not used any more', async (t) => {
  const { caller, accountId, process } = start(25);
  await process().permit(caller);
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
    'but those that still say something stay',
  );
});
