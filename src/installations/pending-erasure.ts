import { lockUser } from '../database/advisory-lock.ts';
import { inBatches } from '../database/batches.ts';
import type { Database } from '../database/client.ts';
import { Prisma } from '../database/generated/client.ts';
import { notifyInvalidation } from '../database/invalidation.ts';
import type { SqlClient } from '../database/sql-client.ts';
import { inTransaction } from '../database/transaction.ts';

/*
 * An erasure has three steps. A row of `pending_erasure` exists until the last one is done:
 *
 * 1. `hide`, one transaction: deletes tokens, sessions and data key. After its commit, the user no
 *    longer exists for the app, and the remaining rows can't be decrypted.
 * 2. `deleteRest`: deletes the rows in batches, in any order. It can be interrupted and repeated.
 * 3. Deletes the installation itself, together with rows that requests in progress have stored
 *    since.
 */

/** The job that finishes an erasure. Its payload is the pending erasure's key, a keyed hash. */
export const ERASE_JOB = 'erase';

export interface PendingErasure {
  userId: string;
  requestedAt: Date;
}

/** The job starts after this time, if the request itself has not finished the erasure. */
const JOB_AFTER = Prisma.sql`interval '30 seconds'`;
/** Timeout of statements that wait for requests in progress, milliseconds. */
const TIMEOUT_MS = 30_000;

const IS_HIDDEN = (userId: string) =>
  Prisma.sql`not exists (select from installation where user_id = ${userId} and erasing_since is null)`;

const JOB_KEY = Prisma.sql`${ERASE_JOB} || ':' || encode(user_hash, 'hex')`;

/** Adds a job for each row of `pending`. It replaces an existing job with the same job key. */
const addJobs = (runAt: Prisma.Sql) => Prisma.sql`
  (graphile_worker.add_job(${ERASE_JOB}, json_build_object('key', encode(user_hash, 'hex')),
                           job_key => ${JOB_KEY}, run_at => ${runAt})).id::text`;

/**
 * Stores a request to erase a user, with a job in case this instance does not finish it.
 * @returns its time, ISO 8601
 */
export async function requestErasure(
  sql: SqlClient,
  { userId, userHash, owner }: { userId: string; userHash: Buffer; owner: string },
): Promise<string> {
  const [requested] = await sql.$queryRaw<{ at: string }[]>`
    with pending as (
      insert into pending_erasure (user_hash, user_id, requested_at, owner)
      values (${userHash}, ${userId}, now(), ${owner}::uuid)
      on conflict (user_hash) do update set requested_at = excluded.requested_at, owner = excluded.owner
      returning user_hash, requested_at)
    select requested_at::text as at, ${addJobs(Prisma.sql`now() + ${JOB_AFTER}`)} as job from pending`;
  return requested?.at ?? 'infinity';
}

/** Makes the job of an erasure due now, and removes the owner. */
export async function requeueErasure(sql: SqlClient, userHash: Uint8Array): Promise<void> {
  await sql.$queryRaw`
    with pending as (update pending_erasure set owner = null where user_hash = ${userHash} returning user_hash)
    select ${addJobs(Prisma.sql`now()`)} from pending`;
}

/** Assigns the pending erasure with this key to `owner`. */
export async function takeErasure(
  sql: SqlClient,
  userHash: Buffer,
  owner: string,
): Promise<PendingErasure | undefined> {
  const [pending] = await sql.$queryRaw<PendingErasure[]>`
    update pending_erasure set owner = ${owner}::uuid where user_hash = ${userHash}
    returning user_id as "userId", requested_at as "requestedAt"`;
  return pending;
}

/** Pending erasures whose owner is another instance. */
export function erasuresOfOthers(
  sql: SqlClient,
  owner: string,
): Promise<{ userHash: Uint8Array; owner: string }[]> {
  return sql.$queryRaw`
    select user_hash as "userHash", owner::text as owner from pending_erasure where owner <> ${owner}::uuid`;
}

/**
 * The first step. If the user has authorized again at `connectedBefore` (ISO 8601) or later, it
 * cancels the erasure instead.
 * @returns whether there are rows left to delete
 */
export function hide(
  database: Database,
  user: { userId: string; userHash: Uint8Array; owner: string | null },
  connectedBefore: string,
): Promise<boolean> {
  const { userId, userHash, owner } = user;
  const isHidden = IS_HIDDEN(userId);
  return inTransaction(database, { timeoutMs: TIMEOUT_MS }, async (sql) => {
    await lockUser(sql, userId);
    const hidden = await sql.$executeRaw`
      update installation
      set erasing_since = now(), data_key = ''::bytea, profile = ''::bytea, account_id = '', scopes = '{}', updated_at = now()
      where user_id = ${userId} and erasing_since is null and connected_at < ${connectedBefore}::timestamptz`;
    if (hidden > 0) {
      await sql.$executeRaw`delete from token where user_id = ${userId}`;
      await sql.$executeRaw`delete from session where user_id = ${userId}`;
    }
    await sql.$executeRaw`
      insert into erased_user (user_hash, erased_at) select ${userHash}, now() where ${isHidden}
      on conflict (user_hash) do update set erased_at = excluded.erased_at`;
    await sql.$queryRaw`
      with pending as (
        insert into pending_erasure (user_hash, user_id, requested_at, owner)
        select ${userHash}, ${userId}, now(), ${owner}::uuid where ${isHidden}
        on conflict (user_hash) do nothing returning user_hash)
      select ${addJobs(Prisma.sql`now() + ${JOB_AFTER}`)} from pending`;
    await sql.$queryRaw`
      with over as (
        delete from pending_erasure
        where user_hash = ${userHash} and exists (
          select from installation
          where user_id = ${userId} and erasing_since is null and connected_at >= requested_at)
        returning user_hash)
      select (graphile_worker.remove_job(${JOB_KEY})).id::text from over`;
    await sql.$queryRaw`select ${notifyInvalidation(userId)}::text`;
    const [row] = await sql.$queryRaw<{ isHidden: boolean }[]>`select ${isHidden} as "isHidden"`;
    return row?.isHidden ?? false;
  });
}

