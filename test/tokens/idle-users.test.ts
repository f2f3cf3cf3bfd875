import t from 'tap';
import { DecryptionError } from '../../src/crypto/decryption-error.ts';
import { connectDatabase } from '../../src/database/client.ts';
import { Problem } from '../../src/problem.ts';
import { createRefreshIdle, type IdleRefreshResult } from '../../src/tokens/refresh-idle.ts';
import { createTestDatabase } from '../helpers/database.ts';
import { travel } from '../helpers/token-module.ts';

const { url } = await createTestDatabase(t);
const database = connectDatabase({ url, poolMax: 2, onError: () => {} });
t.teardown(() => database.close());
const { pool } = database;
t.beforeEach(() => pool.query('delete from installation'));

/** Users with these names, whose tokens were last refreshed this many days ago. */
async function add(daysAgo: Record<string, number>, status = 'connected'): Promise<void> {
  await pool.query(
    `with users as (select * from unnest($1::text[], $2::float8[]) as user_of_row (user_id, days)),
          installed as (
            insert into installation (user_id, account_id, status, profile, data_key)
            select user_id, 'account', $3::installation_status, '', '' from users)
     insert into token (user_id, access_token, refresh_token, access_token_expires_at, generation, refreshed_at)
     select user_id, '', '', now(), 1, now() - make_interval(secs => days * 86400) from users`,
    [Object.keys(daysAgo), Object.values(daysAgo), status],
  );
}

const numbered = (prefix: string, count: number, daysAgo: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`${prefix}-${index}`, daysAgo]));

/** When the next refresh of this user is due, in days from now; negative if it is overdue. */
async function failedDaysAgo(userId: string): Promise<number | null> {
  const { rows } = await pool.query<{ days: number | null }>(
    `select (extract(epoch from now() - refresh_failed_at) / 86400)::float8 as days from token where user_id = $1`,
    [userId],
  );
  return rows[0]?.days ?? null;
}

/** The job, with the users whose refresh fails and their errors. `tried` are the users, in order. */
function start(errors: Record<string, Error> = {}, onRefresh: (userId: string) => void = () => {}) {
  const tried: string[] = [];
  const results: IdleRefreshResult[] = [];
  const warnings: [object, string][] = [];
  const run = createRefreshIdle({
    database,
    tokens: {
      async refreshNow(userId) {
        tried.push(userId);
        onRefresh(userId);
        const error = errors[userId];
        if (error !== undefined) throw error;
        await pool.query('update token set refreshed_at = now() where user_id = $1', [userId]);
      },
    },
    hashUser: (userId) => Buffer.from(userId),
    count: (result) => results.push(result),
    log: { warn: (fields, message) => warnings.push([fields, message]) },
  });
  return { run, tried, results, warnings };
}

const undecryptable = () => new Problem('reconnect_required', { cause: new DecryptionError('unknown_key') });

t.test('users who were idle for a day are refreshed, the longest idle first', async (t) => {
  await add({ two: 2, nine: 9, recent: 0.9, five: 5 });
  const { run, tried, results, warnings } = start();
  await run();
  t.same(tried, ['nine', 'five', 'two']);
  t.same(results, ['refreshed', 'refreshed', 'refreshed']);
  t.same(warnings, []);
  await run();
  t.equal(tried.length, 3);
});

t.test('a user whose refresh failed moves to the end, and the others are refreshed', async (t) => {
  await add({ nine: 9, five: 5, two: 2 });
  const { run, tried, results } = start({ nine: new Problem('zoom_unavailable') });
  await run();
  t.same(tried, ['nine', 'five', 'two']);
  t.same(results, ['failed', 'refreshed', 'refreshed']);
  const days = await failedDaysAgo('nine');
  t.ok(days !== null && days >= 0 && days < 1);
  await add({ four: 4 });
  const next = start();
  await next.run();
  t.same(next.tried, ['four', 'nine'], 'the next run tries it last');
});

t.test('a user whose grant has ended, or who was erased, is skipped for 30 days', async (t) => {
  await add({ ended: 9, erased: 8 });
  const { run, tried, results } = start({
    ended: new Problem('reconnect_required'),
    erased: new Problem('not_signed_in'),
  });
  await run();
  t.same(results, ['reconnect_required', 'reconnect_required']);
  t.ok(Math.abs((await failedDaysAgo('ended')) ?? 0) > 29);
  await run();
  t.same(tried, ['ended', 'erased']);
});

