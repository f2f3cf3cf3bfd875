import type { SqlClient } from '../database/sql-client.ts';
import { createStatementBatches } from '../database/statement-batches.ts';
import type { UserCache } from '../database/user-cache.ts';
import { createWriteBatches } from '../database/write-batches.ts';
import type { DataOwner } from '../installations/installation.ts';
import type { MeetingRef } from '../zoom/meeting.ts';
import type { Fence, Row } from './cached-row.ts';
import type { Configuration } from './configuration.ts';
import { confirmCached, insertCached } from './store-found-values.ts';

/**
 * Stores what reads find in Zoom in batches, if it has no history entry: the first value of a
 * livestream, and that a value is still the same.
 */
export interface BatchedStore {
  /**
   * Zoom has the configuration that is cached, so the row only becomes younger.
   * @returns the time of the call to Zoom, by the database's clock; undefined if the row has changed
   * since it was read
   */
  confirm(user: DataOwner, meeting: MeetingRef, confirmed: Confirmed): Promise<Date | undefined>;
  /**
   * The same after the response, for an app in which nothing depends on the age of a row because
   * every read calls Zoom. A crash may lose it.
   */
  confirmLater(user: DataOwner, meeting: MeetingRef, confirmed: Confirmed): void;
  /**
   * Stores the first value of a livestream that has no row.
   * @returns the time of the call to Zoom, by the database's clock; undefined if the value is not
   * stored, or not clean
   */
  insert(user: DataOwner, meeting: MeetingRef, value: FirstValue): Promise<Date | undefined>;
  /** Stores what is left. Never rejects. */
  flush(): Promise<void>;
}

export interface Confirmed {
  /** The row before the call to Zoom. Its time is updated when the confirmation is stored. */
  row: Row;
  /** When the call to Zoom began, in monotonic milliseconds. */
  requestedAt: number;
}

export interface FirstValue {
  fence: Fence;
  configuration: Configuration;
  requestedAt: number;
}

const CONFIRM_DELAY_MS = 50;
const MAX_BATCH = 200;

interface About {
  user: DataOwner;
  meeting: MeetingRef;
}

export function createBatchedStore(options: {
  database: { sql: SqlClient };
  userCache: Pick<UserCache, 'livestreams'>;
}): BatchedStore {
  const { sql } = options.database;
  const { livestreams } = options.userCache;

  async function storeConfirmed(entries: (About & Confirmed)[]): Promise<(Date | undefined)[]> {
    const now = performance.now();
    const values = entries.map((entry) => ({ ...entry, ageMs: now - entry.requestedAt }));
    const stored = await confirmCached(sql, values);
    entries.forEach(({ user, row }, index) => {
      const fetchedAt = stored.get(index);
      // If the row has changed, the next read starts from it instead of from memory.
      if (fetchedAt === undefined) livestreams.drop(user.userId);
      else row.fetchedAt = fetchedAt;
    });
    return entries.map((_, index) => stored.get(index));
  }

  const confirm = createStatementBatches({ maxSize: MAX_BATCH, execute: storeConfirmed });
  const confirmations = createWriteBatches({
    delayMs: CONFIRM_DELAY_MS,
    maxSize: MAX_BATCH,
    store: storeConfirmed,
  });
  const insert = createStatementBatches<About & FirstValue, Date | undefined>({
    maxSize: MAX_BATCH,
    execute(entries) {
      const now = performance.now();
      return insertCached(
        sql,
        entries.map((entry) => ({ ...entry, ageMs: now - entry.requestedAt })),
      );
    },
  });

  return {
    confirm: (user, meeting, confirmed) => confirm({ user, meeting, ...confirmed }),
    confirmLater(user, meeting, confirmed) {
      const { kind, id } = meeting;
      confirmations.add(`${user.userId}\n${kind}\n${id}`, { user, meeting, ...confirmed });
    },
    insert: (user, meeting, value) => insert({ user, meeting, ...value }),
    flush: confirmations.flush,
  };
}
