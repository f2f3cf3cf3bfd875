import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { SqlClient } from './sql-client.ts';

/** Creates the ID of this process, which leases store. */
export function newInstanceId(): string {
  return randomUUID();
}

/**
 * Key of the advisory lock that an instance holds on its pub/sub connection. The lock ends with the
 * connection, which the operating system closes when a process is killed. A dead lease owner is
 * therefore detected long before its lease expires.
 */
export function instanceLockKey(instanceId: string): bigint {
  return createHash('sha256').update(`uplink instance ${instanceId}`).digest().readBigInt64BE(0);
}

export type QueryClient = Pick<SqlClient, '$queryRaw'>;

/**
 * Whether an instance holds its lock now, on a connection that has been open for at least `forMs`.
 * An instance that has just lost its connection reconnects within about a second after the database
 * is available again.
 */
export async function isAlive(sql: QueryClient, instanceId: string, forMs = 0): Promise<boolean> {
  const key = instanceLockKey(instanceId);
  const [row] = await sql.$queryRaw<{ alive: boolean }[]>`
    select exists (
      select from pg_locks join pg_stat_activity using (pid)
      where locktype = 'advisory' and granted and objsubid = 1
        and backend_start <= clock_timestamp() - make_interval(secs => ${forMs / 1000}::float8)
        and database = (select oid from pg_database where datname = current_database())
        and classid = ${upperHalf(key)}::bigint::oid and objid = ${lowerHalf(key)}::bigint::oid
    ) as alive`;
  return row?.alive ?? false;
}

function upperHalf(key: bigint): bigint {
  return BigInt.asUintN(64, key) >> 32n;
}

function lowerHalf(key: bigint): bigint {
  return BigInt.asUintN(32, key);
}

/**
 * How long an instance must be without its lock to be presumed dead. One that only lost its
 * connection is back much sooner.
 */
const PRESUMED_DEAD_AFTER_MS = 500;
/**
 * How long the observer's own connection must have been open. After a database outage other
 * instances may reconnect later than the observer, by one failed attempt and the delay after it,
 * with tokens that Zoom has rotated still in their memory.
 */
const MIN_OBSERVER_UPTIME_MS = 5_000;

/**
 * Milliseconds until an instance is presumed dead, if it is still without its lock then. 0 means
 * that it is presumed dead now, Infinity that it is alive.
 */
export type LivenessMonitor = (instanceId: string) => Promise<number>;

/**
 * Detects whether the owner of a lease is dead: its lock was free at every check for half a second.
 * A process that recently lost its own lock cannot judge and assumes that the owner is alive.
 */
export function createLivenessMonitor(sql: QueryClient, me: string): LivenessMonitor {
  const missedSince = new Map<string, number>();
  return async (instanceId) => {
    if (instanceId === me) return Number.POSITIVE_INFINITY;
    if ((await isAlive(sql, instanceId)) || !(await isAlive(sql, me, MIN_OBSERVER_UPTIME_MS))) {
      missedSince.delete(instanceId);
      return Number.POSITIVE_INFINITY;
    }
    const now = performance.now();
    const since = missedSince.get(instanceId) ?? now;
    missedSince.set(instanceId, since);
    return Math.max(0, since + PRESUMED_DEAD_AFTER_MS - now);
  };
}

/** Waits, half a second at most, until it is certain whether an instance is dead. */
export async function waitUntilDead(
  msUntilPresumedDead: LivenessMonitor,
  instanceId: string,
): Promise<boolean> {
  for (
    let ms = await msUntilPresumedDead(instanceId);
    Number.isFinite(ms);
    ms = await msUntilPresumedDead(instanceId)
  ) {
    if (ms === 0) return true;
    await delay(ms);
  }
  return false;
}
