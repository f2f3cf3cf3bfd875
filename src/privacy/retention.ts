import { inBatches } from '../database/batches.ts';
import type { Database } from '../database/client.ts';
import { Prisma } from '../database/generated/client.ts';
import { limits } from '../limits.ts';
import { USER_RETENTIONS, usersToCheck } from './retention-of-users.ts';
import { identifier, olderThan, type Retention, ROWS_OF_BULK_UPDATE, rowsOf } from './retention-rules.ts';

export interface PurgeOptions {
  database: Database;
  log: { warn(fields: object, message: string): void };
}

/** Maximum wait for a row lock (milliseconds). A locked row is left for the next run. */
const LOCK_TIMEOUT_MS = 3_000;
function agedRows(table: string, column: string, retention: string): Retention {
  return rowsOf(table, olderThan(identifier(column), retention));
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
  agedRows('authorization_request', 'created_at', limits.authorizationRequest.retention),
  agedRows('livestream_change', 'at', limits.history.retention),
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
  agedRows('user_event', 'at', limits.userEvent.retention),
  agedRows('destination_switch', 'finished_at', limits.destinationSwitch.retention),
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
 * With many users, each user's rows are checked about once a day.
 * The returned function ends early when its signal aborts: the next run continues.
 * @throws Error after all rules have run, if any failed; the job is then retried
 */
export function createRetention({ database, log }: PurgeOptions): (signal?: AbortSignal) => Promise<void> {
  return async (signal) => {
    const failed = new Set<string>();

    async function run({ name, statement }: Retention): Promise<void> {
      if (failed.has(name) || signal?.aborted) return;
      try {
        await inBatches(database, statement, { lockTimeoutMs: LOCK_TIMEOUT_MS, signal });
      } catch (err) {
        failed.add(name);
        log.warn({ err, rows: name }, 'rows past their retention could not be deleted');
      }
    }

    for (const rule of RETENTIONS) await run(rule);
    for await (const userIds of usersToCheck(database)) {
      if (signal?.aborted) break;
      for (const { name, statement } of USER_RETENTIONS)
        await run({ name, statement: (limit) => statement(limit, userIds) });
    }
    if (failed.size > 0) throw new Error(`could not delete: ${[...failed].join(', ')}`);
  };
}
