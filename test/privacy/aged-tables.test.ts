import { readFile } from 'node:fs/promises';
import t from 'tap';
import { dataHandling } from '../../src/cli/manifest/data-handling.ts';
import { limits } from '../../src/limits.ts';
import { privacy } from '../../src/pages/en/privacy.ts';
import { createRetention } from '../../src/privacy/retention.ts';
import { startApp } from '../helpers/app.ts';
import { ageFailedJobs } from '../helpers/job-tables.ts';
import { HOST } from '../helpers/zoom-host.ts';

const read = (path: string) => readFile(new URL(`../../${path}`, import.meta.url), 'utf8');
const [schema, hosting] = await Promise.all([read('prisma/schema.prisma'), read('docs/self-hosting.md')]);
const tables = [...schema.matchAll(/^model \w+ \{[^}]*?@@map\("(\w+)"\)/gms)].map(([, table = '']) => table);

/** Rows that are deleted when they are older than their retention. */
interface Aged {
  /** Describes the rows, if a table has several kinds. */
  kind?: string;
  /** Columns and values of a row. `$1` is the user, and `$2` a number that makes the row unique. */
  columns: string;
  values: string;
  retention: string;
  /** Beginning of its line in the table of docs/self-hosting.md. */
  documented: string;
}

const livestream = { columns: 'user_id, kind, meeting_id', values: `$1, 'meeting', 1000 + $2::int` };
const AGED: Record<string, Aged[]> = {
  session: [
    {
      columns: 'id_hash, user_id',
      values: `sha256(($2::int || $1)::bytea), $1`,
      retention: limits.session.retention,
      documented: 'sessions',
    },
  ],
  authorization_request: [
    {
      columns: 'state_hash, browser_hash, code_verifier, next',
      values: `sha256($2::int::text::bytea), sha256($1::bytea), 'x', '/'`,
      retention: limits.authorizationRequest.retention,
      documented: 'sign-ins in progress',
    },
  ],
  livestream: [
    {
      columns: `${livestream.columns}, fetched_at, event_at, write_until`,
      values: `${livestream.values}, now(), now(), now()`,
      retention: limits.livestream.retention,
      documented: 'cached livestreams',
    },
  ],
  live_status: [
    {
      columns: `${livestream.columns}, state, since, event_at`,
      values: `${livestream.values}, 'idle', now(), now()`,
      retention: limits.liveStatus.retention,
      documented: 'cached livestreams, live statuses',
    },
  ],
  meeting_session: [
    {
      columns: `${livestream.columns}, started_at, ended_at, event_at`,
      values: `${livestream.values}, now(), now(), now()`,
      retention: limits.meetingSession.retention,
      documented: 'cached livestreams, live statuses, times of starts',
    },
  ],
  start_attempt: [
    {
      columns: `${livestream.columns}, at, check_at`,
      values: `${livestream.values}, now(), now()`,
      retention: limits.startAttempt.retention,
      documented: 'cached livestreams',
    },
  ],
  destination_switch: [
    {
      columns: `${livestream.columns}, id, destination_id, status, step, stopped_at, finished_at`,
      values: `${livestream.values}, gen_random_uuid(), gen_random_uuid(), 'done', 'starting', now(), now()`,
      retention: limits.destinationSwitch.retention,
      documented: 'switches',
    },
  ],
  listing_page: [
    {
      columns: 'user_id, kind, type, page_token, page, fetched_at',
      values: `$1, 'meeting', 'upcoming', $2::int::text, 'x', now()`,
      retention: limits.listingPage.retention,
      documented: 'cached pages',
    },
  ],
  livestream_change: [
    {
      columns: `id, ${livestream.columns}, "by", change, content`,
      values: `gen_random_uuid(), ${livestream.values}, 'zoom', 'drift', 'x'`,
      retention: limits.history.retention,
      documented: 'history of all',
    },
  ],
  bulk_update: [
    {
      columns: 'id, user_id, kind, status, finished_at, changed_fields',
      values: `gen_random_uuid(), $1, 'meeting', 'done', now(), array['n' || $2::int]`,
      retention: limits.bulkUpdate.retention,
      documented: 'bulk edits',
    },
    {
      kind: 'cancelled unchanged',
      columns: 'id, user_id, kind, status, finished_at, changed_fields',
      values: `gen_random_uuid(), $1, 'meeting', 'cancelled', now(), array['n' || $2::int]`,
      retention: limits.bulkUpdate.unchangedRetention,
      documented: 'bulk edits',
    },
  ],
  user_event: [
    {
      columns: 'user_id, event, data',
      values: `$1, 'x' || $2::int, '{}'`,
      retention: limits.userEvent.retention,
      documented: 'events for browsers',
    },
  ],
  webhook_event: [
    {
      kind: 'processed',
      columns: 'body_hash, user_hash, event, done_at',
      values: `sha256(('p' || $2::int)::bytea), sha256($1::bytea), 'x', now()`,
      retention: limits.webhookEvent.retention,
      documented: 'webhook events',
    },
    {
      kind: 'not processed',
      columns: 'body_hash, user_hash, event, payload',
      values: `sha256(('n' || $2::int)::bytea), sha256($1::bytea), 'x', 'encrypted'`,
      retention: limits.webhookEvent.retention,
      documented: 'webhook events',
    },
  ],
  rate_limit: [
    {
      columns: 'key, slowed_to, slowed_at, blocked_until, blocked_code',
      values: `$1 || $2::int, 1, now(), now(), '429'`,
      retention: limits.rateLimit.retention,
      documented: 'rate limiter',
    },
  ],
  erased_user: [
    {
      columns: 'user_hash',
      values: `sha256(($2::int || $1)::bytea)`,
      retention: limits.erasedUser.retention,
      documented: 'keyed hashes',
    },
  ],
};

