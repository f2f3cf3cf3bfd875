import type { Database } from '../database/client.ts';
import { Prisma } from '../database/generated/client.ts';
import { notifyInvalidation } from '../database/invalidation.ts';
import { limits } from '../limits.ts';
import { identifier, olderThan, ROWS_OF_BULK_UPDATE, rowsOf } from './retention-rules.ts';

/**
 * A retention rule for some users at a time. Their key finds the rows: an index on the age would
 * slow down each store of a livestream, and counting every user's rows would read whole tables.
 */
export interface UserRetention {
  /** For the log. */
  name: string;
  statement: (limit: number, userIds: string[]) => Prisma.Sql;
}

const ofUsers = (userIds: string[]) => Prisma.sql`user_id = any(${userIds}::text[])`;

function agedRows(
  table: string,
  column: string,
  retention: string,
  unless = Prisma.sql`false`,
): UserRetention {
  const isAged = Prisma.sql`${olderThan(identifier(column), retention)} and not coalesce(${unless}, false)`;
  return {
    name: table,
    statement: (limit, userIds) =>
      rowsOf(table, Prisma.sql`${ofUsers(userIds)} and ${isAged}`).statement(limit),
  };
}

/** Each user's oldest rows beyond a maximum. */
function excessRows(table: string, order: string, max: number): UserRetention {
  const from = identifier(table);
  return {
    name: `${table} beyond ${max}`,
    statement: (limit, userIds) => Prisma.sql`
      delete from ${from} where ctid = any(array(
        select excess.id from (
          select user_id from ${from} where ${ofUsers(userIds)}
          group by user_id having count(*) > ${max}::int) as crowded,
        lateral (
          select own.ctid as id from ${from} as own where own.user_id = crowded.user_id
          order by own.${identifier(order)} desc offset ${max}::int) as excess
        limit ${limit}::int))`,
  };
}

/** Each user's oldest finished bulk updates beyond the maximum. Their rows are deleted with them. */
const excessBulkUpdates: UserRetention = {
  name: `bulk_update beyond ${limits.bulkUpdate.max}`,
  statement: (limit, userIds) => Prisma.sql`
    delete from bulk_update where id = any(array(
      select excess.id from (
        select user_id from bulk_update where ${ofUsers(userIds)}
        group by user_id having count(*) > ${limits.bulkUpdate.max}::int) as crowded,
      lateral (
        select own.id, own.status, own.owner from bulk_update as own where own.user_id = crowded.user_id
        order by own.created_at desc offset ${limits.bulkUpdate.max}::int) as excess
      where excess.status in ('done', 'cancelled') and excess.owner is null
      limit ${Math.max(1, Math.floor(limit / ROWS_OF_BULK_UPDATE))}::int))`,
};

/**
 * Ends the sessions of users whose tokens Zoom rejects, on every instance. Zoom sends no event when
 * it deactivates a user, and these users cannot sign in again.
 */
const sessionsWithoutConnection: UserRetention = {
  name: 'session of a user without a connection',
  statement: (limit, userIds) => Prisma.sql`
    with ended as (
      delete from session where ctid = any(array(
        select own.ctid from session as own join installation as i using (user_id)
        where i.${ofUsers(userIds)} and i.status = 'reconnect_required'
          and ${olderThan(Prisma.sql`i.updated_at`, limits.session.retentionWithoutConnection)}
        limit ${limit}::int for update of own skip locked))
      returning user_id)
    select ${notifyInvalidation(Prisma.sql`user_id`)}::text from (select distinct user_id from ended) as users`,
};

export const USER_RETENTIONS: UserRetention[] = [
  agedRows('livestream', 'updated_at', limits.livestream.retention, Prisma.sql`write_until >= now()`),
  agedRows('live_status', 'event_at', limits.liveStatus.retention),
  agedRows('meeting_session', 'event_at', limits.meetingSession.retention),
  agedRows('start_attempt', 'at', limits.startAttempt.retention),
  agedRows('listing_page', 'fetched_at', limits.listingPage.retention),
  excessRows('livestream', 'updated_at', limits.livestream.max),
  excessRows('live_status', 'event_at', limits.liveStatus.max),
  excessRows('meeting_session', 'event_at', limits.meetingSession.max),
  excessRows('start_attempt', 'at', limits.startAttempt.max),
  excessRows('listing_page', 'fetched_at', limits.listingPage.max),
  excessRows('session', 'last_seen_at', limits.session.max),
  sessionsWithoutConnection,
  excessRows('livestream_change', 'seq', limits.history.max),
  excessRows('user_event', 'id', limits.userEvent.max),
  excessRows('destination_switch', 'created_at', limits.destinationSwitch.max),
  excessBulkUpdates,
];

/** Users whose rows one statement checks. */
const PAGE_SIZE = 500;
/** Users among which one statement looks for those of a group. */
const MAX_SCANNED = 5_000;
/** Up to this number of users, each hourly run checks all of them. */
const MAX_USERS_PER_RUN = 20_000;
/**
 * With more users, each run checks one of this many groups. Not 24, so that an installation that
 * runs only during some hours of the day also gets to every group.
 */
const GROUPS = 25;

export interface UsersToCheckOptions {
  /** @default 20,000 */
  maxUsersPerRun?: number;
  /** Hours since 1970. @default the database's */
  hour?: number;
}

/** The users that this run checks, page by page in order of their IDs. */
export async function* usersToCheck(
  { sql }: Pick<Database, 'sql'>,
  { maxUsersPerRun = MAX_USERS_PER_RUN, hour }: UsersToCheckOptions = {},
): AsyncGenerator<string[]> {
  // PostgreSQL's estimate: counting would read the whole table.
  const [row] = await sql.$queryRaw<{ users: number; hour: number }[]>`
    select reltuples::float8 as users, floor(extract(epoch from now()) / 3600)::int as hour
    from pg_class where oid = 'installation'::regclass`;
  const groups = (row?.users ?? 0) > maxUsersPerRun ? GROUPS : 1;
  const group = (hour ?? row?.hour ?? 0) % groups;
  const scanned = Math.min(PAGE_SIZE * groups, MAX_SCANNED);
  for (let after: string | null = ''; after !== null; ) {
    // The limit is inside, before the filter: PostgreSQL can't estimate how many users a group has,
    // and would read and sort the whole table if it expects few.
    const [page]: UserPage[] = await sql.$queryRaw`
      with scanned as (
        select user_id from installation where user_id > ${after} order by user_id limit ${scanned}::int)
      select
        array(select user_id from scanned
          where abs(hashtext(user_id)::bigint) % ${groups}::int = ${group}::int order by user_id) as "userIds",
        case when count(*) = ${scanned}::int then max(user_id) end as "after"
      from scanned`;
    if (page === undefined) return;
    if (page.userIds.length > 0) yield page.userIds;
    after = page.after;
  }
}

interface UserPage {
  userIds: string[];
  /** The last user that the statement read, or null if there are no more. */
  after: string | null;
}
