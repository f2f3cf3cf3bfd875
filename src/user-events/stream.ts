import type { Database } from '../database/client.ts';
import type { Invalidations } from '../database/invalidation.ts';
import { createStatementBatches } from '../database/statement-batches.ts';

/** An event for a user. Without `event`, it only confirms that nothing up to this ID was missed. */
export interface UserEvent {
  id: string;
  event?: string;
  data?: unknown;
}

export interface UserEvents {
  follow: Subscribe;
  /**
   * ID of the user's latest event. Read it before loading data, then subscribe from it: no change
   * is missed.
   */
  lastId(userId: string): Promise<string>;
  /** Number of streams that are open in this process. */
  openStreams(): number;
}

/**
 * Events from now on, or after `lastId`, while `isAuthorized` returns true. Starts with the ID that
 * it continues from. If events after `lastId` were deleted, anything may have changed: a
 * `livestream` event without a meeting reports that.
 */
type Subscribe = (userId: string, options: SubscribeOptions) => AsyncGenerator<UserEvent>;

interface SubscribeOptions {
  /**
   * The last ID that the client received; undefined for a new client. Anything that is not an ID
   * counts as unknown.
   */
  lastId?: string | undefined;
  /** Ends the stream. */
  signal: AbortSignal;
  /**
   * Whether the stream may continue. Called on every change of the user, each minute, and before an
   * event whose notification was lost.
   */
  isAuthorized: () => Promise<boolean>;
}

/** How far a stream has been read. */
interface Position {
  userId: string;
  /** The last ID that was sent. */
  id: string;
}

interface Row {
  id: string;
  event: string;
  data: unknown;
}

const POLL_INTERVAL_MS = 5_000;
const AUTHORIZATION_INTERVAL_MS = 60_000;
/** Keeps proxies from closing an idle connection. */
const KEEPALIVE_MS = 15_000;
const PAGE_SIZE = 100;
/** Maximum streams that read their events with one statement. */
const MAX_BATCH = 500;
/** The ID of a user without events. */
const NO_EVENT = '0';

export interface UserEventsOptions {
  /**
   * Delay of an event whose notification was lost, at most (milliseconds).
   * @default 5000
   */
  pollIntervalMs?: number | undefined;
}

export function createUserEvents(
  { sql }: Pick<Database, 'sql'>,
  invalidations: Invalidations,
  { pollIntervalMs = POLL_INTERVAL_MS }: UserEventsOptions = {},
): UserEvents {
  async function newestId(userId: string): Promise<string> {
    const [newest] = await sql.$queryRaw<{ id: string | null }[]>`
      select max(id)::text as id from user_event where user_id = ${userId}`;
    return newest?.id ?? NO_EVENT;
  }

  async function isStored(userId: string, id: string): Promise<boolean> {
    if (!/^\d{1,18}$/.test(id)) return false;
    const rows = await sql.$queryRaw<unknown[]>`
      select 1 from user_event where user_id = ${userId} and id = ${id}::bigint`;
    return rows.length === 1;
  }

  /** Streams that are woken together, or poll at the same time, share a statement. */
  const after = createStatementBatches<Position, Row[]>({
    maxSize: MAX_BATCH,
    async execute(positions) {
      // Sorted by the table’s column: the bare name would be the result’s text, where 1000 comes
      // before 999.
      const rows = await sql.$queryRaw<(Row & { index: number })[]>`
        select ordinal::int - 1 as index, stored.id::text as id, event, data
        from unnest(${positions.map(({ userId }) => userId)}::text[], ${positions.map(({ id }) => id)}::bigint[])
          with ordinality as position (user_id, id, ordinal)
        cross join lateral (
          select id, event, data from user_event
          where user_id = position.user_id and user_event.id > position.id
          order by user_event.id limit ${PAGE_SIZE}::int) as stored
        order by ordinal, stored.id`;
      const results: Row[][] = positions.map(() => []);
      for (const { index, ...row } of rows) results[index]?.push(row);
      return results;
    },
  });

  async function* events(
    userId: string,
    { lastId, signal, isAuthorized }: SubscribeOptions,
  ): AsyncGenerator<UserEvent> {
    const isContinued = lastId !== undefined && (await isStored(userId, lastId));
    const newest = await newestId(userId);
    const isGap = lastId !== undefined && !isContinued && !(lastId === NO_EVENT && newest === NO_EVENT);
    // A client that had received nothing gets all stored events. There may have been more.
    let lastReceivedId = isContinued || lastId === NO_EVENT ? lastId : newest;
    yield isGap ? { id: lastReceivedId, event: 'livestream', data: {} } : { id: lastReceivedId };
    let requestedAt = performance.now();
    let sentAt = requestedAt;
    // The request was authorized.
    let isChecked = true;
    while (!signal.aborted) {
      // Subscribe before the query: an event that is published from here on wakes the loop.
      const woken = invalidations.next(userId, msUntilPoll(pollIntervalMs), signal);
      const rows = await after({ userId, id: lastReceivedId });
      // A poll found them. The notification that the session has ended may be lost as well.
      if (rows.length > 0 && !isChecked && !(await isAuthorized())) return;
      for (const row of rows) {
        lastReceivedId = row.id;
        yield row;
      }
      if (rows.length === PAGE_SIZE) continue;
      if (rows.length > 0) sentAt = performance.now();
      if (performance.now() - sentAt >= KEEPALIVE_MS) {
        sentAt = performance.now();
        yield { id: lastReceivedId };
      }
      isChecked = await woken;
      if (!isChecked && performance.now() - requestedAt < AUTHORIZATION_INTERVAL_MS) continue;
      isChecked = true;
      requestedAt = performance.now();
      if (!signal.aborted && !(await isAuthorized())) return;
    }
  }

  let open = 0;

  const follow: Subscribe = async function* (userId, options) {
    open += 1;
    try {
      yield* events(userId, options);
    } finally {
      open -= 1;
    }
  };

  return { follow, lastId: newestId, openStreams: () => open };
}

/**
 * Time until the next poll. All streams of the process poll at the same times, so that they share
 * statements.
 */
function msUntilPoll(intervalMs: number): number {
  const now = performance.now();
  // A timer that fires up to a hundredth early must not poll a second time.
  return (Math.floor(now / intervalMs + 0.01) + 1) * intervalMs - now;
}
