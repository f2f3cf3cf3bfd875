import type { Database } from '../database/client.ts';
import { Prisma } from '../database/generated/client.ts';
import { notifyInvalidation } from '../database/invalidation.ts';

/** Deletes all sessions of a user and notifies all instances. @returns how many there were */
export async function endSessionsOf({ sql }: Pick<Database, 'sql'>, userId: string): Promise<number> {
  const [row] = await sql.$queryRaw<{ count: number }[]>`
    with ended as (delete from session where user_id = ${userId} returning 1)
    select count, ${notifyInvalidation(userId)}::text from (select count(*)::int as count from ended) as once`;
  return row?.count ?? 0;
}

/** Maximum sessions that one statement ends. */
const BATCH_SIZE = 2_000;

/**
 * Deletes the sessions of all users in batches, and notifies all instances. Ends also sessions that
 * begin in the meantime.
 * @returns how many there were
 */
export async function endSessionsOfAll({ sql }: Pick<Database, 'sql'>): Promise<number> {
  for (let total = 0; ; ) {
    const users = await sql.$queryRaw<{ count: number }[]>`
      with ended as (
        delete from session where ctid = any(array(select ctid from session limit ${BATCH_SIZE}::int))
        returning user_id)
      select count, ${notifyInvalidation(Prisma.sql`user_id`)}::text
      from (select user_id, count(*)::int as count from ended group by user_id) as users`;
    if (users.length === 0) return total;
    for (const { count } of users) total += count;
  }
}
