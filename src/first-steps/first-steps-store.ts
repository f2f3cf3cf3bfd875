import type { SqlClient } from '../database/sql-client.ts';

export interface RecordedSteps {
  /** Number of destinations. */
  saved: number;
  /** A livestream was set to one of them. */
  applied: boolean;
  /** A livestream passed the readiness check. */
  checked: boolean;
}

/** @returns undefined if the user has closed the first steps, or does not exist */
export async function readSteps(sql: SqlClient, userId: string): Promise<RecordedSteps | undefined> {
  const [row] = await sql.$queryRaw<RecordedSteps[]>`
    select count(d.id)::int as saved,
           coalesce(bool_or(d.last_used_at is not null), false) as applied,
           i.readiness_checked_at is not null as checked
    from installation i left join destination d using (user_id)
    where i.user_id = ${userId} and i.first_steps_closed_at is null
    group by i.user_id`;
  return row;
}

/** Keeps the time of the first call. */
export async function closeSteps(sql: SqlClient, userId: string): Promise<void> {
  await sql.$executeRaw`
    update installation set first_steps_closed_at = now()
    where user_id = ${userId} and first_steps_closed_at is null`;
}

/** Keeps the time of the first check. */
export async function storeReadinessCheck(sql: SqlClient, userId: string): Promise<void> {
  await sql.$executeRaw`
    update installation set readiness_checked_at = now()
    where user_id = ${userId} and readiness_checked_at is null`;
}

/** The times for an export, ISO 8601; null if they have not occurred. */
export async function readStepTimes(sql: SqlClient, userId: string) {
  const rows = await sql.$queryRaw<{ checkedAt: Date | null; closedAt: Date | null }[]>`
    select readiness_checked_at as "checkedAt", first_steps_closed_at as "closedAt"
    from installation where user_id = ${userId}`;
  return rows.map(({ checkedAt, closedAt }) => ({
    readiness_checked_at: checkedAt?.toISOString() ?? null,
    closed_at: closedAt?.toISOString() ?? null,
  }));
}
