import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import { test } from 'tap';
import { createTestDatabase } from '../helpers/database.ts';
import { eventually } from '../helpers/eventually.ts';
import { freePort } from '../helpers/free-port.ts';
import { startProcess } from '../helpers/process.ts';

const key = () => randomBytes(32).toString('base64');

const good = {
  NODE_ENV: 'production',
  PUBLIC_URL: 'https://uplink.example',
  DATABASE_URL: 'postgresql://uplink:database-canary@127.0.0.1:1/uplink',
  ZOOM_CLIENT_ID: 'client-id',
  ZOOM_CLIENT_SECRET: 'client-secret-canary',
  ZOOM_WEBHOOK_SECRET_TOKEN: 'webhook-secret-canary',
  ENCRYPTION_KEYS: `k1:${key()}`,
  SESSION_SECRET: key(),
  HOST: '127.0.0.1',
  METRICS_PORT: '0',
};
const required = [
  'PUBLIC_URL',
  'DATABASE_URL',
  'ZOOM_CLIENT_ID',
  'ZOOM_CLIENT_SECRET',
  'ZOOM_WEBHOOK_SECRET_TOKEN',
  'ENCRYPTION_KEYS',
  'SESSION_SECRET',
];
const repeated = Buffer.alloc(32, 0x61).toString('base64');
const shared = key();

/** The defect, and the variables that must be reported, one line each. */
const bad: Record<string, { env: Record<string, string>; variables: string[] }> = {
  'nothing set': { env: { NODE_ENV: 'production' }, variables: required },
  'every value malformed': {
    env: {
      ...good,
      PUBLIC_URL: 'http://canary.example/path',
      DATABASE_URL: 'mysql://canary:canary@db/x',
      ZOOM_CLIENT_SECRET: 'canary with spaces',
      ZOOM_OAUTH_URL: 'http://canary.example',
      ZOOM_API_URL: 'ftp://canary.example',
      ENCRYPTION_KEYS: 'canary',
      SESSION_SECRET: Buffer.from('canary').toString('base64'),
      PORT: '70000',
      DATABASE_POOL_MAX: 'canary',
      TRUST_PROXY: 'true',
      LOG_LEVEL: 'canary',
      SESSION_IDLE_HOURS: '-1',
    },
    variables: [
      'PUBLIC_URL',
      'DATABASE_URL',
      'ZOOM_CLIENT_SECRET',
      'ZOOM_OAUTH_URL',
      'ZOOM_API_URL',
      'ENCRYPTION_KEYS',
      'SESSION_SECRET',
      'PORT',
      'DATABASE_POOL_MAX',
      'TRUST_PROXY',
      'LOG_LEVEL',
      'SESSION_IDLE_HOURS',
    ],
  },
  'an id twice, and a session secret of one repeated byte': {
    env: { ...good, ENCRYPTION_KEYS: `k1:${key()},k1:${key()}`, SESSION_SECRET: repeated },
    variables: ['ENCRYPTION_KEYS', 'SESSION_SECRET'],
  },
  'a session secret that is also an encryption key': {
    env: { ...good, ENCRYPTION_KEYS: `k1:${shared}`, SESSION_SECRET: shared },
    variables: ['SESSION_SECRET'],
  },
  'the placeholders of the example': {
    env: { ...good, ZOOM_CLIENT_SECRET: 'replace-me', ZOOM_WEBHOOK_SECRET_TOKEN: 'replace-me' },
    variables: ['ZOOM_CLIENT_SECRET', 'ZOOM_WEBHOOK_SECRET_TOKEN'],
  },
};

/** All secret parts of a value, except short and public ones. */
function secretsIn(env: Record<string, string>): string[] {
  const values = Object.values(env).flatMap((value) => [value, ...value.split(/[,:/@]/)]);
  return [...new Set(values)].filter((value) => value.length >= 6 && value !== env.NODE_ENV);
}

test('invalid configuration stops the process with exit code 1 and one line per error', async (t) => {
  for (const [what, { env, variables }] of Object.entries(bad)) {
    await t.test(what, async (t) => {
      const { exit, stdout, stderr } = await startProcess(t, env);
      t.equal(await exit, 1);
      const lines = stderr().trimEnd().split('\n');
      t.same(lines.map((line) => line.split(' ')[0]).sort(), [...variables].sort());
      for (const line of lines) t.match(line, /^[A-Z_]+ .+: .+/, 'name, reason and hint');
      t.notMatch(stderr() + stdout(), /canary|\n\s+at /, 'without values and stack');
      for (const secret of secretsIn(env)) if (stderr().includes(secret)) t.fail('a value is shown');
      t.equal(stdout(), '');
    });
  }
});

test('an address in use stops the process with a message', async (t) => {
  const port = await freePort();
  const listener = createServer().listen(port, '127.0.0.1');
  t.teardown(() => listener.close());
  const { exit, stderr } = await startProcess(t, { ...good, PORT: String(port) });
  t.equal(await exit, 1);
  t.match(stderr(), /^Uplink could not start: .*EADDRINUSE/);
  t.notMatch(stderr(), /canary|\n\s+at /);
});

test('a process with a valid configuration', async (t) => {
  const { url } = await createTestDatabase(t);
  const port = await freePort();
  const { child, exit, stdout, stderr } = await startProcess(t, {
    ...good,
    DATABASE_URL: url,
    PORT: String(port),
  });
  const request = (path: string) =>
    fetch(`http://127.0.0.1:${port}${path}`).then(
      ({ status }) => status,
      () => 0,
    );

  t.test('serves requests and is ready', async (t) => {
    t.ok(
      await eventually(async () => (await request('/readyz')) === 200, { withinMs: 30_000, everyMs: 100 }),
    );
    t.equal(await request('/livez'), 200);
  });

  t.test('writes JSON lines to stdout, without a secret', async (t) => {
    const lines = stdout().trimEnd().split('\n');
    t.ok(lines.length > 0);
    for (const line of lines) t.type(JSON.parse(line), Object);
    t.notMatch(stdout(), /canary/);
    t.notOk(stdout().includes(new URL(url).password));
    t.equal(stderr(), '');
  });

  t.test('ends with exit code 0 on SIGTERM', async (t) => {
    child.kill('SIGTERM');
    t.equal(await exit, 0);
    t.equal(await request('/livez'), 0);
  });
});

test('a database on another machine without required TLS is one warning per URL at start', async (t) => {
  const warnings = async (url: string, direct: string) => {
    const port = String(await freePort());
    const env = { ...good, PORT: port, DATABASE_URL: url, DATABASE_DIRECT_URL: direct };
    const { stdout } = await startProcess(t, env);
    await eventually(async () => stdout().includes('Server listening'), { withinMs: 30_000 });
    t.notMatch(stdout(), /canary/);
    const lines = stdout().trimEnd().split('\n');
    return lines.filter((line) => line.includes('may be unencrypted')).map((line) => JSON.parse(line));
  };
  const remote = 'postgresql://uplink:database-canary@db.invalid/uplink';
  t.match(await warnings(remote, good.DATABASE_URL), [
    { level: 'warn', variable: 'DATABASE_URL', msg: /sslmode=verify-full/ },
  ]);
  t.match(await warnings(`${remote}?sslmode=disable`, remote), [{ variable: 'DATABASE_DIRECT_URL' }]);
});