/**
 * Tables with values that are encrypted with the user's data key; children before their parents.
 */
const ENCRYPTED = [
  Prisma.sql`bulk_update`,
  Prisma.sql`livestream_change`,
  Prisma.sql`livestream`,
  Prisma.sql`listing_page`,
  Prisma.sql`destination`,
  Prisma.sql`calendar_feed`,
  Prisma.sql`start_attempt`,
];
const REST = [
  Prisma.sql`user_event`,
  Prisma.sql`live_status`,
  Prisma.sql`meeting_session`,
  Prisma.sql`destination_switch`,
  Prisma.sql`session`,
];

/**
 * Deletes a user's rows of several tables in batches. Skips locked rows until the next batch.
 * @param condition checked with each batch, because the installation may have been replaced
 */
async function deleteRows(
  database: Database,
  { userId, tables, condition }: { userId: string; tables: Prisma.Sql[]; condition: Prisma.Sql },
  giveUpAt: number,
): Promise<boolean> {
  const bulkRows = (limit: number) => Prisma.sql`
    delete from bulk_update_row where ctid = any(array(
      select r.ctid from bulk_update b join bulk_update_row r on r.bulk_update_id = b.id
      where b.user_id = ${userId} and ${condition} limit ${limit}::int for update of r skip locked))`;
  const statements = tables.map(
    (table) => (limit: number) =>
      Prisma.sql`
      delete from ${table} where ctid = any(array(
        select ctid from ${table} where user_id = ${userId} and ${condition}
        limit ${limit}::int for update skip locked))`,
  );
  for (const statement of [bulkRows, ...statements]) {
    const { isDone } = await inBatches(database, statement, { giveUpAt });
    if (!isDone) return false;
  }
  return true;
}

/**
 * Deletes the rows that only a lost data key could decrypt, as long as the installation still has
 * that key.
 * @param wrappedKey the stored, encrypted data key
 * @returns false if it was not finished by `giveUpAt` (monotonic milliseconds)
 */
export function deleteUndecryptable(
  database: Database,
  { userId, wrappedKey }: { userId: string; wrappedKey: Uint8Array },
  giveUpAt: number,
): Promise<boolean> {
  const condition = Prisma.sql`exists (
    select from installation where user_id = ${userId} and data_key = ${wrappedKey})`;
  return deleteRows(database, { userId, tables: ENCRYPTED, condition }, giveUpAt);
}

/**
 * The second and third step, for a hidden user.
 * @param giveUpAt no batch starts after this time (monotonic milliseconds)
 * @returns false if it was not finished by then
 */
export async function deleteRest(database: Database, userId: string, giveUpAt: number): Promise<boolean> {
  const events = (limit: number) => Prisma.sql`
    update webhook_event set payload = null, done_at = now()
    where body_hash in (
      select body_hash from webhook_event
      where user_hash = (select user_hash from pending_erasure where user_id = ${userId}) and done_at is null
      limit ${limit}::int)`;
  const { isDone } = await inBatches(database, events, { giveUpAt });
  const condition = Prisma.sql`exists (
    select from installation where user_id = ${userId} and erasing_since is not null)`;
  const tables = [...ENCRYPTED, ...REST];
  if (!isDone || !(await deleteRows(database, { userId, tables, condition }, giveUpAt))) return false;
  await inTransaction(database, { timeoutMs: TIMEOUT_MS }, async (sql) => {
    await lockUser(sql, userId);
    await sql.$executeRaw`delete from installation where user_id = ${userId} and erasing_since is not null`;
    await sql.$queryRaw`
      with over as (
        delete from pending_erasure where user_id = ${userId} and ${IS_HIDDEN(userId)} returning user_hash)
      select (graphile_worker.remove_job(${JOB_KEY})).id::text from over`;
    await sql.$queryRaw`select ${notifyInvalidation(userId)}::text`;
  });
  return true;
}

/** Whether an erasure is pending or in progress. A new authorization has to wait for its end. */
export async function isToBeErased(sql: SqlClient, userId: string): Promise<boolean> {
  const rows = await sql.$queryRaw<unknown[]>`
    select 1 from installation left join pending_erasure using (user_id)
    where user_id = ${userId} and (erasing_since is not null or connected_at < requested_at)`;
  return rows.length > 0;
}

/**
 * Finishes a pending erasure before a user authorizes again, so that no erased data remains.
 * @returns false if it was not finished by `giveUpAt` (monotonic milliseconds)
 */
export async function applyPendingErasure(
  database: Database,
  userId: string,
  giveUpAt: number,
): Promise<boolean> {
  const [pending] = await database.prisma.$queryRaw<{ userHash: Uint8Array; requestedAt: string }[]>`
    select user_hash as "userHash", requested_at::text as "requestedAt" from pending_erasure
    where user_id = ${userId}`;
  if (pending !== undefined)
    await hide(database, { userId, userHash: pending.userHash, owner: null }, pending.requestedAt);
  return deleteRest(database, userId, giveUpAt);
}