/** Tables whose rows no age deletes, and the beginning of their line in docs/self-hosting.md. */
const KEPT: Record<string, string> = {
  installation: 'profile and tokens',
  token: 'profile and tokens',
  destination: 'destinations',
  calendar_feed: 'calendar feeds',
  bulk_update_row: 'bulk edits',
  key_check: 'records of the server',
  deployment: 'records of the server',
  job_worker: 'records of the server',
  job_run: 'records of the server',
  pending_erasure: 'records of the server',
};

/** One row of each kept table, of a user who has been away for ten years. */
const KEPT_ROWS = [
  `insert into destination (id, user_id, service, content) values (gen_random_uuid(), $1, 'custom', 'x')`,
  `insert into calendar_feed (user_id, token_hash) values ($1, sha256('t'))`,
  `with unfinished as (
     insert into bulk_update (id, user_id, kind, status) values (gen_random_uuid(), $1, 'meeting', 'running')
     returning id)
   insert into bulk_update_row (bulk_update_id, position, meeting_id, content) select id, 1, 1, 'x' from unfinished`,
  `insert into pending_erasure (user_hash, user_id, requested_at) values (sha256('h'), 'x' || $1, now())`,
  `insert into deployment (public_url) values ('https://uplink.example')`,
  `insert into job_worker (worker_id, instance_id) values ('w' || $1, gen_random_uuid())`,
  `insert into job_run (job, succeeded_at) values ('purge' || $1, now())`,
];

const documentedRow = (beginning: string) =>
  hosting.split('\n').find((line) => line.startsWith(`| ${beginning}`)) ?? '';

t.test('every table of the schema has a retention, or is kept for a documented reason', async (t) => {
  t.ok(tables.length > 20);
  t.same([...Object.keys(AGED), ...Object.keys(KEPT)].sort(), tables.sort());
  for (const [table, beginning] of Object.entries(KEPT)) t.ok(documentedRow(beginning), table);
  for (const [table, kinds] of Object.entries(AGED))
    for (const { documented, retention } of kinds)
      t.match(documentedRow(documented), new RegExp(`\\b${retention}\\b`), `${table} in the documentation`);
  t.match(documentedRow('webhook events and failed jobs'), limits.failedJob.retention);
});