t.test('users without a connection are not refreshed, and are skipped for 30 days', async (t) => {
  await add({ ended: 20 }, 'reconnect_required');
  await add({ two: 2 });
  const { run, tried, results } = start();
  await run();
  t.same(tried, ['two']);
  t.same(results, ['refreshed']);
  t.ok(((await failedDaysAgo('ended')) ?? 0) < -29);
  t.equal(await failedDaysAgo('two'), null);
});

t.test('a run reads further pages until no user is left', async (t) => {
  await add(numbered('ended', 499, 20), 'reconnect_required');
  await add({ first: 30, last: 2 });
  const { run, tried } = start();
  await run();
  t.same(tried, ['first', 'last']);
});

t.test('a run refreshes a maximum number of users', async (t) => {
  await add(numbered('idle', 503, 20));
  await add({ ended: 30, gone: 30 }, 'reconnect_required');
  const { run, tried } = start();
  await run();
  t.equal(tried.length, 500);
});

t.test('users whose data key can’t be decrypted are logged once, by their hashes', async (t) => {
  await add({ ...numbered('damaged', 21, 9), fine: 2 });
  const errors = Object.fromEntries(
    Object.keys(numbered('damaged', 21, 9)).map((id) => [id, undecryptable()]),
  );
  const { run, tried, results, warnings } = start(errors);
  await run();
  t.equal(tried.at(-1), 'fine', 'the others are refreshed');
  t.equal(results.filter((result) => result === 'undecryptable').length, 21);
  t.equal(warnings.length, 1);
  const [fields, message] = warnings[0] ?? [];
  t.match(fields, { count: 21, users: Array });
  t.equal(message, 'data keys can’t be decrypted: is a key missing from ENCRYPTION_KEYS?');
  const { users = [] } = fields as { users?: string[] };
  t.equal(users.length, 20, 'a maximum number of hashes');
  t.ok(
    users.includes(Buffer.from('damaged-0').toString('hex')) ||
      users.includes(Buffer.from('damaged-1').toString('hex')),
  );
  const days = await failedDaysAgo('damaged-0');
  t.ok(days !== null && days >= 0 && days < 1, 'it is tried again after the others');
});

t.test('they are logged also if the run ends with an error', async (t) => {
  await add({ damaged: 9, failing: 5, other: 2 });
  const { run, tried, warnings } = start({
    damaged: undecryptable(),
    failing: new Problem('app_misconfigured'),
  });
  await t.rejects(run(), { code: 'app_misconfigured' });
  t.match(warnings, [[{ count: 1 }, /ENCRYPTION_KEYS/]]);
  t.same(tried, ['damaged', 'failing'], 'the error would occur for every user');
});

t.test('an unreachable database ends the run', async (t) => {
  await add({ nine: 9, two: 2 });
  const { run, tried } = start({ nine: new Problem('temporarily_unavailable') });
  await t.rejects(run(), { code: 'temporarily_unavailable' });
  t.same(tried, ['nine']);
});

t.test('five failures in a row end the run, others do not', async (t) => {
  const failing = numbered('failing', 4, 9);
  const problem = new Problem('zoom_unavailable');
  const errors: Record<string, Error> = { last: problem };
  for (const userId of Object.keys(failing)) errors[userId] = problem;
  await add({ ...failing, fine: 8, last: 7, fine2: 6 });
  const four = start(errors);
  await four.run();
  t.same(four.tried.slice(4), ['fine', 'last', 'fine2']);
  await pool.query('delete from installation');
  await add({ ...failing, last: 8, fine: 7 });
  const five = start(errors);
  t.equal(await five.run().catch((error: unknown) => error), problem);
  t.equal(five.tried.length, 5);
  t.notOk(five.tried.includes('fine'));
});

t.test('a run ends after 50 minutes', async (t) => {
  await add({ nine: 9, five: 5, two: 2 });
  const advance = travel(t);
  const { run, tried } = start({}, () => advance(26 * 60_000));
  await run();
  t.same(tried, ['nine', 'five']);
});
