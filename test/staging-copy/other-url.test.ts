import t, { type Test } from 'tap';
import { runCli } from '../../src/cli/run.ts';
import { type RunningApp, secretsOf, startApp } from '../helpers/app.ts';
import { copyDatabase, createTestDatabase } from '../helpers/database.ts';
import { operatorEnvironment } from '../helpers/operator.ts';
import { HOST } from '../helpers/zoom-host.ts';

const PRODUCTION = 'https://uplink.example';

/** Production at an https address: a user whose token has expired, a live status and a job that waits. */
async function startProduction(t: Test) {
  const production = await startApp(t, { startsJobs: false });
  await production.signIn(HOST);
  const { pool } = production.database;
  await pool.query(`update token set access_token_expires_at = now() - interval '1 hour',
    refreshed_at = now() - interval '40 days'`);
  await pool.query(
    `insert into live_status (user_id, kind, meeting_id, state, since, event_at)
     values ($1, 'meeting', 1, 'live', now(), now())`,
    [HOST],
  );
  await pool.query(`select graphile_worker.add_job('refresh-idle')`);
  await pool.query('insert into deployment (public_url) values ($1)', [PRODUCTION]);
  await production.close();
  return production;
}

/** A server with another address on a copy of this database. */
async function startCopy(t: Test, production: RunningApp, env: Record<string, string> = {}) {
  const databaseUrl = await copyDatabase(t, production);
  return startApp(t, { sharedWith: { ...production, databaseUrl }, env });
}

const readyz = async (app: RunningApp) => (await app.client().get('/readyz')).json;
const storedUrl = async ({ database }: RunningApp) =>
  (await database.pool.query('select public_url from deployment')).rows[0]?.public_url;
const liveStatuses = async ({ database }: RunningApp) =>
  (await database.pool.query('select from live_status')).rowCount;

async function uplink(app: RunningApp, production: RunningApp, args: string[], response = false) {
  const output: string[] = [];
  const print = (line: string) => output.push(line);
  const env = { ...operatorEnvironment(app), ...secretsOf(production) };
  const code = await runCli(args, { env, stdout: print, stderr: print, confirm: async () => response });
  return { code, output: output.join('\n') };
}

t.test(
  'a start on a copy of production without STAGING_COPY logs a warning with both remedies',
  async (t) => {
    const production = await startProduction(t);
    const isWarned = ({ logs }: RunningApp) =>
      logs.some((line) => line.includes('uplink adopt') && line.includes('STAGING_COPY=true'));
    for (const env of [{}, { PUBLIC_URL: 'https://staging.example' }]) {
      const copy = await startCopy(t, production, env);
      t.match(await readyz(copy), { status: 'ok' });
      t.ok(isWarned(copy), `${env.PUBLIC_URL ?? 'an address of this machine'}`);
      t.equal(await storedUrl(copy), PRODUCTION, 'the next start warns again');
    }
    for (const env of [{ STAGING_COPY: 'true' }, { PUBLIC_URL: PRODUCTION }]) {
      const copy = await startCopy(t, production, env);
      t.match(await readyz(copy), { status: 'ok' });
      t.notOk(isWarned(copy));
    }
  },
);

t.test('the doctor names production, and uplink adopt makes the copy the new production', async (t) => {
  const production = await startProduction(t);
  const copy = await startCopy(t, production);
  const before = await uplink(copy, production, ['doctor']);
  t.match(before, { code: 0, output: /^warning +own_database .*uplink\.example/m });
  t.equal(await liveStatuses(copy), 1);
  const no = await uplink(copy, production, ['adopt']);
  t.match(no, { code: 1, output: 'Nothing was changed.' });
  t.equal(await storedUrl(copy), PRODUCTION);

  const yes = await uplink(copy, production, ['adopt'], true);
  t.match(yes, { code: 0, output: /instead of https:\/\/uplink\.example$/ });
  t.equal(await liveStatuses(copy), 0, 'no livestream that has ended since is shown as live');
  t.match((await uplink(copy, production, ['doctor'])).output, /^ok +own_database /m);
});

t.test('the address is stored at the first start, unless it is one of this machine', async (t) => {
  const { url: databaseUrl } = await createTestDatabase(t);
  const local = await startApp(t, { databaseUrl });
  t.match(await readyz(local), { status: 'ok' });
  t.equal(await storedUrl(local), undefined);
  for (let start = 0; start < 2; start += 1) {
    const hosted = await startApp(t, { sharedWith: local, env: { PUBLIC_URL: PRODUCTION } });
    t.match(await readyz(hosted), { status: 'ok' });
    t.equal(await storedUrl(hosted), PRODUCTION);
  }
});

t.test('uplink adopt with pending migrations changes nothing', async (t) => {
  const production = await startProduction(t);
  const copy = await startCopy(t, production);
  await copy.database.pool.query(`delete from _prisma_migrations where migration_name like '%deployment'`);
  const { code, output } = await uplink(copy, production, ['adopt', '--yes']);
  t.match({ code, output }, { code: 1, output: 'Migrations are pending: run npm run migrate.' });
  t.equal(await liveStatuses(copy), 1);
});
