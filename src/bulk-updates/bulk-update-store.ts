import { randomUUID } from 'node:crypto';
import type { DataKey } from '../crypto/data-key.ts';
import type { Database } from '../database/client.ts';
import { Prisma } from '../database/generated/client.ts';
import type { SqlClient } from '../database/sql-client.ts';
import type { DataOwner } from '../installations/installation.ts';
import { limits } from '../limits.ts';
import type { MeetingKind } from '../zoom/meeting.ts';
import { addJob, BULK_UPDATE_LEASE, startNextBulkUpdate, UNFINISHED } from './job-store.ts';
import { readRows, rowContext } from './row-store.ts';
import type { BulkUpdate, ListedBulkUpdate, Progress, RowContent, Target } from './types.ts';

/** Maximum unfinished bulk updates per user. */
export const MAX_UNFINISHED = limits.bulkUpdate.maxUnfinished;

/**
 * Limits the deletion, because each has up to 1,000 rows. The next call or the daily cleanup
 * deletes the rest.
 */
const MAX_REPLACED = 5;

/**
 * SQL that deletes a user's oldest finished bulk updates if another one with `newRows` rows would
 * exceed the maximum. Also deletes those that were cancelled before any change, except the newest,
 * whose page may still be open.
 */
const makeRoom = (userId: string, newRows: number) => Prisma.sql`
  with counted as (
    select b.id, b.created_at, b.status in ('done', 'cancelled') and b.owner is null as is_finished,
           b.status = 'cancelled' and b.owner is null and not exists (
             select from bulk_update_row r
             where r.bulk_update_id = b.id and r.status in ('pending', 'done', 'failed')) as is_unchanged,
           (select count(*) from bulk_update_row r where r.bulk_update_id = b.id) as row_count
    from bulk_update b where b.user_id = ${userId}
  ), ranked as (
    select id, created_at, is_finished, is_unchanged,
           row_number() over (order by counted.created_at desc, counted.id) as rank_all,
           row_number() over (partition by is_unchanged order by counted.created_at desc, counted.id) as rank_alike,
           sum(row_count) over (order by counted.created_at desc, counted.id) as rows_up_to
    from counted
  )
  delete from bulk_update where id = any(array(
    select id from ranked
    where is_finished and (
      rank_all >= ${limits.bulkUpdate.max}::int or rows_up_to + ${newRows}::int > ${limits.bulkUpdate.maxRows}::int
      or is_unchanged and rank_alike > 1)
    order by created_at limit ${MAX_REPLACED}::int))`;

export interface NewBulkUpdate {
  userId: string;
  kind: MeetingKind;
  undoOf: string | null;
  targets: Target[];
  /** Zoom's names of the changed fields. */
  changedFields: string[];
}

/**
 * Stores a bulk update with its rows. Adds its job if the user has no other unfinished one, because
 * they run in order of creation.
 * @returns its id; undefined if the user already has {@link MAX_UNFINISHED}
 */
export async function createBulkUpdate(
  { prisma }: Pick<Database, 'prisma'>,
  dataKey: DataKey,
  given: NewBulkUpdate,
): Promise<string | undefined> {
  const id = randomUUID();
  const { userId, kind, undoOf, targets, changedFields } = given;
  const contents = targets.map(({ meetingId, skipped: problem = null, ...known }, position) => {
    const content: RowContent = { ...known, before: null, after: null, problem };
    return dataKey.encrypt(
      rowContext({ id, userId, kind }, { position, meetingId, version: 1n }),
      JSON.stringify(content),
    );
  });
  const [, , created] = await prisma.$transaction([
    // Serializes concurrent requests, so that each counts the previous ones.
    prisma.$executeRaw`select from installation where user_id = ${userId} for no key update`,
    prisma.$executeRaw(makeRoom(userId, targets.length)),
    prisma.$queryRaw<unknown[]>`
      with made as (
        insert into bulk_update (id, user_id, kind, undo_of, created_at, changed_fields)
        select ${id}::uuid, user_id, ${kind}::meeting_kind, ${undoOf}::uuid, now(), ${changedFields}::text[]
        from installation
        where user_id = ${userId}
          and (select count(*) from bulk_update
               where user_id = ${userId} and status in ('queued', 'running')) < ${MAX_UNFINISHED}
        returning id
      ), filled as (
        insert into bulk_update_row (bulk_update_id, position, meeting_id, content, status)
        select made.id, r.position - 1, r.meeting_id, r.content, r.status::bulk_row_status
        from made, unnest(${targets.map(({ meetingId }) => meetingId)}::bigint[], ${contents}::bytea[],
                          ${targets.map(({ skipped }) => (skipped === undefined ? 'pending' : 'skipped'))}::text[])
          with ordinality as r (meeting_id, content, status, position)
      )
      select case when not exists (select from bulk_update where user_id = ${userId} and ${UNFINISHED})
                  then ${addJob(Prisma.sql`made.id::text`)} end
      from made`,
  ]);
  return created.length === 1 ? id : undefined;
}

