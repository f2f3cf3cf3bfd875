import type { Database } from './client.ts';
import type { PrismaClient } from './generated/client.ts';

/**
 * A message between instances. It holds names of rows and never their contents: every listener of
 * the database sees it.
 */
export interface PubSubMessage {
  kind: string;
  [field: string]: string | number | boolean | null;
}

/**
 * One channel for all kinds, so that one LISTEN is enough and the order between kinds is preserved.
 */
export const CHANNEL = 'uplink';

/**
 * Publishes to every instance, including this one, when the transaction of `db` commits. A rollback
 * discards the message. PostgreSQL delivers equal messages of one transaction once.
 * @throws {RangeError} if the message exceeds PostgreSQL's limit (7,999 bytes)
 */
export async function notify(db: Pick<PrismaClient, '$executeRaw'>, message: PubSubMessage): Promise<void> {
  const payload = JSON.stringify(message);
  if (Buffer.byteLength(payload) > 7999)
    throw new RangeError(`The pub/sub message is too long: ${message.kind}`);
  await db.$executeRaw`select pg_notify(${CHANNEL}, ${payload})`;
}

/**
 * Publishes a payload over a connection of the pool, which all changes use. The statement is not
 * prepared: a pooler in transaction mode must lose the message, not reject the statement.
 */
export async function publish({ pool }: Pick<Database, 'pool'>, payload: string): Promise<void> {
  await pool.query('select pg_notify($1, $2)', [CHANNEL, payload]);
}

/**
 * Undefined for payloads that `notify` does not write: every database user can publish on the
 * channel.
 */
export function parseMessage(payload: string): PubSubMessage | undefined {
  try {
    const value: unknown = JSON.parse(payload);
    return isMessage(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isMessage(value: unknown): value is PubSubMessage {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false;
  return (
    typeof value.kind === 'string' &&
    Object.values(value).every((field) => typeof field !== 'object' || !field)
  );
}
