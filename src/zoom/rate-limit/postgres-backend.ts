import { deriveKey, keyedHash } from '../../crypto/derived-key.ts';
import type { Database } from '../../database/client.ts';
import type { CooldownNotice, Limit, Permits, RateLimitBackend } from './backend.ts';
import {
  MAX_SLOT_MS,
  MIN_SLOWDOWN_INTERVAL_MS,
  PRIORITY_LIMITS,
  RECOVERY_SECONDS,
  SAFETY_FACTOR,
  SLOWDOWN_FACTOR,
} from './gcra.ts';

export interface PostgresBackendOptions {
  database: Pick<Database, 'pool'>;
  sessionSecret: Buffer;
}

/**
 * SQL for the current rate in calls per second; see `recoveredRate`. The elapsed time is at least 0: after the database's clock
 * was set back it would be negative, and so could be the rate.
 */
const rateOf = (row: string, configured: string) =>
  `least(${configured}, coalesce(${row}.slowed_to
     + greatest(0, extract(epoch from clock_timestamp() - ${row}.slowed_at)::float8) * ${configured} / ${RECOVERY_SECONDS},
     ${configured}))`;

/** A row further in the future than this was written before the database's clock was set back. */
const CLOCK_TOLERANCE = `interval '5 seconds'`;

/**
 * Reserves permits in one short statement, with the arithmetic of `reservePermits` in gcra.ts.
 *
 * The clock is read after the row is locked, so that waiting for the lock does not count as idle time. A next slot that is too
 * far in the future results from a clock that was changed; the corrected value is stored. The commit does not wait for the
 * disk: a crash of the database server loses only the reservations of a fraction of a second.
 */
const RESERVE = `
with locked as materialized (
  select next_ms, slowed_to, slowed_at, blocked_until, blocked_code, updated_at from rate_limit where key = $1 for update
), timed as materialized (
  select locked.*, clock_timestamp() as at, set_config('synchronous_commit', 'off', true) from locked
), rated as materialized (
  select *, extract(epoch from at)::float8 * 1000 as now_ms,
         1000 / (${SAFETY_FACTOR} * ${rateOf('timed', '$7::float8')}) as interval_ms
  from timed
), slot as materialized (
  select now_ms, interval_ms,
         least(next_ms - now_ms, ${MAX_SLOT_MS} + interval_ms) as slot_ms,
         next_ms - now_ms > ${MAX_SLOT_MS} + interval_ms as is_too_far,
         case when blocked_until > at then extract(epoch from blocked_until - at)::float8 * 1000 end as blocked_ms,
         blocked_code,
         updated_at > at + ${CLOCK_TOLERANCE} as is_from_future
  from rated
), burst as materialized (
  select *, greatest(slot_ms, 0) as first_ms,
         greatest(-slot_ms, 0) as idle_ms,
         greatest($4::float8, least(greatest(-slot_ms, 0), $5::float8)) as burst_ms
  from slot
), permits as materialized (
  select *, case when blocked_ms is not null then 0 else greatest(0, least($2::float8,
              greatest($3::float8, floor((burst_ms - first_ms) / interval_ms) + 1),
              floor(($6::float8 - first_ms) / interval_ms) + 1)) end as count
  from burst
), stored as (
  update rate_limit r
  set next_ms = now_ms + first_ms + count * interval_ms,
      -- At most once an hour, because the column is indexed: other updates can change the row in place (HOT).
      updated_at = case when r.updated_at < now() - interval '1 hour' then now() else r.updated_at end
  from permits where r.key = $1 and (count > 0 or is_too_far)
)
select count, first_ms as "firstMs", interval_ms as "intervalMs", burst_ms as "burstMs", idle_ms as "idleMs",
       blocked_ms as "blockedMs", blocked_code as "blockedCode", is_from_future as "isFromFuture"
from permits`;

const COOLDOWN_OF = `
select blocked_code as "blockedCode", extract(epoch from blocked_until - clock_timestamp())::float8 * 1000 as "blockedMs",
       updated_at > clock_timestamp() + ${CLOCK_TOLERANCE} as "isFromFuture"
from rate_limit where key = $1 and blocked_until > clock_timestamp()`;

/** Adjusts a row from before the database's clock was set back: the cooldown that was left when the row was written starts now. */
const REBASE = `
update rate_limit
set blocked_until = clock_timestamp() + (blocked_until - updated_at),
    slowed_at = least(slowed_at, clock_timestamp()),
    updated_at = clock_timestamp()
where key = $1 and updated_at > clock_timestamp() + ${CLOCK_TOLERANCE}`;

