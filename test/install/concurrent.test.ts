import { randomBytes } from 'node:crypto';
import t, { type Test } from 'tap';
import { dataKeyContext } from '../../src/crypto/data-key.ts';
import { createKeyRing } from '../../src/crypto/key-ring.ts';
import { startApp } from '../helpers/app.ts';
import { HOST, waitUntil } from '../helpers/zoom-host.ts';

/** A host who authorizes again while another transaction changes their installation. */
async function start(t: Test, env: Record<string, string> = {}) {
  const uplink = await startApp(t, { env });
  const host = await uplink.signIn(HOST);
  const { pool } = uplink.database;
  const stored = async () => {
    const { rows } = await pool.query<{ dataKey: Buffer; generation: string }>(
      'select data_key as "dataKey", generation::text from installation join token using (user_id) where user_id = $1',
      [HOST],
    );
    const [row] = rows;
    if (row === undefined) throw new Error('There is no installation.');
    return row;
  };
  async function beside(change: string, values: unknown[]) {
    const other = await pool.connect();
    await other.query('begin');
    await other.query(change, values);
    const authorizing = host.signIn(HOST);
    await waitUntil(async () => (await pool.query(WAITING)).rowCount === 1);
    await other.query('commit');
    other.release();
    await authorizing;
  }
  return { uplink, host, stored, beside };
}

const WAITING =
  "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";

t.test('a data key that was re-encrypted by a key rotation is not overwritten', async (t) => {
  const [first, second] = ['k1', 'k2'].map((id) => `${id}:${randomBytes(32).toString('base64')}`);
  const { uplink, stored, beside } = await start(t, { ENCRYPTION_KEYS: `${first},${second}` });
  const ring = createKeyRing(uplink.config.encryptionKeys.toReversed());
  const context = dataKeyContext(HOST);
  const reencrypted = ring.encrypt(context, ring.decrypt(context, (await stored()).dataKey));
  await beside('update installation set data_key = $2 where user_id = $1', [HOST, reencrypted]);
  t.ok((await stored()).dataKey.equals(reencrypted));
});

t.test('a user who is erased concurrently gets a new data key and unused generations', async (t) => {
  const { host, stored, beside } = await start(t);
  const before = await stored();
  await beside('delete from installation where user_id = $1', [HOST]);
  const after = await stored();
  t.notOk(after.dataKey.equals(before.dataKey));
  t.not(after.generation, String(BigInt(before.generation) + 1n));
  t.match((await host.get('/api/me')).json.connection, { status: 'connected' });
});
