import type { Database } from './client.ts';
import { Prisma } from './generated/client.ts';
import type { PubSub } from './pubsub.ts';

/** The one kind of notification between processes: something about a user changed, forget what you keep of them. */
export const USER_INVALIDATED = 'user';

/**
 * SQL expression that tells every process once the statement's transaction commits.
 * @param userId or the column that names the user
 */
export function notifyInvalidation(userId: string | Prisma.Sql): Prisma.Sql {
  return Prisma.sql`pg_notify('uplink', json_build_object('kind', ${USER_INVALIDATED}::text, 'user_id', ${userId}::text)::text)`;
}

/** Tells every process, this one included, that something about a user changed. */
export async function invalidateUser({ prisma }: Database, userId: string): Promise<void> {
  await prisma.$queryRaw`select ${notifyInvalidation(userId)}::text`;
}

export interface Invalidations {
  /**
   * Resolves at the next change of this user that any process announces, or after `ms` at the latest, or when `signal` aborts.
   * @returns whether there was a change
   */
  next(userId: string, ms: number, signal?: AbortSignal): Promise<boolean>;
}

/** Lets those who wait for another process's work be woken by it rather than by the clock. */
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
        const end = (isChange: boolean) => {
          clearTimeout(timer);
          signal?.removeEventListener('abort', giveUp);
          wakers.delete(wake);
          if (wakers.size === 0 && waiting.get(userId) === wakers) waiting.delete(userId);
          resolve(isChange);
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
