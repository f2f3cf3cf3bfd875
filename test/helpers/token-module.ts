import { createKeyRing } from '../../src/crypto/key-ring.ts';
import { Secret } from '../../src/crypto/secret.ts';
import { connectDatabase, type Database } from '../../src/database/client.ts';
import { createInvalidations, type Invalidations } from '../../src/database/invalidation.ts';
import { newInstanceId } from '../../src/database/liveness.ts';
import { createUserCache } from '../../src/database/user-cache.ts';
import { createInstallations } from '../../src/installations/installations.ts';
import { type AccessTokensOptions, createAccessTokens } from '../../src/tokens/access-tokens.ts';
import { createPublish } from '../../src/user-events/publish.ts';
import type { RefreshOutcome, TokenEndpoint } from '../../src/zoom/oauth.ts';
import { createTestDatabase } from './database.ts';

interface Test {
  teardown(fn: () => Promise<void>): void;
}

export interface TokenModuleOptions {
  /** The response to each refresh request. @default new tokens */
  respond?: (refreshToken: string, attempt: number) => RefreshOutcome | Promise<RefreshOutcome>;
  /** Notifies the other processes. @default nothing happens */
  invalidateUser?: () => Promise<void>;
  /** Wraps the database of the token module. @default the real one */
  changeDatabase?: (own: Database) => Database;
  /** @default one that receives no invalidations except those of the test */
  invalidations?: Invalidations;
}

/** The row of the user's tokens, and the status of the connection. */
interface TokenState {
  generation: string;
  leaseOwner: string | null;
  intent: string | null;
  status: string;
  isForced: boolean;
}

export const USER = 'user-of-the-test';

/** A successful response of the token endpoint. */
export function issued(name: string, change: { refreshToken?: null; expiresIn?: number } = {}) {
  const refreshToken = change.refreshToken === null ? null : new Secret(`refresh-${name}`);
  const { expiresIn = 3600 } = change;
  const tokens = { accessToken: new Secret(`access-${name}`), refreshToken, expiresIn, scopes: null };
  return { outcome: 'refreshed', tokens } as const satisfies RefreshOutcome;
}

/**
 * The tokens of one user, without the app: a real database, and a token endpoint whose responses
 * the test determines. Unlike a started app, it is quick enough to test each mutant of the code.
 */
export async function startTokenDatabase(t: Test) {
  const { url } = await createTestDatabase(t);
  const database = connectDatabase({ url, poolMax: 6, onError: () => {} });
  t.teardown(() => database.close());
  const keyRing = createKeyRing([{ id: 'k1', secret: Buffer.from('a'.repeat(32)) }]);

  /** Like one process. Several of them share the database. */
  function start(options: TokenModuleOptions = {}) {
    const { respond, invalidateUser, changeDatabase = (own) => own } = options;
    const userCache = createUserCache({ isTrusted: () => true });
    const publish = createPublish(database);
    const log: object[] = [];
    const outcomes: string[] = [];
    const sent: string[] = [];
    const revoked: string[] = [];
    const endpoint: TokenEndpoint = {
      async refresh(token) {
        const attempt = sent.push(token.reveal());
        return respond === undefined ? issued(String(attempt)) : respond(token.reveal(), attempt);
      },
      async revoke(token) {
        revoked.push(token.reveal());
        return true;
      },
    };
    const instanceId = newInstanceId();
    const { invalidations = createInvalidations({ on: () => () => {} }) } = options;
    const invalidated: string[] = [];
    const shared = {
      userCache,
      publish,
      async invalidateUser(userId: string) {
        invalidated.push(userId);
        await invalidateUser?.();
      },
    };
    const installations = createInstallations({ ...shared, database, keyRing, countReconnect() {} });
    const moduleOptions: AccessTokensOptions = {
      ...shared,
      database: changeDatabase(database),
      installations,
      endpoint,
      instanceId,
      invalidations,
      count: (outcome) => outcomes.push(outcome),
      log: { warn: (fields) => log.push(fields) },
    };
    const tokens = createAccessTokens(moduleOptions);
    return {
      tokens,
      moduleOptions,
      installations,
      instanceId,
      userCache,
      outcomes,
      sent,
      revoked,
      invalidated,
      log,
      /** The access token that a call to Zoom gets. */
      use: () => tokens.use(USER, async ({ accessToken }) => accessToken.reveal()),
    };
  }

  /** Stores a new authorization of the user, with tokens of this name. */
  async function connect(name: string, expiresIn = 3600): Promise<void> {
    const { tokens } = issued(name, { expiresIn });
    const { installations } = start();
    await installations.connect(
      {
        userId: USER,
        accountId: 'account',
        displayName: 'Host',
        email: 'host@example.com',
        timezone: 'UTC',
        planType: null,
      },
      { ...tokens, refreshToken: new Secret(`refresh-${name}`) },
    );
  }

  /** Changes columns of the user's tokens. */
  async function change(assignments: string): Promise<void> {
    await database.pool.query(`update token set ${assignments} where user_id = $1`, [USER]);
  }

  async function erase(): Promise<void> {
    await database.pool.query('delete from installation where user_id = $1', [USER]);
  }

  async function state(): Promise<TokenState> {
    const { rows } = await database.pool.query<TokenState>(
      `select generation, lease_owner as "leaseOwner", intent_generation as intent, status::text,
              forced_refresh_at is not null as "isForced"
       from token join installation using (user_id) where user_id = $1`,
      [USER],
    );
    const [row] = rows;
    if (row === undefined) throw new Error('There are no tokens.');
    return row;
  }

  return { database, start, connect, change, erase, state };
}

/** Moves the clock of this process, not the database's. */
export function travel(t: { teardown(fn: () => void): void }): (ms: number) => void {
  const { now } = performance;
  let aheadMs = 0;
  performance.now = () => now.call(performance) + aheadMs;
  t.teardown(() => {
    performance.now = now;
  });
  return (ms) => {
    aheadMs += ms;
  };
}
