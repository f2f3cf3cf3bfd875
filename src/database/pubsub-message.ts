import type { Pool } from 'pg';
import type { PrismaClient } from './generated/client.ts';

/** What instances tell each other. Names of rows and never what is in them: every listener of the database sees it. */
export interface Notification {
  kind: string;
  [field: string]: string | number | boolean | null;
}

/** One channel for everything, so that one LISTEN covers it and order is kept between kinds. */
export const channel = 'uplink';

/**
 * Tells every instance, this one included, once the transaction that `db` belongs to has committed; a rollback
 * takes it back. Equal notifications of one transaction arrive once.
 * @throws {RangeError} for more than PostgreSQL carries (7,999 bytes).
 */
export async function notify(
  db: Pick<PrismaClient, '$executeRaw'>,
  notification: Notification,
): Promise<void> {
  const payload = JSON.stringify(notification);
  if (Buffer.byteLength(payload) > 7999)
    throw new RangeError(`Too long a notification: ${notification.kind}`);
  await db.$executeRaw`select pg_notify(${channel}, ${payload})`;
}

/** Sends a payload over one of the pool's connections, as every change is sent. */
export async function publish(pool: Pick<Pool, 'query'>, payload: string): Promise<void> {
  await pool.query('select pg_notify($1, $2)', [channel, payload]);
}

/** Undefined for what `notify` doesn't write: anybody with access to the database can send on the channel. */
export function parseNotification(payload: string): Notification | undefined {
  try {
    const value: unknown = JSON.parse(payload);
    return isNotification(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isNotification(value: unknown): value is Notification {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false;
  return (
    typeof value.kind === 'string' &&
    Object.values(value).every((field) => typeof field !== 'object' || !field)
  );
}
