import { deriveKey, keyedHash } from '../../crypto/derived-key.ts';
import type { Database } from '../../database/client.ts';
import type { Limit, RateLimitBackend } from './backend.ts';
import { aged, type LimitState } from './gcra.ts';

export interface PostgresBackendOptions {
  database: Pick<Database, 'sql'>;
  sessionSecret: Buffer;
}

interface Row {
  /** Unix time in milliseconds, by the database's clock. */
  now: number;
  /** Identifies this version of the row; null if there is no row. */
  version: string | null;
  state: LimitState;
  /** Whether the row was written before the database's clock was set back. */
  isFromFuture: boolean;
}

/** A row with times of this process's monotonic clock, in milliseconds. */
interface Snapshot extends Row {
  /** When `now` and `state` were current. */
  at: number;
  /** When the database's clock was read. */
  readAt: number;
}

/** The database's clock is read again after this time, because clocks drift (milliseconds). */
const MAX_SNAPSHOT_AGE_MS = 60_000;
const MAX_SNAPSHOTS = 1_000;

/**
 * Rate limit state that all processes share: one row per limit. A change is stored only if the row
 * is still the version that it is based on (compare-and-swap). Otherwise it is computed again.
 *
 * A change is first based on the version that this process stored last, so that it usually takes
 * one statement. Until then the database's clock is extrapolated by the monotonic one.
 */
export function createPostgresBackend({
  database: { sql },
  sessionSecret,
}: PostgresBackendOptions): RateLimitBackend {
  const hashKey = deriveKey(sessionSecret, 'rate-limit');
  const snapshots = createSnapshots();

  /** Keys are pseudonyms, because the rows outlive the users. */
  function keyOf(limit: Limit): string {
    if ('updatesOf' in limit) return `updates:${keyedHash(hashKey, `user ${limit.updatesOf}`)}`;
    return `${limit.label}:${keyedHash(hashKey, `account ${limit.accountId}`)}`;
  }

  /** If the clock was set back, times count from when the row was written. */
  async function load(key: string): Promise<Snapshot> {
    const [row] = await sql.$queryRaw<[Row]>`
      select extract(epoch from at)::float8 * 1000 as now, r.xmin::text as version,
             start > at as "isFromFuture",
             json_build_object(
               'slotMs', coalesce(next_ms, 0) - extract(epoch from start)::float8 * 1000,
               'slowed', case when slowed_at is not null then json_build_object('perSecond', slowed_to,
                 'agoMs', extract(epoch from start - slowed_at)::float8 * 1000) end,
               'cooldown', case when blocked_until > start then json_build_object('code', blocked_code,
                 'remainingMs', extract(epoch from blocked_until - start)::float8 * 1000) end) as state
      from (select clock_timestamp() as at) as clock
      left join rate_limit r on key = ${key}
      cross join lateral (
        select case when updated_at > at + interval '5 seconds' then updated_at else at end as start
      ) as reference`;
    const at = performance.now();
    return { ...row, at, readAt: at };
  }

  /**
   * A crash of the database server may lose reservations, because their commits do not wait for the
   * disk. They set `updated_at`, which is indexed, once an hour: other updates stay in place (HOT).
   * @returns the new version; undefined if the row was no longer the given version
   */
  async function store(key: string, { now, version }: Row, next: LimitState, isReservation: boolean) {
    const { slotMs, slowed, cooldown } = next;
    const [stored] = await sql.$queryRaw<{ version: string }[]>`
      insert into rate_limit as r (key, next_ms, slowed_to, slowed_at, blocked_until, blocked_code, updated_at)
      select ${key}::text, ${now + slotMs}::float8, ${slowed?.perSecond ?? null}::float8,
             to_timestamp(${slowed ? now - slowed.agoMs : null}::float8 / 1000),
             to_timestamp(${cooldown ? now + cooldown.remainingMs : null}::float8 / 1000),
             ${cooldown?.code ?? null}::text, clock_timestamp()
      from set_config('synchronous_commit',
        case when ${isReservation}::bool then 'off' else current_setting('synchronous_commit') end, true)
      on conflict (key) do update set
        (next_ms, slowed_to, slowed_at, blocked_until, blocked_code, updated_at)
          = (excluded.next_ms, excluded.slowed_to, excluded.slowed_at, excluded.blocked_until, excluded.blocked_code,
             case when ${isReservation}::bool and r.updated_at > now() - interval '1 hour'
             then r.updated_at else excluded.updated_at end)
      where r.xmin::text = ${version}::text
      returning r.xmin::text as version`;
    return stored?.version;
  }

  return {
    async update(limit, change) {
      const key = keyOf(limit);
      let snapshot = snapshots.recall(key);
      for (;;) {
        const row = snapshot ?? (await load(key));
        const [next, result] = change(row.state);
        const isUnchanged = next === row.state && !row.isFromFuture;
        // Nothing would be stored, so only a row that was just read shows that it is current.
        if (isUnchanged && snapshot === undefined) return result;
        const isReservation = next.slotMs !== row.state.slotMs && !row.isFromFuture;
        const version = isUnchanged ? undefined : await store(key, row, next, isReservation);
        if (version !== undefined) {
          snapshots.remember(key, { ...row, version, state: next, isFromFuture: false });
          return result;
        }
        snapshot = undefined;
      }
    },
  };
}

/** The rows that this process stored last, by key. */
function createSnapshots() {
  const snapshots = new Map<string, Snapshot>();
  return {
    /** The row as it is now, unless it has changed; undefined if it has to be read. */
    recall(key: string): Snapshot | undefined {
      const last = snapshots.get(key);
      const at = performance.now();
      if (last === undefined || at - last.readAt > MAX_SNAPSHOT_AGE_MS) return undefined;
      const ms = at - last.at;
      return { ...last, now: last.now + ms, state: aged(last.state, ms), at };
    },

    remember(key: string, snapshot: Snapshot): void {
      const [oldest] = snapshots.keys();
      snapshots.delete(key);
      if (snapshots.size >= MAX_SNAPSHOTS && oldest !== undefined) snapshots.delete(oldest);
      snapshots.set(key, snapshot);
    },
  };
}
