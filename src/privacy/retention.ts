import { inBatches } from '../database/batches.ts';
import type { Database } from '../database/client.ts';
import { Prisma } from '../database/generated/client.ts';
import { limits } from '../limits.ts';

/** A retention rule: which rows to delete, in batches. */
interface Retention {
  /** For the log. */
  name: string;
  statement: (limit: number) => Prisma.Sql;
}

export interface PurgeOptions {
  database: Database;
  log: { warn(fields: object, message: string): void };
}

/** Maximum wait for a row lock (milliseconds). A locked row is left for the next run. */
const LOCK_TIMEOUT_MS = 3_000;
/** Each bulk update has up to this many rows, which are deleted with it. */
const ROWS_OF_BULK_UPDATE = 1_000;

const olderThan = (column: Prisma.Sql, retention: string) =>
  Prisma.sql`${column} < now() - ${retention}::interval`;

const identifier = (name: string) => Prisma.raw(`"${name}"`);

/** Rows of a table that meet a condition. A row that is locked is left for the next run. */
function rowsOf(table: string, condition: Prisma.Sql, name = table): Retention {
  const from = identifier(table);
  return {
    name,
    statement: (limit) => Prisma.sql`
      delete from ${from} where ctid = any(array(
        select ctid from ${from} where ${condition} limit ${limit}::int for update skip locked))`,
  };
}

function agedRows(table: string, column: string, retention: string): Retention {
  return rowsOf(table, olderThan(identifier(column), retention));
}

/** Each user's oldest rows beyond a maximum. */
function excessRows(table: string, order: string, max: number): Retention {
  const from = identifier(table);
  return {
    name: `${table} beyond ${max}`,
    statement: (limit) => Prisma.sql`
      delete from ${from} where ctid = any(array(
        select ctid from (
          select ctid, row_number() over (partition by user_id order by ${identifier(order)} desc) as place
          from ${from}
          where user_id in (
            select user_id from ${from} group by user_id having count(*) > ${max}::int limit 20)) as ranked
        where place > ${max}::int limit ${limit}::int))`,
  };
}

const IS_FINISHED = Prisma.sql`status in ('done', 'cancelled') and owner is null`;

function bulkUpdates(name: string, ids: Prisma.Sql): Retention {
  return {
    name,
    statement: (limit) => Prisma.sql`
      delete from bulk_update where id = any(array(
        ${ids} limit ${Math.max(1, Math.floor(limit / ROWS_OF_BULK_UPDATE))}::int))`,
  };
}

const RETENTIONS: Retention[] = [
  agedRows('webhook_event', 'done_at', limits.webhookEvent.retention),
  rowsOf(
    'webhook_event',
    Prisma.sql`done_at is null and ${olderThan(Prisma.sql`received_at`, limits.webhookEvent.retention)}`,
    'webhook_event, not processed',
  ),
  {
    name: 'failed jobs',
    statement: (limit) => Prisma.sql`
      select from graphile_worker.complete_jobs(array(
        select id from graphile_worker.jobs
        where attempts >= max_attempts and locked_at is null
          and ${olderThan(Prisma.sql`updated_at`, limits.failedJob.retention)}
        limit ${limit}::int))`,
  },
  agedRows('session', 'last_seen_at', limits.session.retention),
  excessRows('session', 'last_seen_at', limits.session.max),
  agedRows('authorization_request', 'created_at', limits.authorizationRequest.retention),
  agedRows('livestream_change', 'at', limits.history.retention),
  excessRows('livestream_change', 'seq', limits.history.max),
  bulkUpdates(
    'bulk_update',
    Prisma.sql`select id from bulk_update
      where ${olderThan(Prisma.sql`finished_at`, limits.bulkUpdate.retention)} and ${IS_FINISHED}`,
  ),
  bulkUpdates(
    'bulk_update, cancelled unchanged',
    Prisma.sql`select id from bulk_update
      where status = 'cancelled' and owner is null
        and ${olderThan(Prisma.sql`finished_at`, limits.bulkUpdate.unchangedRetention)}
        and not exists (
          select from bulk_update_row r where r.bulk_update_id = bulk_update.id and r.status <> 'cancelled')`,
  ),
  bulkUpdates(
    `bulk_update beyond ${limits.bulkUpdate.max}`,
    Prisma.sql`select id from (
        select id, status, owner, row_number() over (partition by user_id order by created_at desc) as place
        from bulk_update) as ranked
      where place > ${limits.bulkUpdate.max}::int and ${IS_FINISHED}`,
  ),
  agedRows('user_event', 'at', limits.userEvent.retention),
  excessRows('user_event', 'id', limits.userEvent.max),
  rowsOf(
    'livestream',
    Prisma.sql`${olderThan(Prisma.sql`updated_at`, limits.livestream.retention)}
      and (write_until is null or write_until < now())`,
  ),
  excessRows('livestream', 'updated_at', limits.livestream.max),
  agedRows('live_status', 'event_at', limits.liveStatus.retention),
  excessRows('live_status', 'event_at', limits.liveStatus.max),
  agedRows('meeting_session', 'event_at', limits.meetingSession.retention),
  excessRows('meeting_session', 'event_at', limits.meetingSession.max),
  agedRows('start_attempt', 'at', limits.startAttempt.retention),
  excessRows('start_attempt', 'at', limits.startAttempt.max),
  agedRows('destination_switch', 'finished_at', limits.destinationSwitch.retention),
  excessRows('destination_switch', 'created_at', limits.destinationSwitch.max),
  agedRows('listing_page', 'fetched_at', limits.listingPage.retention),
  excessRows('listing_page', 'fetched_at', limits.listingPage.max),
  agedRows('erased_user', 'erased_at', limits.erasedUser.retention),
  rowsOf(
    'rate_limit',
    Prisma.sql`${olderThan(Prisma.sql`updated_at`, limits.rateLimit.retention)}
      and (blocked_until is null or blocked_until < now())`,
  ),
];

/**
 * Deletes rows that are past their retention period or exceed their maximum number. Each rule runs
 * separately and in batches, so that a locked table or a failing rule does not block the others.
 * @throws Error after all rules have run, if any failed; the job is then retried
 */
export function createRetention({ database, log }: PurgeOptions): () => Promise<void> {
  return async () => {
    const failed: string[] = [];
    for (const { name, statement } of RETENTIONS) {
      try {
        await inBatches(database, statement, { lockTimeoutMs: LOCK_TIMEOUT_MS });
      } catch (err) {
        failed.push(name);
        log.warn({ err, rows: name }, 'rows past their retention could not be deleted');
      }
    }
    if (failed.length > 0) throw new Error(`could not delete: ${failed.join(', ')}`);
  };
}
