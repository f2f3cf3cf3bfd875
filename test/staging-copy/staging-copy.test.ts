import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';
import { runCli } from '../../src/cli/run.ts';
import { type RunningApp, secretsOf, startApp } from '../helpers/app.ts';
import { Client } from '../helpers/client.ts';
import { copyDatabase } from '../helpers/database.ts';
import { operatorEnvironment } from '../helpers/operator.ts';
import { sendBytes } from '../helpers/webhooks.ts';
import { addHosted, COLLEAGUE, HOST, waitUntil } from '../helpers/zoom-host.ts';

const uiDirectory = fileURLToPath(new URL('../../src/ui', import.meta.url));
const openapi = JSON.parse(await readFile(new URL('../../openapi.json', import.meta.url), 'utf8'));
const STAGING = { STAGING_COPY: 'true' };

/**
 * Production with two users, cached settings, a calendar feed and waiting jobs, stopped 40 days
 * later: each token has expired.
 */
async function startProduction(t: Test) {
  const production = await startApp(t, { startsJobs: false });
  const { simulator, database } = production;
  const hosted = addHosted(simulator);
  const client = await production.signIn(HOST);
  await production.signIn(COLLEAGUE);
  await client.get('/api/meetings?type=upcoming');
  await client.get(hosted.path);
  const feed = (await client.post('/api/calendar')).json.url;
  const changes = { page_url: 'https://watch.example/other' };
  const update = { meeting_ids: [hosted.id], changes, dry_run: false };
  t.equal((await client.post('/api/bulk-updates', { body: update })).status, 202);
  await database.pool.query(`update token set access_token_expires_at = now() - interval '1 hour',
    refreshed_at = now() - interval '40 days'`);
  for (const table of ['livestream', 'listing_page'])
    await database.pool.query(`update ${table} set fetched_at = now() - interval '1 day'`);
  await database.pool.query(`update calendar_feed set checked_at = now() - interval '1 day'`);
  for (const job of ['refresh-idle', 'purge', 'check-live'])
    await database.pool.query('select graphile_worker.add_job($1)', [job]);
  await production.close();
  return { production, client, hosted, feedPath: new URL(feed).pathname };
}

/** A copy of production's database with an instance, which talks to the given Zoom. */
async function startCopy(t: Test, production: RunningApp, env: Record<string, string>) {
  const databaseUrl = await copyDatabase(t, production);
  const sharedWith = { ...production, databaseUrl };
  return startApp(t, { sharedWith, uiDirectory, env });
}

const jobs = async ({ database }: RunningApp) =>
  (await database.pool.query('select id, attempts, run_at, locked_at from graphile_worker.jobs order by id'))
    .rows;

t.test('a staging copy sends nothing to Zoom, although its tokens have expired and jobs wait', async (t) => {
  const { production, client: signedIn, hosted, feedPath } = await startProduction(t);
  const { simulator } = production;
  const staging = await startCopy(t, production, STAGING);
  const [waiting, sent] = [await jobs(staging), simulator.requests().length];
  const client = new Client(staging.url, simulator);
  for (const [name, value] of signedIn.cookies) client.cookies.set(name, value);
  t.equal((await client.get('/readyz')).status, 200);
  t.equal((await client.get('/api/me')).status, 200, 'the session was copied');

  for (const [path, operations] of Object.entries<object>(openapi.paths)) {
    if (path === '/api/events') continue;
    const at = path.replace('{id}', path.startsWith('/api/meetings') ? hosted.id : '82929473321');
    for (const method of Object.keys(operations)) {
      const response = await client.request(method.toUpperCase(), at, method === 'get' ? {} : { body: {} });
      const name = `${method} ${at}: ${response.status}`;
      if (method === 'get') t.ok(response.status < 500 && response.status !== 401, name);
      else t.match(response, { status: 403, json: { code: 'staging_copy' } }, name);
    }
  }
  t.match(await client.get(hosted.path), { status: 200, json: { stale: true } }, 'the cached settings');
  const uncached = await client.get(hosted.path, { 'cache-control': 'no-cache' });
  t.match(uncached, { status: 403, json: { code: 'staging_copy' } });
  t.equal((await client.get(feedPath)).status, 200, 'the calendar feed');
  t.equal((await sendBytes(staging, '{"event":"app_deauthorized","payload":{}}')).status, 403);

  // The same database without the variable: when this instance has sent a token, a scheduler that
  // ran on the staging copy would have done so, too.
  const { ENCRYPTION_KEYS = '', SESSION_SECRET = '' } = secretsOf(production);
  const ordinary = await startApp(t, {
    databaseUrl: await copyDatabase(t, production),
    env: { ENCRYPTION_KEYS, SESSION_SECRET },
  });
  await waitUntil(() => ordinary.simulator.requests({ path: '/oauth/token' }).length > 1);
  t.same(simulator.requests().slice(sent), []);
  t.same(await jobs(staging), waiting);
  t.equal((await staging.database.pool.query('select from webhook_event')).rowCount, 0);
});

t.test('no user can sign in to a staging copy, and every screen has a banner', async (t) => {
  const { production } = await startProduction(t);
  const staging = await startCopy(t, production, STAGING);
  const client = staging.client();
  for (const path of ['/install', '/signin', '/oauth/callback?code=c', '/oauth/callback?code=c&state=s']) {
    const { status, text, headers } = await client.get(path, { 'accept-language': 'de' });
    t.match({ status, text }, { status: 403, text: /keine Anmeldung möglich/ }, path);
    t.equal(headers.location, undefined);
  }
  for (const path of ['/', '/meetings', '/account', '/panel'])
    t.match(
      (await client.get(path)).text,
      /<body>\s+<aside class="staging-copy" lang="en" aria-label="Staging copy">Staging copy/,
      path,
    );
  const ordinary = await startApp(t, { uiDirectory });
  t.notMatch((await ordinary.client().get('/')).text, /Staging copy/);
});

t.test('the commands of a staging copy send nothing to Zoom either', async (t) => {
  const { production } = await startProduction(t);
  const { simulator } = production;
  const staging = await startCopy(t, production, STAGING);
  const sent = simulator.requests().length;
  const uplink = async (...args: string[]) => {
    const output: string[] = [];
    const print = (line: string) => output.push(line);
    const env = { ...operatorEnvironment(staging), ...secretsOf(production), ...STAGING };
    const code = await runCli(args, { env, stdout: print, stderr: print, confirm: async () => true });
    return { code, output: output.join('\n') };
  };
  t.match(await uplink('users', 'erase', HOST, '--yes'), {
    code: 0,
    output: 'erased from this copy; the grant in Zoom was not revoked',
  });
  t.match(await uplink('users', 'list'), { code: 0, output: COLLEAGUE });
  const { code, output } = await uplink('doctor');
  t.equal(code, 0);
  t.match(output, /^warning\s+staging_copy\s+STAGING_COPY is true/m);
  for (const check of ['event_url', 'secret_token', 'zoom_credentials', 'clock', 'redirect_url', 'events'])
    t.match(output, new RegExp(`^skipped\\s+${check}\\s`, 'm'));
  t.match(output, /^ok\s+public_url/m);
  t.same(simulator.requests().slice(sent), []);
});
