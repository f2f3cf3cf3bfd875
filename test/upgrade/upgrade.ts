import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Pool } from 'pg';
import t from 'tap';
import { startSimulator } from '../../tools/zoom-simulator/simulator.ts';
import { CLIENT } from '../helpers/app.ts';
import { bulkUpdateFinished, CHANGES, ids, startBulkUpdate } from '../helpers/bulk.ts';
import { Client } from '../helpers/client.ts';
import { createEmptyDatabase } from '../helpers/database.ts';
import { freePort } from '../helpers/free-port.ts';
import { type RunningProcess, startProcess } from '../helpers/process.ts';
import { addHosted, refreshes, waitUntil } from '../helpers/zoom-host.ts';

const run = promisify(execFile);
const NEW = fileURLToPath(new URL('../..', import.meta.url));
const OLD = process.env.PREVIOUS_BUILD ?? '';

/** Outlives the test in which a process starts. */
const wholeFile = { teardown: (end: () => unknown) => t.teardown(end) };
const { url: databaseUrl } = await createEmptyDatabase(t);
const pool = new Pool({ connectionString: databaseUrl, max: 2 });
t.teardown(() => pool.end());
/** Users open this address; each test sends its requests to an instance directly. */
const PUBLIC_URL = 'http://127.0.0.1:3998';
const simulator = await startSimulator({ ...CLIENT, redirectUris: [`${PUBLIC_URL}/oauth/callback`] });
t.teardown(simulator.close);

const environment = {
  NODE_ENV: 'production',
  PUBLIC_URL,
  HOST: '127.0.0.1',
  METRICS_PORT: '0',
  DATABASE_URL: databaseUrl,
  ZOOM_CLIENT_ID: CLIENT.clientId,
  ZOOM_CLIENT_SECRET: CLIENT.clientSecret,
  ZOOM_WEBHOOK_SECRET_TOKEN: CLIENT.webhookSecretToken,
  ZOOM_OAUTH_URL: simulator.url,
  ZOOM_API_URL: simulator.apiUrl,
  ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}`,
  SESSION_SECRET: randomBytes(32).toString('base64'),
};

interface Instance extends RunningProcess {
  url: string;
}

/** Starts an instance of a build, and waits until it is ready. */
async function start(build: string): Promise<Instance> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = { ...environment, PORT: String(port) };
  const running = await startProcess(wholeFile, env, join(build, 'dist', 'server.js'));
  await waitUntil(async () => {
    if (running.child.exitCode !== null) throw new Error(`it did not start: ${running.stderr()}`);
    return fetch(`${url}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
  });
  return { ...running, url };
}

async function stop(instance: Instance): Promise<number | null> {
  instance.child.kill('SIGTERM');
  return instance.exit;
}

async function migrate(build: string): Promise<string> {
  const { stdout } = await run(process.execPath, [join(build, 'dist', 'cli.js'), 'migrate'], {
    env: { PATH: String(process.env.PATH), ...environment },
  });
  return stdout;
}

interface Host {
  id: string;
  cookies: ReadonlyMap<string, string>;
  hosted: ReturnType<typeof addHosted>;
}

/** A browser of this host at an instance. */
function clientOf({ url }: Pick<Instance, 'url'>, { cookies }: Pick<Host, 'cookies'>): Client {
  const client = new Client(url, simulator);
  for (const [name, value] of cookies) client.cookies.set(name, value);
  return client;
}

async function addHost(instance: Instance): Promise<Host> {
  const { id } = simulator.addUser();
  const hosted = addHosted(simulator, 'meetings', { hostId: id });
  const client = new Client(instance.url, simulator);
  const { pathname, search } = new URL(await client.authorize(id));
  const { status } = await client.get(pathname + search);
  if (status !== 303) throw new Error(`the sign-in failed with ${status}`);
  return { id, hosted, cookies: client.cookies };
}

const NO_CACHE = { 'cache-control': 'no-cache' };

/** Uses everything that stores data: expired tokens, livestreams, lists, history and destinations. */
async function useEverything(instance: Pick<Instance, 'url'>, host: Host): Promise<number[]> {
  const client = clientOf(instance, host);
  await pool.query(
    `with expired as (
       update token set access_token_expires_at = now() - interval '1 minute' where user_id = $1 returning user_id)
     select pg_notify('uplink', json_build_object('kind', 'user', 'user_id', user_id)::text) from expired`,
    [host.id],
  );
  const { status, headers } = await client.get(host.hosted.path, NO_CACHE);
  const page_url = `https://watch.example/${randomBytes(4).toString('hex')}`;
  const others = [
    await client.patch(host.hosted.path, { page_url }, { 'if-match': String(headers.etag) }),
    await client.get('/api/meetings'),
    await client.get(`${host.hosted.path}/history`),
    await client.post('/api/destinations', { body: { ...DESTINATION, name: page_url.slice(-8) } }),
    await client.get('/api/destinations'),
    await client.get('/api/me'),
  ];
  return [status, ...others.map((response) => response.status)];
}

