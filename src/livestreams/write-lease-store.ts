import { notifyInvalidation } from '../database/invalidation.ts';
import type { SqlClient } from '../database/sql-client.ts';
import type { DataOwner } from '../installations/installation.ts';
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
} from './cached-row.ts';
import { type NewChange, recordedWith } from './history-store.ts';
import type { Intent } from './intent.ts';
import { isLivestream, type LivestreamKey } from './livestream-key.ts';

/**
 * Takes the write lease, marks the row dirty and invalidates cached livestreams in one statement: until the
 * next store no instance returns the cached value as fresh, even if this process dies. If an
 * earlier write is in doubt, the row stays dirty even if this lease is released.
 * @param lease.deadOwner a process that is presumed dead: its lease can be taken
 * @returns the cached livestream with the fence of the next store; undefined if another process
 * holds the lease
 */
export async function takeWriteLease(
  sql: SqlClient,
  user: DataOwner,
  meeting: MeetingRef,
  { instanceId, deadOwner }: { instanceId: string; deadOwner?: string | undefined },
): Promise<CachedLivestream | undefined> {
  const { userId } = user;
  const [taken] = await sql.$queryRaw<Row[]>`
    with taken as (
      insert into livestream (user_id, kind, meeting_id, version, write_owner, write_until, updated_at)
      values (${userId}, ${meeting.kind}::meeting_kind, ${BigInt(meeting.id)}, 1, ${instanceId}::uuid,
              ${WRITE_LEASE.expiry}, now())
      on conflict (user_id, kind, meeting_id) do update set
        ${WRITE_LEASE.take(instanceId)},
        dirty = livestream.dirty or livestream.write_until is not null, updated_at = now()
      where ${WRITE_LEASE.isFree(instanceId, deadOwner)}
      returning ${COLUMNS}
    )
    select *, ${notifyInvalidation(userId, 'livestreams')}::text as notified from taken`;
  return taken && decryptRow(user, meeting, taken);
}

export interface IntentToStore {
  instanceId: string;
  /** The state of the row since the lease was taken or the intent was last stored. */
  fence: Fence;
  intent: Intent;
  /** Milliseconds since the call to Zoom. */
  requestedMsAgo: number;
  /** This intent was stored before. Webhooks that have arrived since then keep their effect. */
  isRetry: boolean;
  /** A change made in Zoom, detected by the call. */
  change: NewChange | undefined;
}

/**
 * The last step before an update is sent: stores Zoom's current configuration with its history
 * entry and the intended one, and extends the lease. The next reader can then attribute the change
 * to Uplink, even if this process dies.
 * @returns the fence of the next store; undefined if the lease was lost: then nothing may be sent
 */
export async function storeIntent(
  sql: SqlClient,
  user: DataOwner,
  meeting: MeetingRef,
  { instanceId, fence, intent, requestedMsAgo, isRetry, change }: IntentToStore,
): Promise<Fence | undefined> {
  const { userId, dataKey } = user;
  const key = { userId, meeting };
  const version = fence.version + 1n;
  const before = dataKey.encrypt(configurationContext(key, version), JSON.stringify(intent.before));
  const intended = dataKey.encrypt(intentContext(key, version), JSON.stringify(intent));
  // Locks the installation before the row, as an erasure does, so that they do not deadlock. The
  // foreign key of the history entry would lock it last.
  const [stored] = await sql.$queryRaw<Fence[]>`
    with installed as materialized (select user_id from installation where user_id = ${userId} for key share),
    stored as (
      update livestream set
        configuration = ${before},
        intended = ${intended},
        source = 'zoom',
        fetched_at = now() - make_interval(secs => ${requestedMsAgo / 1000}::float8),
        version = ${version},
        ${WRITE_LEASE.renew},
        dirty = (${isRetry} and dirty) or event_at is distinct from ${fence.eventAt}::timestamptz,
        updated_at = now()
      where ${isLivestream(key)} and version = ${fence.version} and ${WRITE_LEASE.isOwnedBy(instanceId)}
        and write_until is not distinct from ${fence.writeUntil}::timestamptz
        and exists (select from installed)
      returning version, write_until, event_at
    )${recordedWith(user, meeting, change)}
    select version, write_until as "writeUntil", event_at as "eventAt" from stored`;
  return stored;
}

/** The outcome of a write that stores nothing. After `unknown`, Zoom may still apply the update. */
export type WriteOutcome = 'nothing_changed' | 'unknown';

/**
 * Releases the lease. After an unknown outcome the next writer may begin immediately, but no reader
 * stores a value until the lease would have expired.
 * @param release.hasIntent whether this writer has stored an intent. That of an earlier writer is
 * kept for the next reader.
 */
export async function releaseWriteLease(
  sql: SqlClient,
  key: LivestreamKey,
  instanceId: string,
  { outcome, hasIntent }: { outcome: WriteOutcome; hasIntent: boolean },
): Promise<void> {
  const isKnown = outcome === 'nothing_changed';
  await sql.$executeRaw`
    update livestream
    set write_owner = null,
        intended = case when ${isKnown && hasIntent} then null else intended end,
        write_until = case when ${isKnown} and not dirty then null else write_until end,
        dirty = dirty or not ${isKnown}
    where ${isLivestream(key)} and ${WRITE_LEASE.isOwnedBy(instanceId)}`;
}

/** The process that holds the write lease of a livestream. */
export async function readLeaseOwner(sql: SqlClient, key: LivestreamKey): Promise<string | undefined> {
  const [row] = await sql.$queryRaw<{ owner: string }[]>`
    select write_owner::text as owner from livestream
    where ${isLivestream(key)} and write_until > now()`;
  return row?.owner;
}
