import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import type { DataKey } from '../crypto/data-key.ts';
import { DecryptionError } from '../crypto/decryption-error.ts';
import type { EncryptionContext } from '../crypto/envelope.ts';
import { limits } from '../limits.ts';
import type { MeetingKind } from '../zoom/meeting.ts';
import type {
  BulkStatus,
  BulkUpdate,
  ListedBulkUpdate,
  Progress,
  Row,
  RowContent,
  RowProblem,
  RowStatus,
  Target,
} from './types.ts';

/** The job of a bulk update. Its payload is only the id, which reveals nothing. */
export const BULK_UPDATE_JOB = 'bulk-update';

/** SQL that adds the job of one bulk update, or replaces it. `id` and `runAt` are SQL expressions. */
export const addJob = (id: string, runAt = 'now()') =>
  `graphile_worker.add_job('${BULK_UPDATE_JOB}', json_build_object('id', ${id}), run_at => ${runAt}, job_key => 'bulk-update:' || ${id})`;

/** SQL condition on `bulk_update`: it is unfinished, so the user's next one waits. */
export const UNFINISHED = `(status in ('queued', 'running') or status = 'cancelled' and owner is not null)`;

/** Maximum unfinished bulk updates per user. */
export const MAX_UNFINISHED = limits.bulkUpdate.maxUnfinished;

/** Limits the deletion, because each has up to 1,000 rows. The next call or the daily cleanup deletes the rest. */
const MAX_REPLACED = 5;

/**
 * SQL that deletes a user's oldest finished bulk updates if another one of $2 rows would exceed the maximum. Also deletes those
 * that were cancelled before any change, except the newest, whose page may still be open.
 */
const MAKE_ROOM = `
  with counted as (
    select b.id, b.created_at, b.status in ('done', 'cancelled') and b.owner is null as is_finished,
           b.status = 'cancelled' and b.owner is null and not exists (
             select from bulk_update_row r
             where r.bulk_update_id = b.id and r.status in ('pending', 'done', 'failed')) as is_unchanged,
           (select count(*) from bulk_update_row r where r.bulk_update_id = b.id) as row_count
    from bulk_update b where b.user_id = $1
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
      rank_all >= ${limits.bulkUpdate.max} or rows_up_to + $2::int > ${limits.bulkUpdate.maxRows}
      or is_unchanged and rank_alike > 1)
    order by created_at limit ${MAX_REPLACED}))`;

export interface NewBulkUpdate {
  userId: string;
  kind: MeetingKind;
  undoOf: string | null;
  targets: Target[];
  /** Zoom's names of the changed fields. */
  changedFields: string[];
}

/**
 * Stores a bulk update with its rows. Adds its job if the user has no other unfinished one, because they run in order of creation.
 * @returns its id; undefined if the user already has {@link MAX_UNFINISHED}
 */
export async function createBulkUpdate(
  pool: Pool,
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
  const client = await pool.connect();
  try {
    await client.query('begin');
    // Serializes concurrent requests, so that each counts the previous ones.
    await client.query('select from installation where user_id = $1 for no key update', [userId]);
    await client.query(MAKE_ROOM, [userId, targets.length]);
    const { rowCount } = await client.query(
      `with made as (
         insert into bulk_update (id, user_id, kind, undo_of, created_at, changed_fields)
         select $1, user_id, $3::meeting_kind, $4, now(), $8 from installation
         where user_id = $2 and (select count(*) from bulk_update
                                 where user_id = $2 and status in ('queued', 'running')) < $7
         returning id
       ), filled as (
         insert into bulk_update_row (bulk_update_id, position, meeting_id, content, status)
         select made.id, r.position - 1, r.meeting_id, r.content, r.status::bulk_row_status
         from made, unnest($5::bigint[], $6::bytea[], $9::text[])
           with ordinality as r (meeting_id, content, status, position)
       )
       select case when not exists (select from bulk_update where user_id = $2 and ${UNFINISHED})
                   then (${addJob('made.id::text')}).id end
       from made`,
      [
        id,
        userId,
        kind,
        undoOf,
        targets.map(({ meetingId }) => meetingId),
        contents,
        MAX_UNFINISHED,
        changedFields,
        targets.map(({ skipped }) => (skipped === undefined ? 'pending' : 'skipped')),
      ],
    );
    await client.query('commit');
    client.release();
    return rowCount === 1 ? id : undefined;
  } catch (error) {
    // Close the connection instead of rolling back: the state of its transaction is unknown.
    client.release(true);
    throw error;
  }
}

