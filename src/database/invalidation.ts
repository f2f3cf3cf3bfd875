import type { Database } from './client.ts';
import { Prisma } from './generated/client.ts';
import type { PubSub } from './pubsub.ts';
import type { PubSubMessage } from './pubsub-message.ts';
import type { UserCache } from './user-cache.ts';

/** The kind of message by which processes invalidate each other's cache entries of a user. */
export const USER_INVALIDATED = 'user';

/** What changed: anything about the user, or only livestream settings in Zoom. */
export type Invalidated = 'user' | 'livestreams';

/**
 * SQL expression that publishes an invalidation when the statement's transaction commits.
 * @param userId the user ID, or the column that holds it
 */
export function notifyInvalidation(userId: string | Prisma.Sql, what: Invalidated = 'user'): Prisma.Sql {
  // An instance of an earlier version ignores `only` and drops everything.
  const only = what === 'user' ? null : what;
  return Prisma.sql`pg_notify('uplink', json_strip_nulls(json_build_object(
    'kind', ${USER_INVALIDATED}::text, 'user_id', ${userId}::text, 'only', ${only}::text))::text)`;
}

/** Drops what an invalidation from any process is about. */
export function dropInvalidated(userCache: UserCache, { user_id, only }: PubSubMessage): void {
  const cache = only === 'livestreams' ? userCache.livestreams : userCache;
  cache.drop(String(user_id));
}

/** Publishes to every process, including this one, that something about a user changed. */
export type InvalidateUser = (userId: string) => Promise<void>;

export function createInvalidateUser({ prisma }: Pick<Database, 'prisma'>): InvalidateUser {
  return async (userId) => {
    await prisma.$queryRaw`select ${notifyInvalidation(userId)}::text`;
  };
}

export interface Invalidations {
  /**
   * Resolves at the next invalidation of this user by any process, after `ms` at the latest, or
   * when `signal` aborts.
   * @returns whether an invalidation was received
   */
  next(userId: string, ms: number, signal?: AbortSignal): Promise<boolean>;
}

/**
 * Lets callers wait for the invalidation that another process publishes when its work is done,
 * instead of polling.
 */
export function createInvalidations(pubsub: Pick<PubSub, 'on'>): Invalidations {
  const waiting = new Map<string, Set<() => void>>();
  pubsub.on(USER_INVALIDATED, ({ user_id }) => {
    for (const wake of waiting.get(String(user_id)) ?? []) wake();
  });
  return {
    next: (userId, ms, signal) =>
      new Promise((resolve) => {
        const wakers = waiting.get(userId) ?? new Set();
        waiting.set(userId, wakers);
        const end = (isInvalidated: boolean) => {
          clearTimeout(timer);
          signal?.removeEventListener('abort', giveUp);
          wakers.delete(wake);
          if (wakers.size === 0 && waiting.get(userId) === wakers) waiting.delete(userId);
          resolve(isInvalidated);
        };
        const wake = () => end(true);
        const giveUp = () => end(false);
        const timer = setTimeout(giveUp, ms).unref();
        wakers.add(wake);
        if (signal?.aborted) giveUp();
        else signal?.addEventListener('abort', giveUp);
      }),
  };
}
