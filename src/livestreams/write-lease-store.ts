import type { DataKey } from '../crypto/data-key.ts';
import { notifyInvalidation } from '../database/invalidation.ts';
import type { SqlClient } from '../database/sql-client.ts';
import type { MeetingRef } from '../zoom/meeting.ts';
import {
  type CachedLivestream,
  COLUMNS,
  configurationContext,
  decryptRow,
  type Fence,
  intentContext,
  type Row,
  WRITE_LEASE,
} from './cache-store.ts';
import { type NewChange, recordedWith } from './history-store.ts';
import type { Intent } from './intent.ts';

/**
 * Takes the write lease, marks the row dirty and invalidates all caches in one statement: until the
 * next store no instance returns the cached value as fresh, even if this process dies. If an
 * earlier write is in doubt, the row stays dirty even if this lease is released.
 * @param owner the process that writes, one update of a livestream at a time
 * @param deadOwner a process that is known to be dead: its lease is ignored
 * @returns the cached livestream with the fence for {@link storeCached}; undefined while another
 * writer holds the lease
 */
export async function takeWriteLease(
  sql: SqlClient,
  dataKey: DataKey,
  userId: string,
  meeting: MeetingRef,
  owner: string,
  deadOwner?: string,
): Promise<CachedLivestream | undefined> {
  const [begun] = await sql.$queryRaw<Row[]>`
    with begun as (
      insert into livestream (user_id, kind, meeting_id, version, write_owner, write_until, updated_at)
      values (${userId}, ${meeting.kind}::meeting_kind, ${BigInt(meeting.id)}, 1, ${owner}::uuid,
              ${WRITE_LEASE.expiry}, now())
      on conflict (user_id, kind, meeting_id) do update set
        ${WRITE_LEASE.take(owner)},
        dirty = livestream.dirty or livestream.write_until is not null, updated_at = now()
      where ${WRITE_LEASE.isFree(owner, deadOwner)}
      returning ${COLUMNS}
    )
    select *, ${notifyInvalidation(userId)}::text as notified from begun`;
  return begun && decryptRow(dataKey, userId, meeting, begun);
}

/**
 * The last step before an update is sent: stores Zoom's current configuration with its history
 * entry and the intended one, and extends the lease. The next reader can then attribute the change
 * to Uplink, even if this process dies.
 * @param requestedMsAgo milliseconds since the call to Zoom
 * @param isRetry whether this intent was stored before: webhooks that arrived since then keep their
 * effect
 * @returns the fence for {@link storeCached}; undefined if the lease was lost, and nothing may be
 * sent
 */
export async function storeIntent(
  sql: SqlClient,
  dataKey: DataKey,
  userId: string,
  meeting: MeetingRef,
  owner: string,
  fence: Fence,
  intent: Intent,
  {
    requestedMsAgo,
    isRetry,
    change,
  }: { requestedMsAgo: number; isRetry: boolean; change: NewChange | undefined },
): Promise<Fence | undefined> {
  const version = fence.version + 1n;
  const before = dataKey.encrypt(
    configurationContext(userId, meeting, version),
    JSON.stringify(intent.before),
  );
  const intended = dataKey.encrypt(intentContext(userId, meeting, version), JSON.stringify(intent));
  const [stored] = await sql.$queryRaw<Fence[]>`
    with stored as (
      update livestream set
        configuration = ${before},
        intended = ${intended},
        source = 'zoom',
        fetched_at = now() - make_interval(secs => ${requestedMsAgo / 1000}::float8),
        version = ${version},
        ${WRITE_LEASE.renew},
        dirty = (${isRetry} and dirty) or event_at is distinct from ${fence.eventAt}::timestamptz,
        updated_at = now()
      where user_id = ${userId} and kind = ${meeting.kind}::meeting_kind and meeting_id = ${BigInt(meeting.id)}
        and version = ${fence.version} and ${WRITE_LEASE.isOwnedBy(owner)}
        and write_until is not distinct from ${fence.writeUntil}::timestamptz
      returning version, write_until, event_at
    )${recordedWith(dataKey, userId, meeting, change)}
    select version, write_until as "writeUntil", event_at as "eventAt" from stored`;
  return stored;
}

/** How a write ended that stores nothing. */
export type WriteOutcome = 'nothing_changed' | 'unknown';

/**
 * Releases the lease. After an unknown outcome the next writer may begin immediately, but no reader
 * stores a value until the lease's time is over, because Zoom may still apply the update.
 * @param hasIntended whether the stored intent is this writer's; an earlier writer's is kept for
 * the next reader
 */
export async function releaseWriteLease(
  sql: SqlClient,
  userId: string,
  meeting: MeetingRef,
  owner: string,
  end: WriteOutcome,
  hasIntended: boolean,
): Promise<void> {
  const settled = end === 'nothing_changed';
  await sql.$executeRaw`
    update livestream
    set write_owner = null,
        intended = case when ${settled && hasIntended} then null else intended end,
        write_until = case when ${settled} and not dirty then null else write_until end,
        dirty = dirty or not ${settled}
    where user_id = ${userId} and kind = ${meeting.kind}::meeting_kind and meeting_id = ${BigInt(meeting.id)}
      and ${WRITE_LEASE.isOwnedBy(owner)}`;
}

/** Who holds the write lease of a livestream now. */
export async function readLeaseOwner(
  sql: SqlClient,
  userId: string,
  meeting: MeetingRef,
): Promise<string | undefined> {
  const [row] = await sql.$queryRaw<{ owner: string }[]>`
    select write_owner::text as owner from livestream
    where user_id = ${userId} and kind = ${meeting.kind}::meeting_kind and meeting_id = ${BigInt(meeting.id)}
      and write_until > now()`;
  return row?.owner;
}
