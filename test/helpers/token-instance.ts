import { createKeyRing } from '../../src/crypto/key-ring.ts';
import {
  createInvalidateUser,
  createInvalidations,
  type Invalidations,
  USER_INVALIDATED,
} from '../../src/database/invalidation.ts';
import { newInstanceId } from '../../src/database/liveness.ts';
import { createPubSub } from '../../src/database/pubsub.ts';
import { createUserCache } from '../../src/database/user-cache.ts';
import { createInstallations } from '../../src/installations/installations.ts';
import { createAccessTokens } from '../../src/tokens/access-tokens.ts';
import { createPublish } from '../../src/user-events/publish.ts';
import { createHttp } from '../../src/zoom/http.ts';
import { createTokenEndpoint, type TokenEndpoint } from '../../src/zoom/oauth.ts';
import type { RunningApp, Test } from './app.ts';
import { HOST } from './zoom-host.ts';

export interface InstanceOptions {
  /** Wraps the token endpoint. @default the real one */
  endpoint?: (own: TokenEndpoint) => TokenEndpoint;
  /** Wraps the invalidations by which it waits for other instances. @default as in the app */
  invalidations?: (own: Invalidations) => Invalidations;
  /** False: it has no LISTEN connection, and so does not hold its liveness lock. */
  listens?: boolean;
}

/** Starts only the token refresh part of another instance, on the database of a running app. */
export async function startTokenInstance(t: Test, uplink: RunningApp, options: InstanceOptions = {}) {
  const { endpoint: change = (own) => own, invalidations = (own) => own, listens = true } = options;
  const { database, config, databaseUrl } = uplink;
  const log = { info() {}, warn() {} };
  const instanceId = newInstanceId();
  const pubsub = createPubSub({ url: databaseUrl, instanceId, log });
  if (listens) await pubsub.start();
  const userCache = createUserCache({ isTrusted: pubsub.isTrusted });
  pubsub.on(USER_INVALIDATED, ({ user_id }) => userCache.drop(String(user_id)));
  const http = createHttp();
  const endpoint = change(createTokenEndpoint({ ...config.zoom, http }));
  const outcomes: string[] = [];
  const invalidateUser = createInvalidateUser(database);
  const shared = { database, userCache, invalidateUser, publish: createPublish(database) };
  const installations = createInstallations({
    ...shared,
    keyRing: createKeyRing(config.encryptionKeys),
    countReconnect() {},
  });
  const tokens = createAccessTokens({
    ...shared,
    installations,
    endpoint,
    instanceId,
    invalidations: invalidations(createInvalidations(pubsub)),
    count: (outcome) => outcomes.push(outcome),
    log,
  });
  async function close() {
    await pubsub.close();
    await http.close();
  }
  t.teardown(close);
  return { instanceId, tokens, outcomes, pubsub, close };
}

/** The token row of a user. */
export async function tokenState({ database }: Pick<RunningApp, 'database'>, userId: string = HOST) {
  const { rows } = await database.pool.query<{
    generation: string;
    leaseOwner: string | null;
    holdsFor: number | null;
    intent: string | null;
    status: string;
  }>(
    `select generation::text, lease_owner::text as "leaseOwner", intent_generation::text as intent, status::text,
            extract(epoch from lease_until - now())::float8 as "holdsFor"
     from token join installation using (user_id) where user_id = $1`,
    [userId],
  );
  const [row] = rows;
  if (row === undefined) throw new Error('There are no tokens.');
  return { ...row, generation: BigInt(row.generation) };
}
