import { Prisma } from '../database/generated/client.ts';
import type { SqlClient } from '../database/sql-client.ts';
import type { MeetingKind } from '../zoom/meeting.ts';
import { isLivestream, type LivestreamKey } from './livestream-key.ts';

/** The latest attempt to start a livestream from Uplink. */
export interface StartAttempt {
  at: Date;
  /** Age on the database's clock. */
  ageSeconds: number;
  /** Problem code; null if Zoom accepted the start. */
  problem: string | null;
}

/** The job that checks whether an accepted start has made the livestream live. */
export const CHECK_LIVE_JOB = 'check-live';

/** Time to wait for Zoom's webhook about a start before the check. */
const CHECK_AFTER_SECONDS = 15;

/** Zoom rejects a second start within this time because of the first one. */
const SAME_START = Prisma.sql`interval '1 minute'`;

/**
 * Records an attempt, and for an accepted one the job that verifies it. Ignores a rejection that
 * came right after an accepted start. Does nothing if the installation was deleted.
 * @param settings encrypted, of a start that Zoom accepted or may have accepted
 */
export async function recordAttempt(
  sql: SqlClient,
  { userId, meeting: { kind, id } }: LivestreamKey,
  problem: string | null,
  settings?: Uint8Array,
): Promise<void> {
  const needsCheck = problem === null && kind === 'meeting';
  await sql.$queryRaw`
    with recorded as (
      insert into start_attempt (user_id, kind, meeting_id, at, problem, settings, check_at)
      select user_id, ${kind}::meeting_kind, ${BigInt(id)}, now(), ${problem}, ${settings ?? null}::bytea,
             case when ${needsCheck} then now() + make_interval(secs => ${CHECK_AFTER_SECONDS}) end
      from installation where user_id = ${userId}
      on conflict (user_id, kind, meeting_id) do update set
        at = excluded.at, problem = excluded.problem, check_at = excluded.check_at,
        settings = coalesce(excluded.settings, start_attempt.settings)
      where excluded.problem is distinct from 'zoom_rate_limited'
        or start_attempt.problem is not null or start_attempt.at < now() - ${SAME_START}
      returning check_at
    )
    select (graphile_worker.add_job(${CHECK_LIVE_JOB}, run_at => check_at)).id::text
    from recorded where check_at is not null`;
}

export async function readAttempt(sql: SqlClient, key: LivestreamKey): Promise<StartAttempt | undefined> {
  const [row] = await sql.$queryRaw<StartAttempt[]>`
    select at, extract(epoch from now() - at)::float8 as "ageSeconds", problem from start_attempt where ${isLivestream(key)}`;
  return row;
}

/** A start to check. */
export interface DueCheck extends LivestreamKey {
  /** When Zoom accepted it. */
  at: Date;
}

/** Accepted starts without a webhook in time. Any later webhook makes the check unnecessary. */
export async function overdueStartChecks(sql: SqlClient): Promise<DueCheck[]> {
  await sql.$executeRaw`
    update start_attempt set check_at = null
    where check_at <= now() and exists (
      select from live_status l
      where (l.user_id, l.kind, l.meeting_id) = (start_attempt.user_id, start_attempt.kind, start_attempt.meeting_id)
        and l.event_at > start_attempt.at - interval '1 minute')`;
  const rows = await sql.$queryRaw<{ userId: string; kind: MeetingKind; meetingId: string; at: Date }[]>`
    select user_id as "userId", kind::text as kind, meeting_id::text as "meetingId", at
    from start_attempt where check_at <= now() order by check_at limit 50`;
  return rows.map(({ userId, kind, meetingId, at }) => ({ userId, at, meeting: { kind, id: meetingId } }));
}

export async function endCheck(sql: SqlClient, key: LivestreamKey): Promise<void> {
  await sql.$executeRaw`
    update start_attempt set check_at = null
    where ${isLivestream(key)} and check_at <= now()`;
}

/** Schedules the next check in a minute, for a quarter of an hour. */
export async function postponeCheck(sql: SqlClient, key: LivestreamKey): Promise<void> {
  await sql.$queryRaw`
    with postponed as (
      update start_attempt
      set check_at = case when at > now() - interval '15 minutes' then now() + interval '1 minute' end
      where ${isLivestream(key)} and check_at <= now()
      returning check_at
    )
    select (graphile_worker.add_job(${CHECK_LIVE_JOB}, run_at => check_at)).id::text
    from postponed where check_at is not null`;
}
