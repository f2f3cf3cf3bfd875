import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import t, { type Test } from 'tap';
import { versionFinding, writableFinding } from '../../../src/cli/doctor/database.ts';
import { encryptionKeys } from '../../../src/config/secrets.ts';
import { dataKeyContext } from '../../../src/crypto/data-key.ts';
import { createKeyRing } from '../../../src/crypto/key-ring.ts';
import { startSwallowingProxy } from '../../database/swallowing-proxy.ts';
import { authority, startTlsProxy } from '../../database/tls-proxy.ts';
import { createEmptyDatabase, createTestDatabase } from '../../helpers/database.ts';
import { examined } from './examined.ts';
import { startHealthy } from './healthy.ts';

const { app, env } = await startHealthy(t);
const url = env.DATABASE_URL ?? '';
const newKey = (id: string) => `${id}:${randomBytes(32).toString('base64')}`;

function withUrl(change: (url: URL) => void): Record<string, string> {
  const changed = new URL(url);
  change(changed);
  return { ...env, DATABASE_URL: changed.href };
}

async function connect(t: Test, connectionString: string): Promise<Client> {
  const client = new Client({ connectionString });
  await client.connect();
  t.teardown(() => client.end());
  return client;
}

t.test('an unusable database fails with its cause, and the checks of its content are skipped', async (t) => {
  const closed = await examined(
    withUrl((changed) => {
      changed.port = '1';
    }),
  );
  t.equal(
    closed.database,
    'failed: The database of DATABASE_URL can’t be used: nothing is listening there. Fix: DATABASE_URL: check host and port in the URL, and whether the server is running.',
  );
  const { database: _, ...skipped } = closed;
  const direct = ['database_version', 'database_writable', 'database_tls', 'database_session', 'migrations'];
  const content = ['database_privileges', 'encryption_keys', 'own_database', 'scopes', 'events'];
  t.same(skipped, {
    ...Object.fromEntries(direct.map((name) => [name, 'skipped: Needs the check database, which failed.'])),
    ...Object.fromEntries(
      content.map((name) => [name, 'skipped: Needs the check migrations, which was skipped.']),
    ),
  });

  const missing = await examined(
    withUrl((changed) => {
      changed.pathname = '/no_such_database';
    }),
  );
  t.match(
    missing.database,
    /the server has no database of this name\. Fix: DATABASE_URL: create it, or correct the name/,
  );
});

t.test('a read-only session fails', async (t) => {
  const found = await examined(
    withUrl((changed) => {
      changed.searchParams.set('options', '-c default_transaction_read_only=on');
    }),
  );
  t.match(
    found.database_writable,
    /^failed: Sessions are read-only\. Fix: Turn default_transaction_read_only off/,
  );
});

t.test('a replica and an old server fail', async (t) => {
  const replica = writableFinding({ isReplica: true, isReadOnly: true });
  t.match(replica, { status: 'failed', message: /is a replica/, fix: /target_session_attrs=read-write/ });
  const old = versionFinding({ version: 140_012 });
  t.match(old, { status: 'failed', message: 'PostgreSQL 14 is too old.', fix: /PostgreSQL 15 or newer/ });
  t.equal(versionFinding({ version: 150_000 }).status, 'ok');
});

t.test('no TLS to another machine is a warning; TLS, verified or not, is ok', async (t) => {
  // 0.0.0.0 reaches this machine, but is not a loopback address.
  const other = withUrl((changed) => {
    changed.hostname = '0.0.0.0';
  });
  t.same(await examined(other), {
    database_tls:
      'warning: The connection to another machine is not encrypted. Fix: DATABASE_URL: add sslmode=verify-full, unless the network in between is encrypted, such as Fly’s private network.',
  });
  const proxy = await startTlsProxy(t, url);
  for (const parameters of ['sslmode=require', `sslmode=verify-full&sslrootcert=${authority}`])
    t.same(await examined({ ...env, DATABASE_URL: `${proxy.url}?${parameters}` }), {}, parameters);
});

t.test('a certificate that is not trusted fails with the parameter that is missing', async (t) => {
  const proxy = await startTlsProxy(t, url);
  const found = await examined({ ...env, DATABASE_URL: `${proxy.url}?sslmode=verify-full` });
  t.match(
    found.database,
    /certificate is not signed by a trusted authority\. Fix: DATABASE_URL: add sslrootcert=/,
  );
});

