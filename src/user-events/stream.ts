import type { Database } from '../database/client.ts';
import type { Invalidations } from '../database/invalidation.ts';

/** One thing that was told; without `event`, only that nothing up to this id was missed. */
export interface UserEvent {
  id: string;
  event?: string;
  data?: unknown;
}

export interface UserEvents {
  follow: Subscribe;
  /** The id of what a user was told last: whoever reads something after asking for it, and follows from there, misses no change to it. */
  lastId(userId: string): Promise<string>;
}

/**
 * What a user is told from now on, or from after `lastId`, as long as `isAuthorized` says so. Begins with the id that it goes on
 * from. Where something after `lastId` is not kept any more, everything may have changed: that is told as a `livestream` event
 * that names no meeting.
 */
type Subscribe = (userId: string, options: SubscribeOptions) => AsyncGenerator<UserEvent>;

interface SubscribeOptions {
  /** The last id that the client has heard; undefined for a new one. Anything else than an id counts as unknown. */
  lastId?: string | undefined;
  /** Ends it at once. */
  signal: AbortSignal;
  /** Asked whenever something about the user has changed, and each minute: whether to go on. */
  isAuthorized: () => Promise<boolean>;
}

interface Row {
  id: string;
  event: string;
  data: unknown;
}

const POLL_INTERVAL_MS = 5_000;
const AUTHORIZATION_INTERVAL_MS = 60_000;
/** So that whoever is in between sees that the stream stands. */
const KEEPALIVE_MS = 15_000;
const AT_ONCE = 100;
/** The id of whoever was told nothing yet. */
const NOTHING = '0';

export interface UserEventsOptions {
  /**
   * Unheard notifications cost no more than this (milliseconds).
   * @default 5000
   */
  pollIntervalMs?: number | undefined;
}

export function createUserEvents(
  { pool }: Database,
  changes: Invalidations,
  { pollIntervalMs = POLL_INTERVAL_MS }: UserEventsOptions = {},
): UserEvents {
  async function newestId(userId: string): Promise<string> {
    const { rows } = await pool.query<{ id: string | null }>(
      'select max(id)::text as id from user_event where user_id = $1',
      [userId],
    );
    return rows[0]?.id ?? NOTHING;
  }

  async function isStored(userId: string, id: string): Promise<boolean> {
    if (!/^\d{1,18}$/.test(id)) return false;
    const { rowCount } = await pool.query('select from user_event where user_id = $1 and id = $2', [
      userId,
      id,
    ]);
    return rowCount === 1;
  }

  async function after(userId: string, id: string): Promise<Row[]> {
    const { rows } = await pool.query<Row>({
      name: 'feed-after',
      // Sorted by the table’s column: the bare name would be the result’s text, where 1000 comes before 999.
      text: `select id::text as id, event, data from user_event
             where user_id = $1 and id > $2 order by user_event.id limit ${AT_ONCE}`,
      values: [userId, id],
    });
    return rows;
  }

  async function* follow(
    userId: string,
    { lastId, signal, isAuthorized }: SubscribeOptions,
  ): AsyncGenerator<UserEvent> {
    const goesOn = lastId !== undefined && (await isStored(userId, lastId));
    const newest = await newestId(userId);
    const isGap = lastId !== undefined && !goesOn && !(lastId === NOTHING && newest === NOTHING);
    // Who had heard nothing is told all that is kept, besides that there may have been more.
    let heard = goesOn || lastId === NOTHING ? lastId : newest;
    yield isGap ? { id: heard, event: 'livestream', data: {} } : { id: heard };
    let requestedAt = performance.now();
    let sentAt = requestedAt;
    while (!signal.aborted) {
      // Before looking: what is told from here on wakes us.
      const woken = changes.next(userId, pollIntervalMs, signal);
      const rows = await after(userId, heard);
      for (const row of rows) {
        heard = row.id;
        yield row;
      }
      if (rows.length === AT_ONCE) continue;
      if (rows.length > 0) sentAt = performance.now();
      if (performance.now() - sentAt >= KEEPALIVE_MS) {
        sentAt = performance.now();
        yield { id: heard };
      }
      const isRetryKnown = await woken;
      if (!isRetryKnown && performance.now() - requestedAt < AUTHORIZATION_INTERVAL_MS) continue;
      requestedAt = performance.now();
      if (!signal.aborted && !(await isAuthorized())) return;
    }
  }

  return { follow, lastId: newestId };
}
