import { randomBytes } from 'node:crypto';
import { test } from 'tap';
import { runCli } from '../../src/cli/run.ts';
import { createKeyRing } from '../../src/crypto/key-ring.ts';
import { countLost } from '../../src/maintenance/reset-keys.ts';
import { startApp } from '../helpers/app.ts';
import { operatorEnvironment } from '../helpers/operator.ts';
import { sendBytes } from '../helpers/webhooks.ts';
import { addHosted, COLLEAGUE, HOST, waitUntil } from '../helpers/zoom-host.ts';

const newKey = (id: string) => `${id}:${randomBytes(32).toString('base64')}`;

/** Runs a command, and confirms or declines its question. */
async function uplink(args: string[], env: Record<string, string>, isConfirmed = false) {
  const lines: string[] = [];
  const print = (line: string) => lines.push(line);
  const code = await runCli(args, {
    env,
    stdout: print,
    stderr: print,
    confirm: async (question) => {
      print(question);
      return isConfirmed;
    },
  });
  return { code, output: lines.join('\n') };
}

const DESTINATION = { name: 'Channel', stream_url: 'rtmp://a.example/b', stream_key: 'canary-saved-key' };

test('with lost keys the app waits, and after a command each user reconnects with one click', async (t) => {
  // The new key has the ID of the lost one, which is likely, because the documentation names one.
  const before = await startApp(t, { env: { ENCRYPTION_KEYS: newKey('k1') } });
  const hosted = addHosted(before.simulator);
  const host = await before.signIn(HOST);
  await before.signIn(COLLEAGUE);
  await host.get('/api/meetings');
  await host.get(hosted.path);
  await host.post('/api/destinations', { body: DESTINATION });
  await host.post('/api/calendar');
  await before.client().get('/install');
  await before.app.close();
  const { databaseUrl, simulator } = before;

  const ENCRYPTION_KEYS = newKey('k1');
  const after = await startApp(t, { sharedWith: before, databaseUrl, env: { ENCRYPTION_KEYS } });
  const client = after.client();
  for (const [name, value] of host.cookies) client.cookies.set(name, value);
  t.match(await client.get('/readyz'), { status: 503, json: { reason: 'wrong_encryption_keys' } });
  t.ok(
    after.logs.some((line) =>
      /ENCRYPTION_KEYS can’t decrypt .* only if they are lost, run `uplink keys reset`/.test(line),
    ),
  );
  t.equal((await client.get('/api/me')).status, 503);
  t.equal((await client.get('/install')).status, 503);
  t.equal((await sendBytes(after, '{"event":"user.updated","payload":{}}')).status, 503);

  const env = { ...operatorEnvironment(after), ENCRYPTION_KEYS };
  const examined = await uplink(['doctor'], env);
  t.equal(examined.code, 1);
  t.match(examined.output, /^failed\s+encryption_keys .* Only if they are lost: uplink keys reset\.$/m);

  const declined = await uplink(['keys', 'reset'], env);
  t.match(declined, { code: 1, output: /the data of 2 users .*\nNothing was discarded\./ });
  t.match(await client.get('/readyz'), { status: 503 }, 'nothing was changed');

  const sent = simulator.requests().length;
  t.match(await uplink(['keys', 'reset'], env, true), {
    code: 0,
    output: /"security":"key_reset","users":2[\s\S]*2 users have to reconnect/,
  });
  await waitUntil(async () => (await client.get('/readyz')).status === 200);
  t.equal(simulator.requests().length, sent, 'nothing was sent to Zoom');
  t.notOk(
    Object.values(await countLost(after.database, createKeyRing(after.config.encryptionKeys))).some(Boolean),
  );
  t.match(await uplink(['keys', 'list'], env), { output: /^k1 {2}encrypts {2}3 values$/ });
  t.match(await uplink(['keys', 'reset'], env), { code: 0, output: /nothing to discard/ });
  for (const table of ['token', 'livestream', 'listing_page', 'destination', 'authorization_request'])
    t.equal((await after.database.pool.query(`select from ${table}`)).rowCount, 0, table);

  t.match(await client.get('/api/me'), {
    status: 200,
    json: { user: { id: HOST }, connection: { status: 'reconnect_required', reconnect_url: /\/install$/ } },
  });
  t.match(await client.get(hosted.path), { status: 403, json: { code: 'reconnect_required' } });
  await client.signIn(HOST);
  t.match((await client.get('/api/me')).json, {
    user: { display_name: simulator.state.users.get(HOST)?.displayName },
    connection: { status: 'connected' },
  });
  t.match(await client.get(hosted.path), { status: 200, json: { stale: false } });
  t.equal((await client.post('/api/destinations', { body: DESTINATION })).status, 201);
  t.equal((await uplink(['doctor'], env)).code, 0);
});

test('values that a remaining key decrypts are kept', async (t) => {
  const [lostKey, keptKey] = [newKey('lost'), newKey('kept')];
  const first = await startApp(t, { startsJobs: false, env: { ENCRYPTION_KEYS: keptKey } });
  await first.signIn(HOST);
  await first.app.close();
  const second = await startApp(t, {
    sharedWith: first,
    startsJobs: false,
    env: { ENCRYPTION_KEYS: `${lostKey},${keptKey}` },
  });
  await second.signIn(COLLEAGUE);
  await second.app.close();
  const env = { ...operatorEnvironment(second), ENCRYPTION_KEYS: `${newKey('new')},${keptKey}` };
  t.match(await uplink(['keys', 'reset', '--yes'], env), { code: 0, output: /^1 users have to reconnect/m });
  const third = await startApp(t, {
    sharedWith: first,
    startsJobs: false,
    env: { ENCRYPTION_KEYS: env.ENCRYPTION_KEYS },
  });
  const { rows } = await third.database.pool.query(
    'select user_id, status::text from installation order by 2',
  );
  t.same(rows, [
    { user_id: HOST, status: 'connected' },
    { user_id: COLLEAGUE, status: 'reconnect_required' },
  ]);
});
