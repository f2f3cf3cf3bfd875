import type { Database } from '../database/client.ts';
import { isUndecryptable } from '../installations/installations.ts';
import { isProblem } from '../problem.ts';
import type { AccessTokens } from './access-tokens.ts';

/** How the refresh of one idle user's tokens ended. */
export type IdleRefreshResult = 'refreshed' | 'reconnect_required' | 'undecryptable' | 'failed';

export interface RefreshIdleOptions {
  database: Database;
  tokens: Pick<AccessTokens, 'refreshNow'>;
  hashUser: (userId: string) => Buffer;
  /** Called with the result of each user. */
  count: (result: IdleRefreshResult) => void;
  log: { warn(fields: object, message: string): void };
}

/** Users of one run; the next hour's run takes the next. */
const BATCH = 500;
/** After so many failures in a row the cause is not one user: Zoom, or the way to it, is unavailable. */
const MAX_FAILURES_IN_A_ROW = 5;
const MAX_LOGGED_USERS = 20;

/**
 * Refreshes, one user after another, tokens that have not been used for a day. Zoom lets a refresh token expire after 90
 * days without use; and Zoom does not notify an app that is not published of its removal, which is noticed here.
 *
 * A user whose refresh fails is tried again after all others, so that no one keeps the others from being refreshed.
 * @throws the last error, if Zoom or the database is unavailable or our client credentials are rejected
 */
export function createRefreshIdle(options: RefreshIdleOptions): () => Promise<void> {
  const { database, tokens, hashUser, count, log } = options;

  async function refresh(userId: string): Promise<{ result: IdleRefreshResult; error?: unknown }> {
    try {
      await tokens.refreshNow(userId);
      return { result: 'refreshed' };
    } catch (error) {
      if (isUndecryptable(error)) return { result: 'undecryptable' };
      // Erased in the meantime, or a grant that has ended: nothing is left to refresh.
      if (isProblem(error, 'reconnect_required', 'not_signed_in')) return { result: 'reconnect_required' };
      return { result: 'failed', error };
    }
  }

  return async () => {
    const idle = await database.prisma.$queryRaw<{ userId: string }[]>`
      select user_id as "userId" from token join installation using (user_id)
      where status = 'connected' and refreshed_at < now() - interval '1 day'
      order by greatest(refreshed_at, refresh_failed_at) limit ${BATCH}`;
    const undecryptable: string[] = [];
    let failuresInARow = 0;
    try {
      for (const { userId } of idle) {
        const { result, error } = await refresh(userId);
        count(result);
        if (result === 'undecryptable') undecryptable.push(userId);
        if (result === 'undecryptable' || result === 'failed') await moveToEnd(database, userId);
        failuresInARow = result === 'failed' ? failuresInARow + 1 : 0;
        if (result === 'failed' && (failuresInARow === MAX_FAILURES_IN_A_ROW || isCommon(error))) throw error;
      }
    } finally {
      if (undecryptable.length > 0) {
        const users = undecryptable.slice(0, MAX_LOGGED_USERS).map((id) => hashUser(id).toString('hex'));
        log.warn(
          { count: undecryptable.length, users },
          'data keys can’t be decrypted: is a key missing from ENCRYPTION_KEYS?',
        );
      }
    }
  };
}

/** The same for every user: to try the others would only fail as well. */
function isCommon(error: unknown): boolean {
  return isProblem(error, 'app_misconfigured', 'temporarily_unavailable');
}

async function moveToEnd({ prisma }: Database, userId: string): Promise<void> {
  await prisma.$executeRaw`update token set refresh_failed_at = now() where user_id = ${userId}`;
}