/** Lists this user's bulk updates of the last 30 days, newest first. */
export async function listBulkUpdates(pool: Pool, userId: string): Promise<ListedBulkUpdate[]> {
  const { rows } = await pool.query<ListedBulkUpdate>(
    `select b.id::text as id, b.kind::text as kind, b.status::text as status, b.created_at as "createdAt",
            b.changed_fields as "changedFields", b.undo_of::text as "undoOf", counted.*
     from bulk_update as b, lateral (
       select count(*)::int as total,
              (count(*) filter (where r.status = 'done'))::int as done,
              (count(*) filter (where r.status = 'failed'))::int as failed
       from bulk_update_row as r where r.bulk_update_id = b.id
     ) as counted
     where b.user_id = $1 and b.created_at > now() - interval '30 days'
     order by b.created_at desc, b.id desc`,
    [userId],
  );
  return rows;
}

/** Finds a bulk update of this user. */
export async function findBulkUpdate(
  pool: Pool,
  userId: string,
  id: string,
): Promise<BulkUpdate | undefined> {
  const { rows } = await pool.query<BulkUpdate>(
    `select id::text as id, user_id as "userId", kind::text as kind, status::text as status
     from bulk_update where user_id = $1 and id = $2`,
    [userId, id],
  );
  return rows[0];
}

export async function readRows(
  pool: Pool,
  dataKey: DataKey,
  bulk: Pick<BulkUpdate, 'id' | 'userId' | 'kind'>,
  status: RowStatus | null = null,
  limit: number | null = null,
): Promise<Row[]> {
  const { rows } = await pool.query<Omit<Row, 'content' | 'version'> & { version: string; content: Buffer }>(
    `select position, meeting_id::text as "meetingId", status::text as status, version::text as version, content
     from bulk_update_row
     where bulk_update_id = (select id from bulk_update where id = $1 and user_id = $3)
       and ($2::bulk_row_status is null or status = $2::bulk_row_status)
     order by position limit $4`,
    [bulk.id, status, bulk.userId, limit],
  );
  return rows.map((row) => {
    const version = BigInt(row.version);
    const content = decryptContent(dataKey, rowContext(bulk, { ...row, version }), row.content);
    return { ...row, version, content };
  });
}

/**
 * Stores the result of a pending row. Status `pending` records that its update will be sent, unless the bulk update is cancelled.
 * @returns the stored row; undefined if it was cancelled or changed since it was read
 */
export async function storeRow(
  pool: Pool,
  dataKey: DataKey,
  bulk: Pick<BulkUpdate, 'id' | 'userId' | 'kind'>,
  row: Row,
  status: RowStatus,
  content: RowContent,
): Promise<Row | undefined> {
  const version = row.version + 1n;
  const encrypted = dataKey.encrypt(rowContext(bulk, { ...row, version }), JSON.stringify(content));
  const { rowCount } = await pool.query(
    `update bulk_update_row set status = $4::bulk_row_status, content = $5, version = $6
     where bulk_update_id = (
         select id from bulk_update
         where id = $1 and user_id = $7 and ($4::bulk_row_status <> 'pending' or status <> 'cancelled'))
       and position = $2 and status = 'pending' and version = $3`,
    [bulk.id, row.position, row.version, status, encrypted, version, bulk.userId],
  );
  return rowCount === 1 ? { ...row, status, version, content } : undefined;
}

export async function readProgress(pool: Pool, userId: string, id: string): Promise<Progress | undefined> {
  const { rows } = await pool.query<Progress>(
    `select status::text as status,
            (select count(*)::int from bulk_update_row where bulk_update_id = b.id) as total,
            (select count(*)::int from bulk_update_row where bulk_update_id = b.id and status = 'done') as done,
            (select count(*)::int from bulk_update_row where bulk_update_id = b.id and status = 'failed') as failed
     from bulk_update b where id = $1 and user_id = $2`,
    [id, userId],
  );
  return rows[0];
}

/**
 * Adds the job of the user's oldest unfinished bulk update, if it has no job and no owner. The lock serializes this with
 * {@link createBulkUpdate}: either that finds no unfinished one and adds the job, or this finds the new bulk update.
 */
export async function startNextBulkUpdate(pool: Pool, userId: string): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query('select from installation where user_id = $1 for no key update', [userId]);
    await client.query(
      `with oldest as (
         select id::text as id, owner from bulk_update where user_id = $1 and ${UNFINISHED}
         order by bulk_update.created_at, bulk_update.id limit 1
       )
       select ${addJob('id')} from oldest
       where owner is null and not exists (select from graphile_worker.jobs where key = 'bulk-update:' || oldest.id)`,
      [userId],
    );
    await client.query('commit');
    client.release();
  } catch (error) {
    // Close the connection instead of rolling back: the state of its transaction is unknown.
    client.release(true);
    throw error;
  }
}

