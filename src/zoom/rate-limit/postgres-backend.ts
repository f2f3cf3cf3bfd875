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
 * Calls a second, by Zoom's last rejection and the time since; `configured` is the rate of the configuration. The time is never
 * negative: after the database's clock was set back, the rate would be negative too.
 */
const rateOf = (row: string, configured: string) =>
  `least(${configured}, coalesce(${row}.slowed_to
     + greatest(0, extract(epoch from clock_timestamp() - ${row}.slowed_at)::float8) * ${configured} / ${RECOVERY_SECONDS},
     ${configured}))`;

/** A row this far in the future was written before the database's clock was set back. */
const CLOCK_TOLERANCE = `interval '5 seconds'`;

/**
 * One short statement for as many turns as are wanted; its arithmetic is that of `reservePermits` in zoom/pace.ts. An end of the queue
 * beyond the longest horizon comes from a clock that jumped; it is brought back, and stored so, or it would stay there. The clock is read
 * after the row is locked, so that who had to wait for it does not count from before. What a crash of the server loses of it is a
 * fraction of a second of the line: the commit does not wait for the disk.
 */
const TAKE = `
with line as materialized (
  select next_ms, slowed_to, slowed_at, blocked_until, blocked_code, updated_at from rate_limit where key = $1 for update
), moment as materialized (
  select line.*, clock_timestamp() as at, set_config('synchronous_commit', 'off', true) from line
), paced as materialized (
  select *, extract(epoch from at)::float8 * 1000 as now_ms,
         1000 / (${SAFETY_FACTOR} * ${rateOf('moment', '$7::float8')}) as spacing_ms
  from moment
), place as materialized (
  select now_ms, spacing_ms,
         least(next_ms - now_ms, ${MAX_SLOT_MS} + spacing_ms) as ahead_ms,
         next_ms - now_ms > ${MAX_SLOT_MS} + spacing_ms as is_too_far,
         case when blocked_until > at then extract(epoch from blocked_until - at)::float8 * 1000 end as blocked_ms,
         blocked_code,
         updated_at > at + ${CLOCK_TOLERANCE} as is_from_future
  from paced
), reach as materialized (
  select *, greatest(ahead_ms, 0) as first_ms,
         greatest(-ahead_ms, 0) as quiet_ms,
         greatest($4::float8, least(greatest(-ahead_ms, 0), $5::float8)) as early_ms
  from place
), turns as materialized (
  select *, case when blocked_ms is not null then 0 else greatest(0, least($2::float8,
              greatest($3::float8, floor((early_ms - first_ms) / spacing_ms) + 1),
              floor(($6::float8 - first_ms) / spacing_ms) + 1)) end as count
  from reach
), taken as (
  update rate_limit r
  set next_ms = now_ms + first_ms + count * spacing_ms,
      -- Only now and then, since it is indexed: otherwise the row is changed in place.
      updated_at = case when r.updated_at < now() - interval '1 hour' then now() else r.updated_at end
  from turns where r.key = $1 and (count > 0 or is_too_far)
)
select count, first_ms as "firstMs", spacing_ms as "intervalMs", early_ms as "burstMs", quiet_ms as "idleMs",
       blocked_ms as "blockedMs", blocked_code as "blockedCode", is_from_future as "isFromFuture"
from turns`;

const BLOCK_OF = `
select blocked_code as "blockedCode", extract(epoch from blocked_until - clock_timestamp())::float8 * 1000 as "blockedMs",
       updated_at > clock_timestamp() + ${CLOCK_TOLERANCE} as "isFromFuture"
from rate_limit where key = $1 and blocked_until > clock_timestamp()`;

/** Moves a row from before the database's clock was set back to now: what was left of a block when it was written is left of it now. */
const REBASE = `
update rate_limit
set blocked_until = clock_timestamp() + (blocked_until - updated_at),
    slowed_at = least(slowed_at, clock_timestamp()),
    updated_at = clock_timestamp()
where key = $1 and updated_at > clock_timestamp() + ${CLOCK_TOLERANCE}`;

/** `updated_at` is no earlier than the start of the block: REBASE measures what is left of the block from it. */
const BLOCK = `
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

interface BlockRow {
  blockedMs: number | null;
  blockedCode: CooldownNotice['code'] | null;
  isFromFuture: boolean;
}

type PermitsRow = Omit<Permits, 'block'> & BlockRow;

/** Zoom's limits as all processes know them together, in one row each, on the database's clock. */
export function createPostgresBackend({
  database: { pool },
  sessionSecret,
}: PostgresBackendOptions): RateLimitBackend {
  const hashKey = deriveKey(sessionSecret, 'rate-limit');

  /** The rows outlive users: whose they are can't be found out from them. */
  function keyOf(limit: Limit): string {
    if ('updatesOf' in limit) return `updates:${keyedHash(hashKey, `user ${limit.updatesOf}`)}`;
    return `${limit.label}:${keyedHash(hashKey, `account ${limit.accountId}`)}`;
  }

  /** Runs a statement on the row of `key`; a row from before the clock was set back is moved to now first. */
  async function read<Row extends BlockRow>(
    key: string,
    statement: { name: string; text: string; values: unknown[] },
  ): Promise<Row | undefined> {
    const { rows } = await pool.query<Row>(statement);
    if (!rows[0]?.isFromFuture) return rows[0];
    await pool.query(REBASE, [key]);
    return (await pool.query<Row>(statement)).rows[0];
  }

  return {
    async take(limit, { waiting, share, priority, burstMs, perSecond }) {
      const key = keyOf(limit);
      const { burstMs: maxBurstMs, maxWaitMs } = PRIORITY_LIMITS[priority];
      const statement = {
        name: 'rate-limit-take',
        text: TAKE,
        values: [key, waiting, share, burstMs, maxBurstMs, maxWaitMs, perSecond],
      };
      const row = await read<PermitsRow>(key, statement);
      if (row !== undefined) return permitsOf(row);
      await pool.query('insert into rate_limit (key) values ($1) on conflict do nothing', [key]);
      const inserted = await read<PermitsRow>(key, statement);
      if (inserted === undefined) throw new Error('the row of a rate limit is gone');
      return permitsOf(inserted);
    },
    async blockOf(limit) {
      const key = keyOf(limit);
      const row = await read<BlockRow>(key, { name: 'rate-limit-block-of', text: BLOCK_OF, values: [key] });
      return row && blockOf(row);
    },
    async block(limit, { code, remainingMs }, slowdown) {
      await pool.query(BLOCK, [keyOf(limit), remainingMs, code, slowdown?.perSecond ?? null]);
    },
  };
}

function permitsOf({ blockedMs, blockedCode, isFromFuture: _, ...permits }: PermitsRow): Permits {
  const block = blockOf({ blockedMs, blockedCode });
  return block === undefined ? permits : { ...permits, block };
}

function blockOf({
  blockedMs,
  blockedCode,
}: Pick<BlockRow, 'blockedMs' | 'blockedCode'>): CooldownNotice | undefined {
  return blockedMs === null || blockedCode === null
    ? undefined
    : { code: blockedCode, remainingMs: blockedMs };
}
