import { Pool } from 'pg';
import { unwrapDataKey } from '../../../src/crypto/data-key.ts';
import type { KeyRing } from '../../../src/crypto/key-ring.ts';
import { decryptToken } from '../../../src/installations/encrypted-tokens.ts';
import type { Cleanup } from './cleanup.ts';
import type { StoredTokens } from './evaluate.ts';
import type { TokenLog } from './token-log.ts';

/** The harness's own connection to the database, which bypasses the proxies. */
export interface DatabaseInspector {
  /** Expires the stored access tokens of these users and notifies the instances. */
  expire(users: readonly string[]): Promise<void>;
  /** Expires the leases of these users, as if 30 seconds had passed. */
  endLeases(users: readonly string[]): Promise<void>;
  /** Decrypts the stored refresh tokens of these users and checks them against the token log. */
  storedTokens(users: Iterable<string>, tokenLog: TokenLog): Promise<StoredTokens[]>;
  /** The generation stored for each user. */
  generations(users: Iterable<string>): Promise<Map<string, bigint>>;
  /** When the last notification about a user arrived (milliseconds on the harness's clock). */
  announcedAt(user: string): number | undefined;
}

interface Row {
  user: string;
  status: StoredTokens['status'];
  dataKey: Buffer;
  refreshToken: Buffer;
  generation: string;
}

export async function openInspector(
  cleanup: Pick<Cleanup, 'teardown'>,
  url: string,
  keyRing: KeyRing,
): Promise<DatabaseInspector> {
  const pool = new Pool({ connectionString: url, max: 3 });
  pool.on('error', () => {});
  cleanup.teardown(() => pool.end());
  const announced = new Map<string, number>();
  const listener = await pool.connect();
  listener.on('error', () => {});
  listener.on('notification', ({ payload }) => {
    announced.set(String(JSON.parse(payload ?? '{}').user_id), performance.now());
  });
  await listener.query('listen uplink');
  cleanup.teardown(() => listener.release(true));

  return {
    async expire(users) {
      await pool.query(
        `with expired as (
           update token set access_token_expires_at = now() - interval '1 minute' where user_id = any($1) returning user_id)
         select pg_notify('uplink', json_build_object('kind', 'user', 'user_id', user_id)::text) from expired`,
        [users],
      );
    },
    async endLeases(users) {
      await pool.query(`update token set lease_until = now() - interval '1 second' where user_id = any($1)`, [
        users,
      ]);
    },
    async storedTokens(users, tokenLog) {
      const { rows } = await pool.query<Row>(
        `select user_id as "user", status, data_key as "dataKey", refresh_token as "refreshToken", generation
         from installation join token using (user_id) where user_id = any($1)`,
        [[...users]],
      );
      return rows.map(({ user, status, dataKey, refreshToken, generation }) => {
        const key = unwrapDataKey(keyRing, user, dataKey);
        const token = decryptToken(
          key,
          { userId: user, generation: BigInt(generation) },
          'refresh_token',
          refreshToken,
        );
        return { user, status, isLive: tokenLog.isLive(user, token.reveal()) };
      });
    },
    async generations(users) {
      const { rows } = await pool.query<{ user: string; generation: string }>(
        `select user_id as "user", generation from token where user_id = any($1)`,
        [[...users]],
      );
      return new Map(rows.map(({ user, generation }) => [user, BigInt(generation)]));
    },
    announcedAt: (user) => announced.get(user),
  };
}
