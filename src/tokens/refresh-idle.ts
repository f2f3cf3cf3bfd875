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

/** Users per query. */
const PAGE_SIZE = 500;
/** Refreshes per hourly run, however few users there are. */
const MIN_PER_RUN = 500;
/**
 * Within this many hourly runs, every idle token is refreshed once: ten days. Zoom's refresh tokens
 * expire after 90 days, so a user whose refresh fails, or an outage, has time for further attempts.
 */
const RUNS_PER_CYCLE = 240;
/** A run ends before the next one starts. */
const MAX_RUN_MS = 50 * 60_000;
/** A grant that has ended is skipped for this long, because the user may have authorized again. */
const SKIP_ENDED = '30 days';
/** After this many failures in a row, Zoom or the connection to it is assumed to be unavailable. */
const MAX_FAILURES_IN_A_ROW = 5;
const MAX_LOGGED_USERS = 20;

/**
 * Refreshes tokens that have not been used for a day, serially, the longest idle first. A refresh
 * token of Zoom expires after 90 days without use. The refresh also detects removals: Zoom sends no
 * webhook about the removal of an unpublished app.
 *
 * The number of refreshes per run grows with that of the users, so that each idle token is refreshed
 * within {@link RUNS_PER_CYCLE} runs, also if all users authorized on the same day.
 *
 * A user whose refresh fails moves to the end of the order, so that one user does not block the
 * others.
 * The returned function ends early when its signal aborts: the next run continues.
 * @throws the last error, if Zoom or the database is unavailable or our client credentials are
 * rejected
 */
export function createRefreshIdle(options: RefreshIdleOptions): (signal?: AbortSignal) => Promise<void> {
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

  return async (signal) => {
    const undecryptable: string[] = [];
    let failuresInARow = 0;
    try {
      for await (const userId of idleUsers(database)) {
        if (signal?.aborted) return;
        const { result, error } = await refresh(userId);
        count(result);
        if (result === 'undecryptable') undecryptable.push(userId);
        if (result === 'undecryptable' || result === 'failed') await moveToEnd(database, userId);
        if (result === 'reconnect_required') await skipEnded(database, [userId]);
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

/** The users of one run, page by page. A handled user must have moved to the end of the order. */
async function* idleUsers(database: Database): AsyncGenerator<string> {
  const stopAt = performance.now() + MAX_RUN_MS;
  const { startedAt, max } = await planRun(database);
  for (let left = max; left > 0; ) {
    const page = await readPage(database, startedAt);
    await skipEnded(
      database,
      page.filter(({ isConnected }) => !isConnected).map(({ userId }) => userId),
    );
    const connected = page.filter(({ isConnected }) => isConnected).slice(0, left);
    for (const { userId } of connected) {
      if (performance.now() > stopAt) return;
      yield userId;
    }
    left -= connected.length;
    if (page.length < PAGE_SIZE) return;
  }
}

/** The database's time, and the maximum number of refreshes. */
async function planRun({ sql }: Database): Promise<{ startedAt: Date; max: number }> {
  // PostgreSQL's estimate: counting would read the whole table.
  const [row] = await sql.$queryRaw<{ startedAt: Date; tokens: number }[]>`
    select now() as "startedAt", reltuples::float8 as tokens from pg_class where oid = 'token'::regclass`;
  if (row === undefined) throw new Error('the table token does not exist');
  return { startedAt: row.startedAt, max: refreshesPerRun(row.tokens) };
}

/** How many tokens one run refreshes at most, if there are this many. */
export function refreshesPerRun(tokens: number): number {
  return Math.max(MIN_PER_RUN, Math.ceil(tokens / RUNS_PER_CYCLE));
}

function readPage({ sql }: Database, startedAt: Date): Promise<{ userId: string; isConnected: boolean }[]> {
  return sql.$queryRaw`
    select user_id as "userId", status = 'connected' as "isConnected"
    from token join installation using (user_id)
    where greatest(refreshed_at, refresh_failed_at) < ${startedAt}::timestamptz
      and refreshed_at < now() - interval '1 day'
    order by greatest(refreshed_at, refresh_failed_at) limit ${PAGE_SIZE}::int`;
}

/** Whether the error would occur for every user. */
function isCommon(error: unknown): boolean {
  return isProblem(error, 'app_misconfigured', 'temporarily_unavailable');
}

async function moveToEnd({ sql }: Database, userId: string): Promise<void> {
  await sql.$executeRaw`update token set refresh_failed_at = now() where user_id = ${userId}`;
}

/** Otherwise every run would read the tokens of all ended grants before the others. */
async function skipEnded({ sql }: Database, userIds: string[]): Promise<void> {
  if (userIds.length === 0) return;
  await sql.$executeRaw`
    update token set refresh_failed_at = now() + ${SKIP_ENDED}::interval where user_id = any(${userIds}::text[])`;
}