/** Whether another bulk update is ready and waits for a worker. */
export async function isBulkUpdateWaiting(pool: Pool): Promise<boolean> {
  const { rows } = await pool.query<{ waits: boolean }>(
    `select exists (
       select from graphile_worker.jobs
       where task_identifier = '${BULK_UPDATE_JOB}' and locked_at is null and run_at <= now()
     ) as waits`,
  );
  return rows[0]?.waits === true;
}

const BATCH_OF_FAILED = 250;

/** Fails every pending row with the same problem, including rows in doubt. */
export async function failPendingRows(
  pool: Pool,
  dataKey: DataKey,
  bulk: Pick<BulkUpdate, 'id' | 'userId' | 'kind'>,
  problem: RowProblem,
): Promise<void> {
  const rows = await readRows(pool, dataKey, bulk, 'pending');
  for (let from = 0; from < rows.length; from += BATCH_OF_FAILED) {
    const batch = rows.slice(from, from + BATCH_OF_FAILED).map((row) => {
      const version = row.version + 1n;
      const content = JSON.stringify({ ...row.content, problem });
      const context = rowContext(bulk, { ...row, version });
      return { position: row.position, version, content: dataKey.encrypt(context, content) };
    });
    await pool.query(
      `update bulk_update_row as r set status = 'failed', content = n.content, version = n.version
       from unnest($2::int[], $3::bigint[], $4::bytea[]) as n (position, version, content)
       where r.bulk_update_id = $1 and r.position = n.position and r.status = 'pending' and r.version = n.version - 1`,
      [
        bulk.id,
        batch.map(({ position }) => position),
        batch.map(({ version }) => version),
        batch.map(({ content }) => content),
      ],
    );
  }
}

/** Cancels the rows that have not started. Rows whose update may have been sent are still finished. */
export async function cancelBulkUpdate(pool: Pool, userId: string, id: string): Promise<void> {
  await pool.query(
    `with cancelled as (
       update bulk_update set status = 'cancelled', finished_at = now()
       where user_id = $1 and id = $2 and status in ('queued', 'running') returning id
     )
     update bulk_update_row set status = 'cancelled'
     from cancelled where bulk_update_id = cancelled.id and bulk_update_row.status = 'pending' and version = 1`,
    [userId, id],
  );
  await pool.query(
    `select ${addJob('id::text')} from bulk_update
     where user_id = $1 and id = $2 and status = 'cancelled' and owner is null
       and exists (select from bulk_update_row where bulk_update_id = bulk_update.id and status = 'pending')`,
    [userId, id],
  );
  await startNextBulkUpdate(pool, userId);
}

/** Finishes a bulk update without pending rows, and releases its lease. */
export async function finishBulkUpdate(pool: Pool, id: string, owner: string): Promise<void> {
  await pool.query(
    `update bulk_update set
       status = case when status = 'running' then 'done' else status end,
       finished_at = coalesce(finished_at, now()), owner = null, owner_until = null
     where id = $1 and owner = $2
       and not exists (select from bulk_update_row where bulk_update_id = $1 and status = 'pending')`,
    [id, owner],
  );
}

function decryptContent(dataKey: DataKey, context: EncryptionContext, encrypted: Buffer): RowContent {
  try {
    return JSON.parse(dataKey.decrypt(context, encrypted));
  } catch (error) {
    if (error instanceof DecryptionError) return UNREADABLE;
    throw error;
  }
}

const UNREADABLE: RowContent = {
  topic: '',
  changes: { kind: 'update', fields: {} },
  before: null,
  after: null,
  problem: {
    code: 'internal_error',
    title: 'Unreadable',
    reason: 'unreadable',
    detail: 'The stored change can no longer be read; nothing was changed. Start again.',
  },
};

/** Includes the meeting, so that a ciphertext moved to another row can't be sent to the wrong meeting. */
function rowContext(
  { id, userId, kind }: Pick<BulkUpdate, 'id' | 'userId' | 'kind'>,
  { position, meetingId, version }: Pick<Row, 'position' | 'meetingId' | 'version'>,
): EncryptionContext {
  const row = `${kind}:${meetingId}:${id}:${position}`;
  return { table: 'bulk_update_row', column: 'content', userId, row, generation: version };
}

/** Yields a user's bulk updates with their rows, oldest first, for the data export. */
export async function* eachBulkUpdate(pool: Pool, dataKey: DataKey, userId: string) {
  const { rows } = await pool.query<BulkUpdate & { createdAt: Date; status: BulkStatus }>(
    `select id::text as id, user_id as "userId", kind::text as kind, status::text as status, created_at as "createdAt"
     from bulk_update where user_id = $1 order by created_at`,
    [userId],
  );
  for (const bulk of rows) yield { ...bulk, rows: await readRows(pool, dataKey, bulk) };
}
