import { unwrapDataKey } from '../crypto/data-key.ts';
import { DecryptionError } from '../crypto/decryption-error.ts';
import type { KeyRing } from '../crypto/key-ring.ts';
import { lockUser } from '../database/advisory-lock.ts';
import type { Database } from '../database/client.ts';
import { Prisma } from '../database/generated/client.ts';
import type { InvalidateUser } from '../database/invalidation.ts';
import type { SqlClient } from '../database/sql-client.ts';
import type { UserCache, UserCacheScope } from '../database/user-cache.ts';
import { createPreloaded, type Preloaded } from '../database/user-preload.ts';
import { isProblem, Problem } from '../problem.ts';
import type { Publish } from '../user-events/publish.ts';
import type { ZoomUser } from '../zoom/users.ts';
import { decryptProfile, encryptProfile } from './encrypted-profile.ts';
import type { Installation, Profile } from './installation.ts';
import { type CompleteTokens, storeAuthorization } from './store-authorization.ts';
import { readTokens } from './token-store.ts';

export interface Installations {
  /**
   * The user's installation; cached if possible.
   * @throws Problem `not_signed_in` if it no longer exists
   */
  get(userId: string): Promise<Installation>;
  /**
   * The same for several users, with one query.
   * @throws Problem `not_signed_in` if one of them no longer exists
   */
  getAll(userIds: readonly string[]): Promise<Installation[]>;
  /**
   * The same, if Zoom still accepts the grant. Cached values are never returned for a revoked one.
   * @throws Problem `not_signed_in` · `reconnect_required`
   */
  getConnected(userId: string): Promise<Installation>;
  /**
   * The connection to Zoom. If the data key can't be decrypted, it has no profile.
   * @throws Problem `not_signed_in`
   */
  describe(userId: string): Promise<ConnectionDescription>;
  /**
   * Stores a new authorization: creates the installation, or replaces profile, scopes and tokens of
   * an existing one.
   */
  connect(user: ZoomUser, tokens: CompleteTokens): Promise<void>;
  isInstalled(userId: string): Promise<boolean>;
  /** Stores the current profile and account of a user. Zoom can move a user to another account. */
  updateProfile(user: ZoomUser): Promise<void>;
  /** All installations in order of their user ids, without encrypted members. */
  all(): AsyncGenerator<Pick<Installation, 'userId' | 'accountId' | 'status' | 'connectedAt'>>;
  /** Number of installations by status. */
  countByStatus(): Promise<{ status: string; count: number }[]>;
  /**
   * Records that Zoom no longer accepts the grant of this token generation: the user has to
   * authorize again. Keeps all rows.
   * @returns false if that generation was replaced in the meantime; the current one stays connected
   */
  requireReconnect(userId: string, generation: bigint): Promise<boolean>;
}

export type ConnectionDescription = Omit<Installation, 'dataKey' | 'profile'> & { profile: Profile | null };

export interface InstallationsOptions {
  database: Database;
  keyRing: KeyRing;
  userCache: UserCache;
  /** Rows that were read when the user was found. */
  preloaded?: Preloaded<InstallationRow>;
  /** Notifies the other instances that data of a user has changed. */
  invalidateUser: InvalidateUser;
  publish: Publish;
  /** Called when a connection has ended and the user has to reconnect. */
  countReconnect: () => void;
}

/**
 * A response from memory needs no installation, so those of the most recent users are enough. Each
 * holds several native key objects.
 */
const MAX_CACHED = 500;
/** Estimated size of an installation in memory, most of which is its data key. */
const INSTALLATION_BYTES = 1_500;

