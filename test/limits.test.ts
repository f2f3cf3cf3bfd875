import t, { type Test } from 'tap';
import { createKeyRing } from '../src/crypto/key-ring.ts';
import { createAuthorizationRequests } from '../src/installations/authorization-requests.ts';
import { limits } from '../src/limits.ts';
import { createRetention } from '../src/privacy/retention.ts';
import { type RunningApp, startApp } from './helpers/app.ts';
import { bulkUpdateFinished, startBulkUpdate } from './helpers/bulk.ts';
import { addHosted, HOST } from './helpers/zoom-host.ts';

/** Fills a table with $2 rows of the user $1, one second apart. */
const FILL: Record<string, { sql: string; max: number; agedBy?: string; retention?: string }> = {
  session: {
    sql: `insert into session (id_hash, user_id, last_seen_at)
          select sha256(n::text::bytea), $1, now() - make_interval(secs => n) from generate_series(1, $2::int) n`,
    max: limits.session.max,
    agedBy: 'last_seen_at',
    retention: limits.session.retention,
  },
  livestream: {
    sql: `insert into livestream (user_id, kind, meeting_id, updated_at)
          select $1, 'meeting', 1000 + n, now() - make_interval(secs => n) from generate_series(1, $2::int) n`,
    max: limits.livestream.max,
    agedBy: 'updated_at',
    retention: limits.livestream.retention,
  },
  live_status: {
    sql: `insert into live_status (user_id, kind, meeting_id, state, since, event_at)
          select $1, 'meeting', 1000 + n, 'idle', now(), now() - make_interval(secs => n) from generate_series(1, $2::int) n`,
    max: limits.liveStatus.max,
    agedBy: 'event_at',
    retention: limits.liveStatus.retention,
  },
  meeting_session: {
    sql: `insert into meeting_session (user_id, kind, meeting_id, started_at, event_at)
          select $1, 'meeting', 1000 + n, now(), now() - make_interval(secs => n) from generate_series(1, $2::int) n`,
    max: limits.meetingSession.max,
    agedBy: 'event_at',
    retention: limits.meetingSession.retention,
  },
  start_attempt: {
    sql: `insert into start_attempt (user_id, kind, meeting_id, at)
          select $1, 'meeting', 1000 + n, now() - make_interval(secs => n) from generate_series(1, $2::int) n`,
    max: limits.startAttempt.max,
    agedBy: 'at',
    retention: limits.startAttempt.retention,
  },
  destination_switch: {
    sql: `insert into destination_switch (user_id, kind, meeting_id, id, destination_id, status, step, created_at, finished_at)
          select $1, 'meeting', 1000 + n, gen_random_uuid(), gen_random_uuid(), 'done', 'starting',
                 now() - make_interval(secs => n), now()
          from generate_series(1, $2::int) n`,
    max: limits.destinationSwitch.max,
    agedBy: 'finished_at',
    retention: limits.destinationSwitch.retention,
  },
  listing_page: {
    sql: `insert into listing_page (user_id, kind, type, page_token, page, fetched_at)
          select $1, 'meeting', 'upcoming', n::text, 'x', now() - make_interval(secs => n) from generate_series(1, $2::int) n`,
    max: limits.listingPage.max,
    agedBy: 'fetched_at',
    retention: limits.listingPage.retention,
  },
  livestream_change: {
    sql: `insert into livestream_change (id, user_id, kind, meeting_id, at, "by", change, content)
          select gen_random_uuid(), $1, 'meeting', 1000 + n, now() - make_interval(secs => $2 - n), 'zoom', 'drift', 'x'
          from generate_series(1, $2::int) n`,
    max: limits.history.max,
    agedBy: 'at',
    retention: limits.history.retention,
  },
  user_event: {
    sql: `insert into user_event (user_id, event, data) select $1, 'x', '{}' from generate_series(1, $2::int) n`,
    max: limits.userEvent.max,
    agedBy: 'at',
    retention: limits.userEvent.retention,
  },
  bulk_update: {
    sql: `insert into bulk_update (id, user_id, kind, status, created_at, finished_at)
          select gen_random_uuid(), $1, 'meeting', 'done', now() - make_interval(secs => n), now()
          from generate_series(1, $2::int) n`,
    max: limits.bulkUpdate.max,
    agedBy: 'finished_at',
    retention: limits.bulkUpdate.retention,
  },
};

