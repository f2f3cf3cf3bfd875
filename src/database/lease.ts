import { setTimeout as delay } from 'node:timers/promises';
import { Problem } from '../problem.ts';
import { Prisma } from './generated/client.ts';
import { createLivenessMonitor, type QueryClient } from './liveness.ts';

/*
 * A lease gives one process the exclusive right to work on a row. The row stores the process's
 * instance ID and, on the database's clock, when the lease expires. Each statement that takes a
 * lease is a single conditional UPDATE, together with the columns that it is about.
 */

export interface LeaseColumns {
  table: string;
  /** The column of type `uuid` with the owner's instance ID. */
  owner: string;
  /** The column with the time at which the lease expires. */
  until: string;
  seconds: number;
}

/** Parts of SQL statements about one kind of lease. */
export interface LeaseSql {
  /**
   * Condition: no process holds the lease, or it has expired, or one of `owners` holds it, such as
   * the process itself or one that is presumed dead.
   */
  isFree(...owners: (string | undefined)[]): Prisma.Sql;
  /** Condition: this process is the owner, even if the lease has expired. */
  isOwnedBy(instanceId: string): Prisma.Sql;
  /** Assignments of an UPDATE that make this process the owner. */
  take(instanceId: string): Prisma.Sql;
  /** Assignment of an UPDATE that extends the lease. */
  renew: Prisma.Sql;
  /** Assignments of an UPDATE that end the lease. */
  release: Prisma.Sql;
  /** Expression: when a lease that is taken or renewed now expires. */
  expiry: Prisma.Sql;
}

/** @param columns constants of the code: they become SQL text */
export function leaseSql(columns: LeaseColumns): LeaseSql {
  // An upsert needs the table's name, because the inserted row has the same columns.
  const owner = Prisma.raw(`${columns.table}.${columns.owner}`);
  const until = Prisma.raw(`${columns.table}.${columns.until}`);
  const setOwner = Prisma.raw(columns.owner);
  const setUntil = Prisma.raw(columns.until);
  const expiry = Prisma.raw(`now() + interval '${columns.seconds} seconds'`);
  const renew = Prisma.sql`${setUntil} = ${expiry}`;
  return {
    isFree(...owners) {
      const known = owners.filter((id) => id !== undefined);
      return Prisma.sql`(${owner} is null or ${until} < now() or ${owner} = any(${known}::uuid[]))`;
    },
    isOwnedBy: (instanceId) => Prisma.sql`${owner} = ${instanceId}::uuid`,
    take: (instanceId) => Prisma.sql`${setOwner} = ${instanceId}::uuid, ${renew}`,
    renew,
    release: Prisma.sql`${setOwner} = null, ${setUntil} = null`,
    expiry,
  };
}

/** The result of one attempt: a value ends the wait, otherwise the process that holds the lease. */
export type LeaseAttempt<Value> = { value: Value } | { heldBy: string | undefined };

export interface AcquireLeaseOptions<Value> {
  sql: QueryClient;
  instanceId: string;
  /**
   * Takes the lease if it is free.
   * @param deadOwner an owner that is presumed dead: its lease is free too
   */
  take(deadOwner: string | undefined): Promise<LeaseAttempt<Value>>;
  /**
   * Resolves when it is worth trying again, after `ms` at the latest. It is called before each
   * attempt, so that a change right after the attempt is not missed.
   */
  nextChange?: (ms: number) => Promise<unknown>;
  /** Time after which no other attempt is made. */
  timeoutMs: number;
  /** Maximum base delay between attempts; the actual delay is up to twice as long. */
  maxDelayMs: number;
}

const MIN_DELAY_MS = 25;

/**
 * Takes a lease. While another process holds it, waits for its release, its expiry or the death of
 * its owner.
 * @throws Problem `temporarily_unavailable` if another process still holds the lease after
 * `timeoutMs`
 */
export async function acquireLease<Value>(options: AcquireLeaseOptions<Value>): Promise<Value> {
  const { sql, instanceId, take, nextChange, timeoutMs, maxDelayMs } = options;
  const msUntilPresumedDead = createLivenessMonitor(sql, instanceId);
  const giveUpAt = performance.now() + timeoutMs;
  let deadOwner: string | undefined;
  for (let base = MIN_DELAY_MS; ; base = Math.min(base * 2, maxDelayMs)) {
    const delayMs = base + Math.random() * base;
    const changed = nextChange?.(delayMs);
    const attempt = await take(deadOwner);
    if ('value' in attempt) return attempt.value;
    if (performance.now() > giveUpAt) throw new Problem('temporarily_unavailable', { retryAfter: 5 });
    const { heldBy } = attempt;
    const freeInMs = heldBy === undefined ? Number.POSITIVE_INFINITY : await msUntilPresumedDead(heldBy);
    if (freeInMs === 0 && heldBy !== deadOwner) {
      deadOwner = heldBy;
      continue;
    }
    deadOwner = undefined;
    const waits = [changed ?? delay(delayMs)];
    if (freeInMs > 0 && freeInMs < delayMs) waits.push(delay(freeInMs));
    await Promise.race(waits);
  }
}
