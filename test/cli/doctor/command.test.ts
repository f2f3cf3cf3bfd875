import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';
import { runCli } from '../../../src/cli/run.ts';
import { findSecrets } from '../../helpers/canaries.ts';
import { examined, secretsIn } from './examined.ts';
import { startHealthy } from './healthy.ts';

const { app, env } = await startHealthy(t);

async function doctor(args: string[], environment: Record<string, string | undefined>) {
  const [stdout, stderr]: [string[], string[]] = [[], []];
  const code = await runCli(['doctor', ...args], {
    env: environment,
    stdout: (line) => stdout.push(line),
    stderr: (line) => stderr.push(line),
    confirm: async () => false,
  });
  return { code, stdout, stderr };
}

const NAMES = [
  ...[
    'configuration',
    'database',
    'database_version',
    'database_writable',
    'database_tls',
    'database_session',
  ],
  ...['migrations', 'database_privileges', 'encryption_keys', 'own_database'],
  ...['public_url', 'event_url', 'secret_token'],
  'metrics',
  ...['zoom_credentials', 'clock', 'redirect_url', 'scopes', 'events', 'operator'],
];

t.test('in a healthy deployment every check is ok, in one line each, and the exit code is 0', async (t) => {
  const { code, stdout, stderr } = await doctor([], env);
  t.match({ code, stderr }, { code: 0, stderr: [] });
  t.same(
    stdout.map((line) => line.split(/ {2,}/).slice(0, 2)),
    NAMES.map((name) => ['ok', name]),
  );
  for (const line of stdout) t.notMatch(line, /\n/);
});

t.test('--json prints all checks', async (t) => {
  const { code, stdout } = await doctor(['--json'], { ...env, OPERATOR_NAME: '' });
  t.equal(code, 0, 'a warning does not change the exit code');
  const { ok, checks, ...others } = JSON.parse(stdout.join('\n'));
  t.strictSame([ok, others], [true, {}]);
  t.same(
    checks.map(({ name }: { name: string }) => name),
    NAMES,
  );
  for (const { message, fix, status, name } of checks) {
    t.equal(typeof message, 'string');
    t.equal(status, name === 'operator' ? 'warning' : 'ok');
    t.equal(typeof fix, name === 'operator' ? 'string' : 'undefined');
  }
});

t.test('a failed check sets the exit code 1, with and without --json', async (t) => {
  const broken = { ...env, ZOOM_CLIENT_SECRET: 'not-the-client-secret' };
  for (const args of [[], ['--json']]) {
    const { code, stdout, stderr } = await doctor(args, broken);
    t.match({ code, stderr }, { code: 1, stderr: ['1 of 20 checks failed.'] });
    if (args.length > 0) t.equal(JSON.parse(stdout.join('\n')).ok, false);
    else t.ok(stdout.some((line) => /^failed {3}zoom_credentials .* Fix: ZOOM_CLIENT_ID, /.test(line)));
    t.same(findSecrets(secretsIn(broken), String(stdout)), []);
  }
});

t.test('invalid usage exits with 2', async (t) => {
  for (const args of [['--yaml'], ['now']]) t.match(await doctor(args, env), { code: 2, stdout: [] });
});

t.test('nothing is changed in the database or at Zoom', async (t) => {
  const tables = ['key_check', 'installation', 'session', 'authorization_request', 'webhook_event'];
  const counts = tables.map((table) => `(select count(*)::int from ${table}) as ${table}`).join(', ');
  const dump = async () => (await app.database.pool.query(`select ${counts}`)).rows;
  const before = await dump();
  const requests = app.simulator.requests().length;
  t.same(await examined(env), {});
  t.same(await dump(), before);
  const sent = app.simulator.requests().slice(requests);
  t.same(sent.map(({ method, path }) => `${method} ${path.split('?')[0]}`).sort(), [
    'GET /oauth/authorize',
    'POST /oauth/token',
  ]);
});

/** A server that accepts connections and never responds. */
async function startSilent(t: Test): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => sockets.add(socket.on('error', () => {})));
  t.teardown(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

t.test('the process ends within 30 s, even if the database, the app and Zoom hang', async (t) => {
  const port = await startSilent(t);
  const hanging = {
    ...env,
    DATABASE_URL: `postgresql://uplink:hunter2-canary@127.0.0.1:${port}/uplink`,
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    ZOOM_OAUTH_URL: `http://127.0.0.1:${port}`,
  };
  const cli = fileURLToPath(new URL('../../../src/cli.ts', import.meta.url));
  const startedAt = performance.now();
  const child = spawn(process.execPath, ['--import', 'tsx', cli, 'doctor', '--json'], {
    env: hanging,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exit = once(child, 'exit');
  const [[code], stdout, stderr] = await Promise.all([exit, text(child.stdout), text(child.stderr)]);
  t.ok(performance.now() - startedAt < 30_000);
  t.equal(code, 1);
  t.equal(stderr, '3 of 20 checks failed.\n');
  t.notMatch(stdout, 'hunter2-canary');
  const { checks } = JSON.parse(stdout);
  t.match(
    checks.filter(({ status }: { status: string }) => status === 'failed'),
    [
      { name: 'database', message: /does not respond in time/, fix: /firewalls/ },
      { name: 'public_url', message: /no response within 5 s/ },
      { name: 'zoom_credentials', message: /can’t be reached: no response within 5 s/ },
    ],
  );
});
