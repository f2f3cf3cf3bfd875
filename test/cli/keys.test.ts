import { randomBytes } from 'node:crypto';
import { test } from 'tap';
import { createProgressLines } from '../../src/cli/keys.ts';
import { runCli } from '../../src/cli/run.ts';
import { encryptionKeys } from '../../src/config/secrets.ts';
import { dataKeyContext } from '../../src/crypto/data-key.ts';
import { createKeyRing, type KeyRing } from '../../src/crypto/key-ring.ts';
import type { Database } from '../../src/database/client.ts';
import { countByKey, type RotationProgress, rotateKeys } from '../../src/maintenance/rotate-keys.ts';
import { createHashes, createInbox } from '../../src/webhooks/inbox.ts';
import { parseEvent } from '../../src/zoom/event-notification.ts';
import { seededUsers } from '../../tools/zoom-simulator/simulator.ts';
import { startApp } from '../helpers/app.ts';
import { eventually } from '../helpers/eventually.ts';

const newKey = (id: string) => `${id}:${randomBytes(32).toString('base64')}`;

async function uplink(args: string[], env: Record<string, string>) {
  const lines: string[] = [];
  const print = (line: string) => lines.push(line);
  const code = await runCli(args, { env, stdout: print, stderr: print, confirm: async () => false });
  return { code, lines };
}

test('keys can be rotated while the app is running, and then the old key can be removed', async (t) => {
  const [oldKey, newest] = [newKey('old'), newKey('new')];
  const before = await startApp(t, { env: { ENCRYPTION_KEYS: `${oldKey},${newest}` } });
  const clients = await Promise.all(
    [seededUsers.events, seededUsers.training, seededUsers.council].map(({ id }) => before.signIn(id)),
  );
  await before.client().get('/install');
  const env = { DATABASE_URL: before.databaseUrl, ENCRYPTION_KEYS: `${newest},${oldKey}` };
  const listed = await uplink(['keys', 'list'], env);
  t.same(listed.lines, ['new  encrypts  0 values', 'old  decrypts  5 values']);

  let isRotating = true;
  const reading = (async () => {
    const statuses = new Set<number>();
    while (isRotating) {
      for (const client of clients)
        statuses.add((await client.get('/api/meetings', { 'cache-control': 'no-cache' })).status);
    }
    return statuses;
  })();
  const rotated = await uplink(['keys', 'rotate'], env);
  isRotating = false;
  t.equal(rotated.code, 0, rotated.lines.join('\n'));
  const logged = rotated.lines.find((line) => line.startsWith('{')) ?? '{}';
  t.match(JSON.parse(logged), {
    level: 'info',
    security: 'key_rotation',
    key: 'new',
    count: 5,
    undecryptable: 0,
  });
  t.notMatch(logged, newest.split(':')[1]);
  t.same(await reading, new Set([200]), 'no request failed during the rotation');
  t.same((await uplink(['keys', 'list'], env)).lines, ['new  encrypts  5 values', 'old  decrypts  0 values']);

  const after = await startApp(t, { sharedWith: before, env: { ENCRYPTION_KEYS: newest } });
  const client = after.client();
  client.cookies.set('uplink-session', clients[0]?.cookies.get('uplink-session') ?? '');
  t.equal((await client.get('/readyz')).status, 200);
  t.equal((await client.get('/api/meetings')).status, 200);
});

test('pending webhook events are re-encrypted too and can be processed with the new key only', async (t) => {
  const [oldKey, newest] = [newKey('old'), newKey('new')];
  const before = await startApp(t, { env: { ENCRYPTION_KEYS: oldKey } });
  await before.signIn(seededUsers.events.id);
  await before.app.close();
  const { pool } = before.database;
  // More than one batch. No worker processes them during the rotation.
  const inbox = createInbox({
    database: before.database,
    keyRing: createKeyRing(before.config.encryptionKeys),
    hashes: createHashes(before.config.sessionSecret.reveal()),
  });
  const bodies = Array.from({ length: 520 }, (_none, index) => eventBody(index));
  for (const body of bodies) {
    const event = parseEvent(body);
    if (event !== undefined) await inbox.take(body, event);
  }

  const env = { DATABASE_URL: before.databaseUrl, ENCRYPTION_KEYS: `${newest},${oldKey}` };
  const listed = ['new  encrypts  0 values', `old  decrypts  ${bodies.length + 2} values`];
  t.same((await uplink(['keys', 'list'], env)).lines, listed);
  t.equal((await uplink(['keys', 'rotate'], env)).code, 0);
  const rotated = [`new  encrypts  ${bodies.length + 2} values`, 'old  decrypts  0 values'];
  t.same((await uplink(['keys', 'list'], env)).lines, rotated);

  await startApp(t, { sharedWith: before, env: { ENCRYPTION_KEYS: newest } });
  const done = async () =>
    (await pool.query('select from webhook_event where done_at is not null')).rowCount === bodies.length;
  t.ok(await eventually(done, { withinMs: 60_000 }));
  const { rows } = await pool.query('select state::text from live_status');
  t.same(rows, [{ state: 'live' }]);
});

