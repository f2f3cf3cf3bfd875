import { Prisma } from '../database/generated/client.ts';
import type { SqlClient } from '../database/sql-client.ts';
import type { DataOwner } from '../installations/installation.ts';
import type { MeetingRef } from '../zoom/meeting.ts';
import { configurationContext, type Fence, WRITE_LEASE } from './cached-row.ts';
import type { Configuration } from './configuration.ts';
import { type NewChange, recordedWith } from './history-store.ts';
import { isLivestream, type LivestreamKey } from './livestream-key.ts';

export interface LivestreamToStore {
  /** The state of the row before the call to Zoom. */
  fence: Fence;
  configuration: Configuration;
  source: 'zoom' | 'webhook';
  /** Milliseconds since the call to Zoom. */
  ageMs: number;
  /** Recorded in the history together with the value. */
  change?: NewChange | undefined;
}

/**
 * Stores what Zoom returned, with its history entry, unless the row has changed since the fence was
 * read: another write has then begun, and the value may be outdated. Clears the dirty flag unless a
 * newer webhook arrived. Does nothing if the installation was deleted.
 * @returns the time of the call to Zoom, and whether the value is clean; undefined if nothing was
 * stored
 */
export async function storeCached(
  sql: SqlClient,
  user: DataOwner,
  meeting: MeetingRef,
  { fence, configuration, source, ageMs, change }: LivestreamToStore,
): Promise<{ fetchedAt: Date; clean: boolean } | undefined> {
  const { userId, dataKey } = user;
  const version = fence.version + 1n;
  const encrypted = dataKey.encrypt(
    configurationContext({ userId, meeting }, version),
    JSON.stringify(configuration),
  );
  // If the row was deleted in the meantime, the meeting no longer exists. A row that did not exist
  // yet cannot have been marked by a change of the user's settings. The lock orders such a change
  // before or after this statement.
  const [stored] = await sql.$queryRaw<{ fetchedAt: Date; clean: boolean }[]>`
    with stored as (
      insert into livestream (user_id, kind, meeting_id, configuration, source, fetched_at, version, dirty, updated_at)
      select user_id, ${meeting.kind}::meeting_kind, ${BigInt(meeting.id)}, ${encrypted}, ${source}::livestream_source,
             now() - make_interval(secs => ${ageMs / 1000}::float8), ${version},
             ${fence.version > 0n} or settings_event_at is distinct from ${fence.eventAt}::timestamptz, now()
      from installation where user_id = ${userId} for share
      on conflict (user_id, kind, meeting_id) do update set
        configuration = excluded.configuration,
        source = excluded.source,
        fetched_at = excluded.fetched_at,
        version = excluded.version,
        ${WRITE_LEASE.release},
        intended = null,
        dirty = livestream.event_at is distinct from ${fence.eventAt}::timestamptz,
        updated_at = now()
      where livestream.version = ${fence.version}
        and livestream.write_until is not distinct from ${fence.writeUntil}::timestamptz
      returning fetched_at, dirty
    )${recordedWith(user, meeting, change)}
    select fetched_at as "fetchedAt", not dirty as clean from stored`;
  return stored;
}

/**
 * Removes the cached livestream of a meeting that Zoom no longer has, unless a write is in
 * progress. The time of the newest webhook stays, so that older webhooks restore nothing.
 * @returns whether a configuration was cached
 */
export async function removeCached(sql: SqlClient, key: LivestreamKey): Promise<boolean> {
  const row = Prisma.sql`${isLivestream(key)} and (write_until is null or write_until < now())`;
  const removed = await sql.$queryRaw<{ hadConfiguration: boolean }[]>`
    delete from livestream where ${row} and event_at is null
    returning configuration is not null as "hadConfiguration"`;
  const cleared = await sql.$queryRaw<{ hadConfiguration: boolean }[]>`
    update livestream
    set configuration = null, intended = null, source = 'zoom', fetched_at = now(), version = version + 1, dirty = true,
        updated_at = now()
    from (select configuration is not null as "hadConfiguration" from livestream where ${row} for update) as before
    where ${row}
    returning "hadConfiguration"`;
  return [...removed, ...cleared].some(({ hadConfiguration }) => hadConfiguration);
}