const DESTINATION = { stream_url: 'rtmp://ingest.example/live', stream_key: 'a-key-of-this-test' };
const USED = [200, 200, 200, 200, 201, 200, 200];

/** Uses everything repeatedly until `end` is called, which resolves with the unexpected statuses. */
function startLoad(instances: readonly Pick<Instance, 'url'>[], load: readonly Host[]) {
  const unexpected: string[] = [];
  let rounds = 0;
  let isOver = false;
  const loops = load.map(async (host, index) => {
    for (let round = index; !isOver; round += 1) {
      const instance = instances[round % instances.length] as Instance;
      const statuses = await useEverything(instance, host);
      if (`${statuses}` !== `${USED}`) unexpected.push(`${statuses}`);
      rounds += 1;
    }
  });
  const end = async () => {
    isOver = true;
    await Promise.all(loops);
    return unexpected;
  };
  return { end, roundsAfter: (more: number) => waitUntilRounds(() => rounds, more) };
}

async function waitUntilRounds(rounds: () => number, more: number): Promise<void> {
  const enough = rounds() + more;
  await waitUntil(() => rounds() >= enough);
}

/** What a host sees of their data. */
async function dataOf(instance: Pick<Instance, 'url'>, host: Host) {
  const client = clientOf(instance, host);
  const { changes } = (await client.get(`${host.hosted.path}/history`)).json;
  const { destinations } = (await client.get('/api/destinations')).json;
  const livestream = (await client.get(host.hosted.path)).json;
  return {
    history: changes.map(({ id, kind }: { id: string; kind: string }) => [id, kind]),
    destinations: destinations.map(({ id, name, stream_key_fingerprint: key }: Record<string, string>) => [
      ...[id, name, key],
    ]),
    livestream: [livestream.stream_url, livestream.stream_key_fingerprint, livestream.page_url],
  };
}

t.test('0.2.0 runs, and has data', async (t) => {
  t.ok((await migrate(OLD)).length > 0);
  old = await start(OLD);
  hosts = await Promise.all(Array.from({ length: 4 }, () => addHost(old)));
  for (const host of hosts) t.same(await useEverything(old, host), USED);
  const host = first();
  const meetings = Array.from({ length: 5 }, () => addHosted(simulator, 'meetings', { hostId: host.id }));
  const client = clientOf(old, host);
  bulk = await startBulkUpdate(client, { meeting_ids: ids(meetings), changes: CHANGES });
  t.match(await bulkUpdateFinished(client, bulk), { status: 'done', failed: 0 });
});

let old: Instance;
let current: Instance;
let hosts: Host[] = [];
let bulk = '';
const first = () => hosts[0] as Host;

t.test('migrating while 0.2.0 serves requests causes no error, and changes no data', async (t) => {
  const before = await dataOf(old, first());
  const { end, roundsAfter } = startLoad([old], hosts.slice(1));
  await roundsAfter(3);
  t.match(await migrate(NEW), /applied/);
  await roundsAfter(6);
  t.same(await end(), []);
  t.same(await dataOf(old, first()), before);
});

t.test('both versions serve requests side by side without an error', async (t) => {
  current = await start(NEW);
  const { end, roundsAfter } = startLoad([old, current], hosts.slice(1));
  await roundsAfter(12);
  t.same(await end(), []);
  t.same(await dataOf(current, first()), await dataOf(old, first()));
});

t.test('0.2.0 stops, and the new version has all data', async (t) => {
  const before = await dataOf(old, first());
  t.equal(await stop(old), 0);
  t.same(await dataOf(current, first()), before);
  t.match((await clientOf(current, first()).get(bulk)).json, { status: 'done', total: 5, done: 5 });
  for (const host of hosts) t.same(await useEverything(current, host), USED);
});

t.test('the previous version starts again on the new schema, and works', async (t) => {
  const before = await dataOf(current, first());
  old = await start(OLD);
  t.equal(await stop(current), 0);
  t.same(await dataOf(old, first()), before);
  t.match((await clientOf(old, first()).get(bulk)).json, { status: 'done', total: 5, done: 5 });
  for (const host of hosts) t.same(await useEverything(old, host), USED);
});

t.test('no token was lost: each was refreshed many times', async (t) => {
  const { rows } = await pool.query('select distinct status::text as status from installation');
  t.same(rows, [{ status: 'connected' }]);
  t.ok(refreshes(simulator).length > 20);
});