/** Sets `updated_at` to the start of the cooldown, because REBASE measures the rest of the cooldown from there. */
const RECORD_COOLDOWN = `
insert into rate_limit as r (key, blocked_until, blocked_code, slowed_to, slowed_at, updated_at)
values ($1, clock_timestamp() + make_interval(secs => $2::float8 / 1000), $3,
        case when $4::float8 is not null then greatest($4::float8 * ${SLOWDOWN_FACTOR}, 1) end,
        case when $4::float8 is not null then clock_timestamp() end,
        clock_timestamp())
on conflict (key) do update set
  blocked_until = greatest(r.blocked_until, excluded.blocked_until),
  blocked_code = case when r.blocked_until > excluded.blocked_until then r.blocked_code else excluded.blocked_code end,
  slowed_to = case when SLOWS then greatest(${rateOf('r', '$4::float8')} * ${SLOWDOWN_FACTOR}, 1) else r.slowed_to end,
  slowed_at = case when SLOWS then clock_timestamp() else r.slowed_at end,
  updated_at = clock_timestamp()`.replaceAll(
  'SLOWS',
  `$4::float8 is not null and (r.slowed_at is null or r.slowed_at > clock_timestamp()
     or r.slowed_at < clock_timestamp() - interval '${MIN_SLOWDOWN_INTERVAL_MS} milliseconds')`,
);

interface CooldownRow {
  blockedMs: number | null;
  blockedCode: CooldownNotice['code'] | null;
  isFromFuture: boolean;
}

type PermitsRow = Omit<Permits, 'cooldown'> & CooldownRow;

/** Rate limit state that all processes share: one row per limit, with times of the database's clock. */
export function createPostgresBackend({
  database: { pool },
  sessionSecret,
}: PostgresBackendOptions): RateLimitBackend {
  const hashKey = deriveKey(sessionSecret, 'rate-limit');

  /** Keys are pseudonyms, because the rows outlive the users. */
  function keyOf(limit: Limit): string {
    if ('updatesOf' in limit) return `updates:${keyedHash(hashKey, `user ${limit.updatesOf}`)}`;
    return `${limit.label}:${keyedHash(hashKey, `account ${limit.accountId}`)}`;
  }

  /** Runs a statement on the row of `key`. A row from before the clock was set back is adjusted first. */
  async function read<Row extends CooldownRow>(
    key: string,
    statement: { name: string; text: string; values: unknown[] },
  ): Promise<Row | undefined> {
    const { rows } = await pool.query<Row>(statement);
    if (!rows[0]?.isFromFuture) return rows[0];
    await pool.query(REBASE, [key]);
    return (await pool.query<Row>(statement)).rows[0];
  }

  return {
    async reserve(limit, { waiting, share, priority, burstMs, perSecond }) {
      const key = keyOf(limit);
      const { burstMs: maxBurstMs, maxWaitMs } = PRIORITY_LIMITS[priority];
      const statement = {
        name: 'rate-limit-reserve',
        text: RESERVE,
        values: [key, waiting, share, burstMs, maxBurstMs, maxWaitMs, perSecond],
      };
      const row = await read<PermitsRow>(key, statement);
      if (row !== undefined) return permitsOf(row);
      await pool.query('insert into rate_limit (key) values ($1) on conflict do nothing', [key]);
      const inserted = await read<PermitsRow>(key, statement);
      if (inserted === undefined) throw new Error('the row of a rate limit was deleted');
      return permitsOf(inserted);
    },
    async cooldownOf(limit) {
      const key = keyOf(limit);
      const row = await read<CooldownRow>(key, {
        name: 'rate-limit-cooldown',
        text: COOLDOWN_OF,
        values: [key],
      });
      return row && cooldownIn(row);
    },
    async recordCooldown(limit, { code, remainingMs }, slowdown) {
      await pool.query(RECORD_COOLDOWN, [keyOf(limit), remainingMs, code, slowdown?.perSecond ?? null]);
    },
  };
}

function permitsOf({ blockedMs, blockedCode, isFromFuture: _, ...permits }: PermitsRow): Permits {
  const cooldown = cooldownIn({ blockedMs, blockedCode });
  return cooldown === undefined ? permits : { ...permits, cooldown };
}

function cooldownIn({
  blockedMs,
  blockedCode,
}: Omit<CooldownRow, 'isFromFuture'>): CooldownNotice | undefined {
  return blockedMs === null || blockedCode === null
    ? undefined
    : { code: blockedCode, remainingMs: blockedMs };
}
