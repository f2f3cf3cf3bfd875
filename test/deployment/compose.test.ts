import { execFile } from 'node:child_process';
import { copyFile, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { test } from 'tap';
import { variables } from '../../src/config/table.ts';
import { loadConfig } from '../../src/config.ts';
import { compose } from './descriptions.ts';

const run = promisify(execFile);
const script = fileURLToPath(new URL('../../deploy/compose/secrets.sh', import.meta.url));

/** Runs the script in a folder of its own, with this standard input. */
async function writeSecrets(folder: string, input: string): Promise<string> {
  const copy = join(folder, 'secrets.sh');
  await copyFile(script, copy);
  const running = run('sh', [copy]);
  running.child.stdin?.end(input);
  return (await running).stdout;
}

test('secrets.sh writes the secrets that compose.yaml mounts, and the app accepts them', async (t) => {
  const folder = t.testdir();
  const output = await writeSecrets(folder, 'client-secret-of-zoom\nsecret-token-of-zoom\n');
  const declared = Object.entries<{ file: string }>(compose.secrets);
  t.same((await readdir(join(folder, 'secrets'))).sort(), declared.map(([name]) => name).sort());
  for (const [name, { file }] of declared) {
    t.equal(file, `./secrets/${name}`);
    const value = (await readFile(join(folder, file), 'utf8')).trim();
    t.notOk(output.includes(value), `${name} is not printed`);
  }
  t.equal((await stat(join(folder, 'secrets'))).mode & 0o777, 0o700);

  const { environment, secrets } = compose.services.app;
  const env = Object.fromEntries(
    Object.entries<string>(environment).map(([name, value]) => [
      name,
      value.replace('/run/secrets', join(folder, 'secrets')),
    ]),
  );
  t.same(
    Object.values<string>(environment)
      .filter((value) => value.startsWith('/run/secrets/'))
      .map((value) => value.slice('/run/secrets/'.length))
      .sort(),
    [...secrets].sort(),
    'every secret of the app has a variable',
  );
  const settings = { PUBLIC_URL: 'https://uplink.example.com', ZOOM_CLIENT_ID: 'client' };
  const config = loadConfig({ ...env, ...settings, OPERATOR_NAME: '', OPERATOR_CONTACT: '' });
  t.equal(config.zoom.clientSecret.reveal(), 'client-secret-of-zoom');
  t.equal(config.zoom.webhookSecretToken.reveal(), 'secret-token-of-zoom');
  const password = (await readFile(join(folder, 'secrets/postgres_password'), 'utf8')).trim();
  t.equal(config.databaseUrl.reveal(), `postgresql://uplink:${password}@database:5432/uplink`);
});

test('secrets.sh never replaces a secret', async (t) => {
  const folder = t.testdir();
  await writeSecrets(folder, 'one\ntwo\n');
  const read = async () => {
    const names = await readdir(join(folder, 'secrets'));
    return Promise.all(names.map((name) => readFile(join(folder, 'secrets', name), 'utf8')));
  };
  const before = await read();
  await writeSecrets(folder, 'three\nfour\n');
  t.same(await read(), before);
});

test('secrets.sh fails without the secrets of Zoom, and can be run again', async (t) => {
  const folder = t.testdir();
  await t.rejects(writeSecrets(folder, 'one\n'), /Secret Token of the Zoom app is needed/);
  await writeSecrets(folder, 'two\n');
  t.equal(await readFile(join(folder, 'secrets/zoom_client_secret'), 'utf8'), 'one\n');
  t.equal(await readFile(join(folder, 'secrets/zoom_webhook_secret_token'), 'utf8'), 'two\n');
});

test('compose.yaml sets all required variables, and no unknown ones', async (t) => {
  const set = Object.keys(compose.services.app.environment);
  const table: Record<string, object> = variables(true);
  for (const [name, variable] of Object.entries(table))
    if (!('fallback' in variable)) t.ok(set.includes(name) || set.includes(`${name}_FILE`), name);
  for (const name of set) t.ok(name === 'NODE_ENV' || name.replace(/_FILE$/, '') in table, `${name} exists`);
});

test('compose.yaml runs the app read-only, without privileges, and the database without internet', async (t) => {
  const { app, migrate, database, caddy } = compose.services;
  for (const service of [app, migrate]) {
    t.match(service, { read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] });
  }
  t.same(database.networks, ['internal']);
  t.match(migrate, { secrets: ['database_url'], networks: ['internal'] }, 'no more than a migration needs');
  t.same(Object.keys(migrate.environment), ['NODE_ENV', 'DATABASE_URL_FILE']);
  t.equal(compose.networks.internal.internal, true);
  t.same(
    [app, migrate, database].flatMap(({ ports = [] }) => ports),
    [],
    'only the proxy is reachable',
  );
  t.ok(caddy.ports.length > 0);
  t.equal(app.depends_on.migrate.condition, 'service_completed_successfully');
  t.equal(app.stop_grace_period, '30s');
});
