import { randomBytes } from 'node:crypto';
import { test } from 'tap';
import { runCli } from '../../src/cli/run.ts';
import { createKeyRing } from '../../src/crypto/key-ring.ts';
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

test('a rotation that finds an unknown key reports it and damages nothing', async (t) => {
  const app = await startApp(t);
  const client = await app.signIn(seededUsers.events.id);
  const env = { DATABASE_URL: app.databaseUrl, ENCRYPTION_KEYS: newKey('other') };
  const { code, lines } = await uplink(['keys', 'rotate'], env);
  t.equal(code, 1);
  t.match(lines, [/not in ENCRYPTION_KEYS/]);
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
  t.match(lines, [/^1 values can’t be decrypted.*3 of them just now/]);
  t.same((await uplink(['keys', 'list'], env)).lines, ['new  encrypts  3 values', 'old  decrypts  1 values']);
});

test('keys without a subcommand is rejected with a message', async (t) => {
  const { code, lines } = await uplink(['keys'], {});
  t.equal(code, 2);
  t.match(lines, [/^Unknown command "keys"/]);
});