/** An event about the user's meeting, and unknown ones. */
function eventBody(index: number): Buffer {
  const event = index === 0 ? 'meeting.live_streaming_started' : 'meeting.something_new';
  const object = { id: 82915473621, host_id: seededUsers.events.id };
  return Buffer.from(JSON.stringify({ event, event_ts: Date.now() + index, payload: { object } }));
}

test('a rotation works in batches, reports its progress and continues where it was stopped', async (t) => {
  const [oldKey, newest] = [newKey('old'), newKey('new')];
  const { config, database } = await startApp(t, { env: { ENCRYPTION_KEYS: oldKey }, startsJobs: false });
  const before = createKeyRing(config.encryptionKeys);
  await insertUsers(database, before, 1_200);
  const keyRing = createKeyRing(encryptionKeys(`${newest},${oldKey}`));
  const counts = async () => Object.fromEntries(await countByKey(database, keyRing));

  const seen: RotationProgress[] = [];
  const lines: string[] = [];
  const print = createProgressLines((line) => lines.push(line));
  const stopped = rotateKeys(database, keyRing, {
    // Each batch takes 100 s.
    now: () => seen.length * 100_000,
    onProgress: (progress) => {
      seen.push(progress);
      if (seen.length === 3) throw new Error('stopped');
    },
  });
  await t.rejects(stopped, { message: 'stopped' });
  t.same(
    seen.map(({ checked, total, done }) => ({ checked, total, done })),
    [1, 501, 1_001].map((count) => ({ checked: count, total: 1_201, done: count })),
  );
  t.same(await counts(), { new: 1_001, old: 200 });
  t.equal(Math.round(seen[2]?.remainingSeconds ?? 0), 40, '200 s for 1,001 values');
  seen.forEach(print);
  t.same(lines, [
    '501 of 1201 values checked, 501 re-encrypted, about 3 min left',
    '1001 of 1201 values checked, 1001 re-encrypted, about 40 s left',
  ]);

  t.same(await rotateKeys(database, keyRing), { done: 200, undecryptable: 0 });
  t.same(await counts(), { new: 1_201 });
  t.same(await rotateKeys(database, keyRing), { done: 0, undecryptable: 0 });
});

/** Adds installations that have only a data key. */
async function insertUsers({ pool }: Database, keyRing: KeyRing, count: number): Promise<void> {
  const ids = Array.from({ length: count }, (_none, index) => `user${index}`);
  const dataKeys = ids.map((id) => keyRing.encrypt(dataKeyContext(id), randomBytes(32)));
  await pool.query(
    `insert into installation (user_id, account_id, status, profile, data_key, updated_at)
     select id, 'account', 'connected', '', data_key, now() from unnest($1::text[], $2::bytea[]) as t (id, data_key)`,
    [ids, dataKeys],
  );
}

test('a rotation that finds an unknown key reports it and damages nothing', async (t) => {
  const app = await startApp(t);
  const client = await app.signIn(seededUsers.events.id);
  const env = { DATABASE_URL: app.databaseUrl, ENCRYPTION_KEYS: newKey('other') };
  const { code, lines } = await uplink(['keys', 'rotate'], env);
  t.equal(code, 1);
  t.match(lines.at(-1), /not in ENCRYPTION_KEYS/);
  t.match((await uplink(['keys', 'list'], env)).lines, [
    'other  encrypts  0 values',
    /^2 values are encrypted with keys/,
  ]);
  t.equal((await client.get('/api/meetings')).status, 200);
});

test('a value that can’t be decrypted does not prevent the re-encryption of the others', async (t) => {
  const [oldKey, newest] = [newKey('old'), newKey('new')];
  const app = await startApp(t, { env: { ENCRYPTION_KEYS: oldKey } });
  const users = [seededUsers.events, seededUsers.training, seededUsers.council].map(({ id }) => id).sort();
  for (const id of users) await app.signIn(id);
  await app.database.pool.query(
    'update installation set data_key = set_byte(data_key, 20, get_byte(data_key, 20) # 255) where user_id = $1',
    [users[0]],
  );
  const env = { DATABASE_URL: app.databaseUrl, ENCRYPTION_KEYS: `${newest},${oldKey}` };
  const { code, lines } = await uplink(['keys', 'rotate'], env);
  t.equal(code, 1);
  t.match(lines.at(-1), /^1 values can’t be decrypted.*3 of them just now/);
  t.same((await uplink(['keys', 'list'], env)).lines, ['new  encrypts  3 values', 'old  decrypts  1 values']);
});

test('keys without a subcommand is rejected with a message', async (t) => {
  const { code, lines } = await uplink(['keys'], {});
  t.equal(code, 2);
  t.match(lines, [/^Unknown command "keys"/]);
});