function purgeOf({ database }: RunningApp) {
  return createRetention({ database, log: { warn() {} } });
}

const uplink = await startApp(t, { startsJobs: false });
const { pool } = uplink.database;
const purge = purgeOf(uplink);
const count = async (table: string) => (await pool.query(`select from ${table}`)).rowCount;

for (const [table, { sql, max, agedBy, retention }] of Object.entries(FILL)) {
  t.test(`${table}: rows beyond the maximum or the retention are deleted`, async (t) => {
    await pool.query('truncate installation cascade');
    await uplink.signIn(HOST);
    await pool.query(`delete from ${table}`);
    await pool.query(sql, [HOST, max + 1]);
    await purge();
    t.equal(await count(table), max);
    await pool.query(
      `update ${table} set ${agedBy} = now() - $1::interval + interval '1 minute'
       where ctid in (select ctid from ${table} limit 10)`,
      [retention],
    );
    await purge();
    t.equal(await count(table), max, 'not before its expiry');
    await pool.query(
      `update ${table} set ${agedBy} = now() - $1::interval - interval '1 minute'
       where ctid in (select ctid from ${table} limit 10)`,
      [retention],
    );
    await purge();
    t.equal(await count(table), max - 10);
  });
}

for (const [table, sql, column, retention] of [
  [
    'authorization_request',
    `insert into authorization_request (state_hash, browser_hash, code_verifier, next)
    select sha256('a'), sha256('b'), 'x', '/'`,
    'created_at',
    limits.authorizationRequest.retention,
  ],
  [
    'erased_user',
    `insert into erased_user (user_hash) select sha256('a')`,
    'erased_at',
    limits.erasedUser.retention,
  ],
  ['rate_limit', `insert into rate_limit (key) values ('a')`, 'updated_at', limits.rateLimit.retention],
  [
    'webhook_event',
    `insert into webhook_event (body_hash, event, done_at) select sha256('a'), 'x', now()`,
    'done_at',
    limits.webhookEvent.retention,
  ],
] as const) {
  t.test(`${table}: rows beyond the retention are deleted`, async (t) => {
    await pool.query(`delete from ${table}`);
    await pool.query(sql);
    await purge();
    t.equal(await count(table), 1);
    await pool.query(`update ${table} set ${column} = now() - $1::interval - interval '1 second'`, [
      retention,
    ]);
    await purge();
    t.equal(await count(table), 0);
  });
}

/** A separate app for rows that requests create. */
async function start(t: Test, options: Parameters<typeof startApp>[1] = {}) {
  const own = await startApp(t, {
    env: { RATE_LIMIT_USER_PER_MINUTE: '100000', RATE_LIMIT_ADDRESS_PER_MINUTE: '10000' },
    ...options,
  });
  const host = await own.signIn(HOST);
  const counted = async (sql: string) =>
    (await own.database.pool.query<{ n: number }>(`select count(*)::int as n from ${sql}`)).rows[0]?.n;
  return { own, host, counted };
}

t.test('a 21st sign-in ends the least recently used session on every instance', async (t) => {
  const { own, host, counted } = await start(t);
  const other = await startApp(t, { sharedWith: own });
  const elsewhere = other.client();
  for (const [name, value] of host.cookies) elsewhere.cookies.set(name, value);
  t.equal((await elsewhere.get('/api/me')).status, 200);
  await own.database.pool.query(`update session set last_seen_at = now() - interval '1 hour'`);
  for (let n = 0; n < limits.session.max; n += 1) await own.signIn(HOST);
  t.equal(await counted('session'), limits.session.max);
  t.equal((await host.get('/api/me')).status, 401);
  while ((await elsewhere.get('/api/me')).status !== 401) await new Promise((next) => setTimeout(next, 20));
});

t.test('a browser keeps its newest authorization requests', async (t) => {
  const { own, counted } = await start(t);
  await own.database.pool.query(
    // As old as the next one, or newer: several tabs can begin in the same millisecond.
    `insert into authorization_request (state_hash, browser_hash, code_verifier, next, created_at)
     select sha256(n::text::bytea), sha256('browser'), 'x', '/', now() + interval '1 second'
     from generate_series(1, $1::int) n`,
    [limits.authorizationRequest.max],
  );
  const requests = createAuthorizationRequests(own.database, createKeyRing(own.config.encryptionKeys));
  const { state } = await requests.begin('browser', '/');
  t.equal(await counted('authorization_request'), limits.authorizationRequest.max);
  t.ok(await requests.consume(['browser'], state));
});