t.test('the privacy page and the submission kit state the same periods', async (t) => {
  const { history } = privacy.stored.items;
  const { duration } = privacy;
  t.match(history.body, `history for ${limits.history.retention}`);
  t.match(history.body, `bulk edits are kept for ${limits.bulkUpdate.retention}`);
  t.match(history.body, `is kept for ${limits.destinationSwitch.retention}`);
  t.match(duration.body, `fetched for ${limits.livestream.retention}`);
  t.match(duration.body, `lists after ${limits.listingPage.retention}`);
  t.match(duration.body, `events after ${limits.webhookEvent.retention}`);
  t.match(duration.body, `remains for ${limits.erasedUser.retention}`);
  const kit = dataHandling({ publicUrl: 'https://uplink.example' });
  for (const kinds of Object.values(AGED)) t.match(kit, `after ${kinds[0]?.retention}`);
  for (const line of ['Latest switch of a livestream', 'Calendar feed', 'Live statuses'])
    t.match(kit, new RegExp(`^\\| ${line}`, 'm'));
});

t.test('each row is deleted after its retention, and not before', async (t) => {
  const { database, signIn } = await startApp(t, { startsJobs: false });
  const { pool } = database;
  await signIn(HOST);
  const { rows: timestamps } = await pool.query<{ table: string; columns: string[] }>(
    `select table_name as "table", array_agg(column_name::text) as columns from information_schema.columns
     where table_schema = current_schema() and data_type like 'timestamp%' group by 1`,
  );
  /** Makes a row, or each row of a table, this much older: all of its timestamps. Returns its new place. */
  const shift = async (table: string, age: string, place: string | null) => {
    const columns = timestamps.find((each) => each.table === table)?.columns ?? [];
    if (columns.length === 0) return undefined;
    const set = columns.map((column) => `"${column}" = "${column}" - $1::interval`).join(', ');
    const update = `update ${table} set ${set} where $2::tid is null or ctid = $2::tid returning ctid::text`;
    return (await pool.query<{ ctid: string }>(update, [age, place])).rows[0]?.ctid;
  };
  const has = async (table: string, place: string) =>
    (await pool.query(`select from ${table} where ctid = $1::tid`, [place])).rowCount === 1;

  for (const insert of KEPT_ROWS) await pool.query(insert.replaceAll('$1', `'${HOST}'`));
  for (const table of Object.keys(KEPT)) await shift(table, '10 years', null);
  await shift('bulk_update', '10 years', null);
  const count = async (table: string) => (await pool.query(`select from ${table}`)).rowCount;
  const kept = await Promise.all(Object.keys(KEPT).map(async (table) => [table, await count(table)]));
  for (const [table, rows] of kept) t.ok(rows, `${table} has a row`);

  const aged: { name: string; table: string; place: string; isOld: boolean }[] = [];
  for (const [table, kinds] of Object.entries(AGED))
    for (const { kind = '', columns, values, retention } of kinds)
      for (const isOld of [false, true]) {
        const row = values.replaceAll('$1', `'${HOST}'`).replaceAll('$2', String(aged.length));
        const insert = `insert into ${table} (${columns}) values (${row}) returning ctid::text`;
        const { rows } = await pool.query<{ ctid: string }>(insert);
        const age = `${retention} ${isOld ? 60 : -60} seconds`;
        const place = (await shift(table, age, rows[0]?.ctid ?? null)) ?? '';
        t.ok(await has(table, place));
        aged.push({ name: `${table} ${kind}`.trim(), table, place, isOld });
      }

  await createRetention({ database, log: { warn: (fields) => t.fail(JSON.stringify(fields)) } })();
  for (const { name, table, place, isOld } of aged)
    t.equal(
      await has(table, place),
      !isOld,
      `${name}: ${isOld ? 'deleted after' : 'kept until'} its retention`,
    );
  for (const [table, rows] of kept) t.equal(await count(String(table)), rows, `${table} is kept`);
});

t.test('a failed job is deleted after its retention, and not before', async (t) => {
  const { database } = await startApp(t, { startsJobs: false });
  const { pool } = database;
  const purge = createRetention({ database, log: { warn() {} } });
  const fail = `with job as (select (graphile_worker.add_job('event', '{"key":"00"}', max_attempts => 1)).id)
    select graphile_worker.permanently_fail_jobs(array(select id from job))`;
  const days = Number.parseInt(limits.failedJob.retention, 10);
  const jobs = async () => (await pool.query('select from graphile_worker.jobs')).rowCount;
  await pool.query(fail);
  await ageFailedJobs(pool, days - 1);
  await purge();
  t.equal(await jobs(), 1);
  await pool.query(fail);
  await ageFailedJobs(pool, days + 1);
  await purge();
  t.equal(await jobs(), 1, 'only the older one is deleted');
});
