import type { Database } from '../database/client.ts';
import { isUndecryptable } from '../installations/installations.ts';
import { isProblem } from '../problem.ts';
import type { AccessTokens } from './access-tokens.ts';

/** The outcome of refreshing one idle user's tokens. */
export type IdleRefreshResult = 'refreshed' | 'reconnect_required' | 'undecryptable' | 'failed';

export interface RefreshIdleOptions {
  database: Database;
  tokens: Pick<AccessTokens, 'refreshNow'>;
  hashUser: (userId: string) => Buffer;
  /** Called with the result of each user. */
  count: (result: IdleRefreshResult) => void;
  log: { warn(fields: object, message: string): void };
}

/** Maximum number of users per run. The next run, an hour later, continues. */
const BATCH_SIZE = 500;
/** After this many failures in a row, Zoom or the connection to it is assumed to be unavailable. */
const MAX_FAILURES_IN_A_ROW = 5;
const MAX_LOGGED_USERS = 20;

/**
 * Refreshes tokens that have not been used for a day, serially. A refresh token of Zoom expires
 * after 90 days without use. The refresh also detects removals: Zoom sends no webhook about the
 * removal of an unpublished app.
 *
 * A user whose refresh fails moves to the end of the order, so that one user does not block the
 * others.
 * @throws the last error, if Zoom or the database is unavailable or our client credentials are
 * rejected
 */
export function createRefreshIdle(options: RefreshIdleOptions): () => Promise<void> {
  const { database, tokens, hashUser, count, log } = options;

  async function refresh(userId: string): Promise<{ result: IdleRefreshResult; error?: unknown }> {
    try {
      await tokens.refreshNow(userId);
      return { result: 'refreshed' };
    } catch (error) {
      if (isUndecryptable(error)) return { result: 'undecryptable' };
      // The user was erased in the meantime, or the grant has ended.
      if (isProblem(error, 'reconnect_required', 'not_signed_in')) return { result: 'reconnect_required' };
      return { result: 'failed', error };
    }
  }

  return async () => {
    const idle = await database.prisma.$queryRaw<{ userId: string }[]>`
      select user_id as "userId" from token join installation using (user_id)
      where status = 'connected' and refreshed_at < now() - interval '1 day'
      order by greatest(refreshed_at, refresh_failed_at) limit ${BATCH_SIZE}`;
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

/** Whether the error would occur for every user. */
function isCommon(error: unknown): boolean {
  return isProblem(error, 'app_misconfigured', 'temporarily_unavailable');
}

async function moveToEnd({ prisma }: Database, userId: string): Promise<void> {
  await prisma.$executeRaw`update token set refresh_failed_at = now() where user_id = ${userId}`;
}