t.test('the history of a meeting keeps its newest reveals, and its newest other entries', async (t) => {
  const { own, host, counted } = await start(t);
  const { path, id } = addHosted(own.simulator);
  const fill = (change: string, many: number) =>
    own.database.pool.query(
      `insert into livestream_change (id, user_id, kind, meeting_id, at, "by", change, content)
       select gen_random_uuid(), $1, 'meeting', $2, now() - interval '1 day', 'uplink', $3::change_kind, 'x'
       from generate_series(1, $4::int)`,
      [HOST, id, change, many],
    );
  await fill('revealed', limits.history.maxRevealsPerMeeting);
  await fill('updated', limits.history.maxPerMeeting);
  t.equal((await host.get(`${path}?include=stream_key`)).status, 200);
  t.equal((await host.patch(path, { resolution: '1080p' }, { 'if-match': '*' })).status, 200);
  t.equal(await counted(`livestream_change where change = 'revealed'`), limits.history.maxRevealsPerMeeting);
  t.equal(await counted(`livestream_change where change <> 'revealed'`), limits.history.maxPerMeeting);
  t.equal(await counted(`livestream_change where at > now() - interval '1 hour'`), 2, 'with the new ones');
});

t.test('events beyond the maximum are deleted with the next one', async (t) => {
  const { own, host, counted } = await start(t);
  await own.database.pool.query(
    `insert into user_event (user_id, event, data) select $1, 'x', '{}' from generate_series(1, $2::int)`,
    [HOST, limits.userEvent.max + 5],
  );
  const { path } = addHosted(own.simulator);
  await host.get(path);
  await host.patch(path, { resolution: '1080p' }, { 'if-match': '*' });
  t.equal(await counted('user_event'), limits.userEvent.max);
  t.equal(await counted(`user_event where event = 'x' and id = (select min(id) from user_event)`), 1);
});

t.test('a bulk update beyond the maximum replaces the oldest, by number and by rows', async (t) => {
  const { own, host, counted } = await start(t);
  const { id } = addHosted(own.simulator);
  const fill = (many: number, rows: number) =>
    own.database.pool.query(
      `with made as (
         insert into bulk_update (id, user_id, kind, status, created_at, finished_at)
         select gen_random_uuid(), $1, 'meeting', 'done', now() - make_interval(hours => n), now()
         from generate_series(1, $2::int) n returning id)
       insert into bulk_update_row (bulk_update_id, position, meeting_id, status, content)
       select made.id, n, 82915473621, 'done', 'x' from made, generate_series(1, $3::int) n`,
      [HOST, many, rows],
    );
  await fill(limits.bulkUpdate.max, 1);
  await bulkUpdateFinished(
    host,
    await startBulkUpdate(host, { meeting_ids: [id], changes: { resolution: '1080p' } }),
  );
  t.equal(await counted('bulk_update'), limits.bulkUpdate.max);
  t.equal(
    await counted(`bulk_update where created_at < now() - interval '49.5 hours'`),
    0,
    'the oldest was deleted',
  );

  await own.database.pool.query('delete from bulk_update');
  await fill(limits.bulkUpdate.maxRows / 1_000, 1_000);
  await bulkUpdateFinished(
    host,
    await startBulkUpdate(host, { meeting_ids: [id], changes: { resolution: '720p' } }),
  );
  t.ok(Number(await counted('bulk_update_row')) <= limits.bulkUpdate.maxRows);
});

t.test(
  'cancelled bulk updates that changed nothing do not accumulate, and the last one can be read',
  async (t) => {
    const { own, host, counted } = await start(t, { startsJobs: false });
    const { id } = addHosted(own.simulator);
    for (let n = 0; n < 4; n += 1) {
      const path = await startBulkUpdate(host, { meeting_ids: [id], changes: { resolution: '1080p' } });
      t.match(await host.request('DELETE', path), { status: 200, json: { status: 'cancelled' } });
      t.match(await host.get(path), { status: 200, json: { status: 'cancelled', total: 1 } });
    }
    t.ok(Number(await counted('bulk_update')) <= 2);
    await own.database.pool.query(`update bulk_update set finished_at = now() - interval '61 minutes'`);
    await purgeOf(own)();
    t.equal(await counted('bulk_update'), 0);
  },
);
