import { createKeyRing } from '../../src/crypto/key-ring.ts';
import { newInstanceId } from '../../src/database/instance.ts';
import { createMemory } from '../../src/database/memory.ts';
import { createNotifications } from '../../src/database/notifications.ts';
import {
  announceUserChanged,
  createUserChanges,
  USER_CHANGED,
  type UserChanges,
} from '../../src/database/user-changed.ts';
import { createTell } from '../../src/feed/tell.ts';
import { createInstallations } from '../../src/installations/installations.ts';
import { createAccessTokens } from '../../src/tokens/access-tokens.ts';
import { createHttp } from '../../src/zoom/http.ts';
import { createTokenEndpoint, type TokenEndpoint } from '../../src/zoom/oauth.ts';
import type { RunningApp, Test } from './app.ts';
import { HOST } from './zoom-host.ts';

export interface InstanceOptions {
  /** What it asks Zoom through; by default the true one. */
  endpoint?: (own: TokenEndpoint) => TokenEndpoint;
  /** How it waits for others; by default as the app does. */
  changes?: (own: UserChanges) => UserChanges;
  /** False: its listening connection, and with it its lock, is not there. */
  listens?: boolean;
}

/** Another instance beside a running app, of which there is only what keeps tokens fresh. */
export async function startTokenInstance(t: Test, uplink: RunningApp, options: InstanceOptions = {}) {
  const { endpoint: change = (own) => own, changes = (own) => own, listens = true } = options;
  const { database, config, databaseUrl } = uplink;
  const log = { info() {}, warn() {} };
  const instanceId = newInstanceId();
  const notifications = createNotifications({ url: databaseUrl, instanceId, log });
  if (listens) await notifications.start();
  const memory = createMemory({ isTrusted: notifications.isTrusted });
  notifications.on(USER_CHANGED, ({ user_id }) => memory.drop(String(user_id)));
  const http = createHttp();
  const endpoint = change(createTokenEndpoint({ ...config.zoom, http }));
  const outcomes: string[] = [];
  const announce = (userId: string) => announceUserChanged(database, userId);
  const shared = { database, memory, announce, tell: createTell(database) };
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
    changes: changes(createUserChanges(notifications)),
    count: (outcome) => outcomes.push(outcome),
    log,
  });
  async function close() {
    await notifications.close();
    await http.close();
  }
  t.teardown(close);
  return { instanceId, tokens, outcomes, notifications, close };
}

/** What the database says of a user's tokens. */
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
