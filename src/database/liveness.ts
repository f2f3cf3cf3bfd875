import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';

/** A new name for this process in leases. */
export function newInstanceId(): string {
  return randomUUID();
}

/**
 * The advisory lock that an instance holds on its listening connection. It ends with the connection, which the operating
 * system closes when a process is killed: a dead owner of a lease is known in milliseconds, long before its lease is over.
 */
export function instanceLockKey(instanceId: string): bigint {
  return createHash('sha256').update(`uplink instance ${instanceId}`).digest().readBigInt64BE(0);
}

/** What of SQL is needed to ask. */
interface Queries {
  $queryRaw<Rows>(query: TemplateStringsArray, ...values: unknown[]): Promise<Rows>;
}

/**
 * Whether an instance holds its lock now, on a connection that has stood for so long (milliseconds). One that has just lost its
 * connection is back within about a second of the database.
 */
export async function isAlive(sql: Queries, instanceId: string, forMs = 0): Promise<boolean> {
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

/** How long an instance must be without its lock before it counts as gone: one whose connection was cut is back much sooner. */
const PRESUMED_DEAD_AFTER_MS = 500;
/**
 * How long the connection of whoever judges must have stood: after an outage of the database the others may come back later than
 * it does, by an attempt to connect that fails late and the wait after it, with what Zoom has rotated still in their memory.
 */
const MIN_OBSERVER_UPTIME_MS = 5_000;

/** Milliseconds until an instance counts as gone, if it is still without its lock then; 0 says that it does, Infinity that it is there. */
export type LivenessMonitor = (instanceId: string) => Promise<number>;

/**
 * Tells whether the owner of a lease is gone for good: its lock has been free at each look for half a second. Who is itself
 * without a lock, or was a moment ago, can't tell, and takes it to be there.
 */
export function createLivenessMonitor(sql: Queries, me: string): LivenessMonitor {
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

/** Whether an instance is dead: waits, about half a second at most, until that is certain. */
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