/** Lists this user's bulk updates of the last 30 days, newest first. */
export async function listBulkUpdates(sql: SqlClient, userId: string): Promise<ListedBulkUpdate[]> {
  return sql.$queryRaw<ListedBulkUpdate[]>`
    select b.id::text as id, b.kind::text as kind, b.status::text as status, b.created_at as "createdAt",
            b.changed_fields as "changedFields", b.undo_of::text as "undoOf", counted.*
     from bulk_update as b, lateral (
       select count(*)::int as total,
              (count(*) filter (where r.status = 'done'))::int as done,
              (count(*) filter (where r.status = 'failed'))::int as failed
       from bulk_update_row as r where r.bulk_update_id = b.id
     ) as counted
     where b.user_id = ${userId} and b.created_at > now() - interval '30 days'
     order by b.created_at desc, b.id desc`;
}

/** Finds a bulk update of this user. */
export async function findBulkUpdate(
  sql: SqlClient,
  userId: string,
  id: string,
): Promise<BulkUpdate | undefined> {
  const [row] = await sql.$queryRaw<BulkUpdate[]>`
    select id::text as id, user_id as "userId", kind::text as kind, status::text as status
    from bulk_update where user_id = ${userId} and id = ${id}::uuid`;
  return row;
}

export async function readProgress(
  sql: SqlClient,
  { userId, id }: Pick<BulkUpdate, 'userId' | 'id'>,
): Promise<Progress | undefined> {
  const [progress] = await sql.$queryRaw<Progress[]>`
    select status::text as status,
           (select count(*)::int from bulk_update_row where bulk_update_id = b.id) as total,
           (select count(*)::int from bulk_update_row where bulk_update_id = b.id and status = 'done') as done,
           (select count(*)::int from bulk_update_row where bulk_update_id = b.id and status = 'failed') as failed
    from bulk_update b where id = ${id}::uuid and user_id = ${userId}`;
  return progress;
}

/**
 * Cancels the rows that have not started. Rows whose update may have been sent are still finished.
 */
export async function cancelBulkUpdate(
  { sql, prisma }: Pick<Database, 'sql' | 'prisma'>,
  { userId, id }: Pick<BulkUpdate, 'userId' | 'id'>,
): Promise<void> {
  await sql.$executeRaw`
    with cancelled as (
      update bulk_update set status = 'cancelled', finished_at = now()
      where user_id = ${userId} and id = ${id}::uuid and status in ('queued', 'running') returning id
    )
    update bulk_update_row set status = 'cancelled'
    from cancelled where bulk_update_id = cancelled.id and bulk_update_row.status = 'pending' and version = 1`;
  await sql.$queryRaw`
    select ${addJob(Prisma.sql`id::text`)} from bulk_update
    where user_id = ${userId} and id = ${id}::uuid and status = 'cancelled' and owner is null
      and exists (select from bulk_update_row where bulk_update_id = bulk_update.id and status = 'pending')`;
  await startNextBulkUpdate({ prisma }, userId);
}

/** Finishes a bulk update without pending rows, and releases its lease. */
export async function finishBulkUpdate(sql: SqlClient, id: string, owner: string): Promise<void> {
  await sql.$executeRaw`
    update bulk_update set
      status = case when status = 'running' then 'done' else status end,
      finished_at = coalesce(finished_at, now()),
      ${BULK_UPDATE_LEASE.release}
    where id = ${id}::uuid and ${BULK_UPDATE_LEASE.isOwnedBy(owner)}
      and not exists (
        select from bulk_update_row where bulk_update_id = bulk_update.id and status = 'pending')`;
}

/** Yields a user's bulk updates with their rows, oldest first, for the data export. */
export async function* eachBulkUpdate(sql: SqlClient, { userId, dataKey }: DataOwner) {
  const bulkUpdates = await sql.$queryRaw<(BulkUpdate & { createdAt: Date })[]>`
    select id::text as id, user_id as "userId", kind::text as kind, status::text as status, created_at as "createdAt"
    from bulk_update where user_id = ${userId} order by created_at`;
  for (const bulk of bulkUpdates) yield { ...bulk, rows: await readRows(sql, { ...bulk, dataKey }) };
}