t.test('a connection that delivers no messages fails', async (t) => {
  const proxy = await startSwallowingProxy(t, url);
  t.same(await examined({ ...env, DATABASE_URL: proxy.url }), {
    database_session:
      'failed: DATABASE_URL leads to a pooler in transaction mode, which delivers no messages. Fix: DATABASE_DIRECT_URL: use the URL of the same database, directly or through a pooler in session mode.',
  });
  t.same(await examined({ ...env, DATABASE_URL: proxy.url, DATABASE_DIRECT_URL: url }), {});

  const other = await createTestDatabase(t);
  const mixed = await examined({ ...env, DATABASE_DIRECT_URL: other.url });
  t.match(
    mixed.database_session,
    /^failed: Messages sent through DATABASE_URL don’t arrive at DATABASE_DIRECT_URL\./,
  );
  const closed = await examined({ ...env, DATABASE_DIRECT_URL: url.replace(/:\d+\//, ':1/') });
  t.match(
    closed.database_session,
    /^failed: The database of DATABASE_DIRECT_URL can’t be used: nothing is listening/,
  );
});

t.test('pending migrations fail, and those of a newer version are a warning', async (t) => {
  const empty = await createEmptyDatabase(t);
  const pending = await examined({ ...env, DATABASE_URL: empty.url });
  t.match(pending.migrations, /^failed: Migrations are pending: \d{14}_init.* Fix: Run uplink migrate/);
  t.equal(pending.encryption_keys, 'skipped: Needs the check migrations, which failed.');

  const newer = await createTestDatabase(t);
  const client = await connect(t, newer.url);
  await client.query(
    `insert into _prisma_migrations (id, checksum, migration_name, finished_at) values ('1', '', '29990101000000_add_it', now())`,
  );
  const found = await examined({ ...env, DATABASE_URL: newer.url });
  t.match(found.migrations, /^warning: A newer version has migrated the database: 29990101000000_add_it\./);
  t.notOk('encryption_keys' in found, 'a warning skips nothing');
});

t.test('a role without privileges fails, naming what it lacks', async (t) => {
  const owner = await connect(t, url);
  const role = `run_${randomBytes(6).toString('hex')}`;
  await owner.query(`create role ${role} login password 'secret-of-the-role'`);
  t.teardown(async () => {
    await owner.query(`drop owned by ${role}`);
    await owner.query(`drop role ${role}`);
  });
  await owner.query(`grant select, insert, update, delete on all tables in schema public to ${role}`);
  await owner.query(`revoke delete on session, token from ${role}`);
  const found = await examined(
    withUrl((changed) => {
      changed.username = role;
      changed.password = 'secret-of-the-role';
    }),
  );
  t.same(found, {
    database_privileges:
      'failed: The user of DATABASE_URL lacks privileges on session, token and the job queue. Fix: Run the grants of docs/self-hosting.md, “Two database roles”, as the owner of the database.',
  });
});

t.test('wrong encryption keys fail, also if only some users have them', async (t) => {
  const wrong = await examined({ ...env, ENCRYPTION_KEYS: newKey('k1') });
  t.match(
    wrong.encryption_keys,
    /^failed: The keys don’t decrypt the values in the database\. Fix: ENCRYPTION_KEYS: restore/,
  );

  const other = createKeyRing(encryptionKeys(newKey('lost')));
  await app.database.pool.query(
    `insert into installation (user_id, account_id, status, profile, data_key, updated_at, connected_at)
     values ('lost', 'account', 'connected', '', $1, now(), 'epoch')`,
    [other.encrypt(dataKeyContext('lost'), randomBytes(32))],
  );
  const some = await examined(env);
  t.match(
    some.encryption_keys,
    /^failed: The data of 1 user is encrypted with a key that is missing\. Fix: ENCRYPTION_KEYS: add/,
  );
  await app.database.pool.query(`delete from installation where user_id = 'lost'`);
});

t.test('a fresh database has nothing to decrypt and no user, and nothing is stored in it', async (t) => {
  const fresh = await createTestDatabase(t);
  const found = await examined({ ...env, DATABASE_URL: fresh.url });
  t.same(Object.keys(found), ['scopes', 'events']);
  for (const finding of Object.values(found)) t.match(finding, /^skipped: No user has added the app yet/);
  const client = await connect(t, fresh.url);
  t.equal((await client.query('select from key_check')).rowCount, 0);
});

t.test('scopes that features need must be granted, and unused ones are a warning', async (t) => {
  const { pool } = app.database;
  const { rows } = await pool.query('select scopes from installation');
  const set = (scopes: string[]) => pool.query('update installation set scopes = $1', [scopes]);
  await set(rows[0].scopes.filter((scope: string) => !scope.startsWith('webinar:update:')));
  t.same(await examined(env), {
    scopes:
      'failed: The latest authorization lacks scopes that features need: webinar:update:livestream, webinar:update:livestream_status. Fix: Marketplace, Scopes: add these scopes. Users then have to choose Reconnect to Zoom.',
  });
  await set([...rows[0].scopes, 'zoomapp:inmeeting', 'recording:read:list']);
  t.match(
    (await examined(env)).scopes,
    /^warning: The app has scopes that no feature uses: recording:read:list\./,
  );
  await set([]);
  t.match((await examined(env)).scopes, /^warning: Zoom did not report the granted scopes\./);
  await set(rows[0].scopes);
});

t.test('a deployment that never received an event is a warning', async (t) => {
  await app.database.pool.query('delete from webhook_event');
  t.match(
    (await examined(env)).events,
    /^warning: No event from Zoom .* Fix: Marketplace, Access, Event Subscription/,
  );
});