export function createInstallations(options: InstallationsOptions): Installations {
  const { database, keyRing, userCache, invalidateUser, publish, countReconnect } = options;
  const cache = userCache.createValues<Installation>(MAX_CACHED);

  function decryptInto(scope: UserCacheScope, row: InstallationRow | undefined): Installation {
    if (row === undefined) throw new Problem('not_signed_in');
    const installation = decryptOrReconnect(keyRing, row);
    cache.set(scope, installation, INSTALLATION_BYTES);
    return installation;
  }

  return {
    async get(userId) {
      const scope = userCache.scopeFor(userId);
      const cached = cache.get(scope);
      if (cached !== undefined) return cached;
      const row = options.preloaded?.take(scope)?.row ?? (await readInstallation(database.sql, userId));
      return decryptInto(scope, row);
    },

    async getAll(userIds) {
      // Cached values are taken before the read: a user who changes during it is no longer cached.
      const found = userIds.map((userId) => {
        const scope = userCache.scopeFor(userId);
        return { scope, cached: cache.get(scope) };
      });
      const missing = found.filter(({ cached }) => cached === undefined).map(({ scope }) => scope.userId);
      const rows = new Map((await readInstallations(database.sql, missing)).map((row) => [row.userId, row]));
      return found.map(({ scope, cached }) => cached ?? decryptInto(scope, rows.get(scope.userId)));
    },

    async getConnected(userId) {
      const installation = await this.get(userId);
      if (installation.status === 'reconnect_required') throw new Problem('reconnect_required');
      return installation;
    },

    async describe(userId) {
      try {
        return await this.get(userId);
      } catch (error) {
        if (!isUndecryptable(error)) throw error;
      }
      const row = await readInstallation(database.sql, userId);
      if (row === undefined) throw new Problem('not_signed_in');
      const { accountId, scopes, connectedAt } = row;
      return { userId, accountId, status: 'reconnect_required', scopes, connectedAt, profile: null };
    },

    async connect(user, tokens) {
      await storeAuthorization({ database, keyRing, publish }, user, tokens);
      userCache.drop(user.userId);
    },

    countByStatus: () => database.sql.$queryRaw`
      select status::text as status, count(*)::int as count from installation group by installation.status`,

    async isInstalled(userId) {
      return (await database.prisma.installation.count({ where: { userId, erasingSince: null } })) === 1;
    },

    async updateProfile(user) {
      const { userId } = user;
      const { dataKey, connectedAt } = await this.get(userId);
      const profile = encryptProfile(dataKey, user);
      // Only for this authorization: a newer one has stored its own profile, possibly with another
      // data key.
      await database.prisma.$executeRaw`
        update installation
        set profile = ${profile}, account_id = coalesce(nullif(${user.accountId}, ''), account_id), updated_at = now()
        where user_id = ${userId} and connected_at = ${connectedAt}`;
      userCache.drop(userId);
      await invalidateUser(userId);
    },

    all: () => allInstallations(database),

    async requireReconnect(userId, generation) {
      const { isCurrent, isChanged } = await database.prisma.$transaction(async (transaction) => {
        await lockUser(transaction, userId);
        const isCurrent = (await readTokens(transaction, userId))?.generation === generation;
        const isChanged = isCurrent && (await endConnection(transaction, userId));
        if (isChanged)
          await publish(userId, { event: 'connection', data: { status: 'reconnect_required' } }, transaction);
        return { isCurrent, isChanged };
      });
      userCache.drop(userId);
      if (isChanged) countReconnect();
      return isCurrent;
    },
  };
}

/** An installation as it is stored. */
export interface InstallationRow extends Omit<Installation, 'dataKey' | 'profile'> {
  dataKey: Uint8Array;
  profile: Uint8Array;
}

/** @returns undefined also if the installation is being erased */
async function readInstallation(sql: SqlClient, userId: string): Promise<InstallationRow | undefined> {
  const [row] = await readInstallations(sql, [userId]);
  return row;
}

const COLUMNS = Prisma.sql`user_id as "userId", account_id as "accountId", status::text as status, scopes, profile,
  data_key as "dataKey", connected_at as "connectedAt"`;

/** The installation of a user, read when the user is found. */
export function preloadInstallation(userCache: UserCache): Preloaded<InstallationRow> {
  return createPreloaded<InstallationRow>(userCache, {
    name: 'installed',
    columns: ['userId', 'accountId', 'status', 'scopes', 'profile', 'dataKey', 'connectedAt'],
    query: (userId) => Prisma.sql`
      select ${COLUMNS} from installation where user_id = ${userId} and erasing_since is null`,
  });
}

/** Leaves out installations that are being erased. */
async function readInstallations(sql: SqlClient, userIds: readonly string[]): Promise<InstallationRow[]> {
  if (userIds.length === 0) return [];
  return sql.$queryRaw`
    select ${COLUMNS} from installation where user_id = any(${userIds}::text[]) and erasing_since is null`;
}

/** All installations in order of their user ids, without encrypted members. */
export async function* allInstallations({ prisma }: Pick<Database, 'prisma'>) {
  const select = { userId: true, accountId: true, status: true, connectedAt: true };
  for (let after = ''; ; ) {
    const rows = await prisma.installation.findMany({
      select,
      where: { userId: { gt: after }, erasingSince: null },
      orderBy: { userId: 'asc' },
      take: 500,
    });
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.userId;
  }
}

/** @returns whether the user was connected before */
async function endConnection(sql: SqlClient, userId: string): Promise<boolean> {
  const ended = await sql.$executeRaw`
    update installation set status = 'reconnect_required', updated_at = now()
    where user_id = ${userId} and status = 'connected'`;
  return ended === 1;
}

/**
 * An installation that can't be decrypted requires a reconnect, which replaces it. A completely
 * wrong key ring is detected earlier, before the process reports that it is ready.
 */
function decryptOrReconnect(keyRing: KeyRing, row: InstallationRow): Installation {
  try {
    return decryptInstallation(keyRing, row);
  } catch (error) {
    if (error instanceof DecryptionError) throw new Problem('reconnect_required', { cause: error });
    throw error;
  }
}

/** Whether the connection is lost because the user's data key or profile can't be decrypted. */
export function isUndecryptable(error: unknown): boolean {
  return isProblem(error, 'reconnect_required') && error.cause instanceof DecryptionError;
}

function decryptInstallation(keyRing: KeyRing, row: InstallationRow): Installation {
  const dataKey = unwrapDataKey(keyRing, row.userId, row.dataKey);
  return {
    userId: row.userId,
    accountId: row.accountId,
    status: row.status,
    scopes: row.scopes,
    profile: decryptProfile(dataKey, row.userId, row.profile),
    connectedAt: row.connectedAt,
    dataKey,
  };
}
