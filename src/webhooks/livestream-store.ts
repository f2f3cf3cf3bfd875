import { Prisma } from '../database/generated/client.ts';
import type { SqlClient } from '../database/sql-client.ts';
import type { DataOwner } from '../installations/installation.ts';
import {
  type CachedLivestream,
  configurationContext,
  EMPTY_FENCE,
  readCached,
} from '../livestreams/cache-store.ts';
import type { Configuration } from '../livestreams/configuration.ts';
import { detectChange } from '../livestreams/detect-change.ts';
import { recordedWith } from '../livestreams/history-store.ts';
import type { LivestreamKey } from '../livestreams/livestream-key.ts';
import type { MeetingRef } from '../zoom/meeting.ts';

/*
 * The effect of webhooks on cached livestreams. All times are Zoom's and are compared only with
 * each other, so that the same events lead to the same cached value in any order and any number of
 * times: the configuration is that of the newest event that contained one, and it is clean unless
 * an event at or after it reports a change.
 */

/** Maximum attempts if other writers store concurrently. */
const TRIES = 5;

/** A webhook event with the configuration of a livestream. */
export interface ConfigurationEvent {
  configuration: Configuration;
  /** Epoch milliseconds. */
  at: number;
}

/**
 * Caches the configuration of an event, unless a newer one is cached
 * or a write is in progress. If the event has no resolution, the entry stays dirty until it is
 * fetched from Zoom.
 */
export async function fillCached(
  sql: SqlClient,
  user: DataOwner,
  meeting: MeetingRef,
  event: ConfigurationEvent,
): Promise<void> {
  const { at } = event;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const cached = await readCached(sql, user, meeting);
    if (cached !== undefined && isLaterEvent(cached, event)) return;
    // Fetched after the event by this clock, which may differ from Zoom's, or a write is in
    // progress.
    if (cached !== undefined && (cached.inDoubt || cached.fetchedAt.getTime() > at)) break;
    if (await storeEvent(sql, user, meeting, { ...event, cached })) return;
  }
  await markDirty(sql, { userId: user.userId, meeting }, at);
}

/** The event's configuration, completed from the cached one. */
function reported(cached: CachedLivestream | undefined, configuration: Configuration): Configuration {
  const { resolution = null } = cached?.configuration ?? {};
  return configuration.resolution === null ? { ...configuration, resolution } : configuration;
}

/**
 * Whether the cached entry is from a later event. For events of the same time, the order is
 * arbitrary but fixed.
 */
function isLaterEvent(cached: CachedLivestream, { configuration, at }: ConfigurationEvent): boolean {
  if (cached.source !== 'webhook' || cached.fetchedAt.getTime() < at) return false;
  if (cached.fetchedAt.getTime() > at || cached.configuration === null) return true;
  return JSON.stringify(cached.configuration) >= JSON.stringify(configuration);
}

async function storeEvent(
  sql: SqlClient,
  user: DataOwner,
  meeting: MeetingRef,
  { configuration, at, cached }: ConfigurationEvent & { cached: CachedLivestream | undefined },
): Promise<boolean> {
  const { userId, dataKey } = user;
  const { fence } = cached ?? { fence: EMPTY_FENCE };
  const version = fence.version + 1n;
  const encrypted = dataKey.encrypt(
    configurationContext({ userId, meeting }, version),
    JSON.stringify(configuration),
  );
  const eventAt = new Date(at);
  // The row lock serializes this with concurrent changes of the user's settings.
  const stored = await sql.$queryRaw<unknown[]>`
    with stored as (
      insert into livestream (user_id, kind, meeting_id, configuration, source, fetched_at, version, dirty, updated_at)
      select user_id, ${meeting.kind}::meeting_kind, ${BigInt(meeting.id)}, ${encrypted}, 'webhook', ${eventAt}::timestamptz,
             ${version}, ${configuration.resolution === null} or coalesce(settings_event_at >= ${eventAt}::timestamptz, false), now()
      from installation where user_id = ${userId} for share
      on conflict (user_id, kind, meeting_id) do update set
        configuration = excluded.configuration,
        intended = null,
        source = excluded.source,
        fetched_at = excluded.fetched_at,
        version = excluded.version,
        dirty = excluded.dirty or coalesce(livestream.event_at >= excluded.fetched_at, false),
        updated_at = now()
      where livestream.version = ${fence.version}
        and livestream.write_until is not distinct from ${fence.writeUntil}::timestamptz
      returning 1
    )${recordedWith(user, meeting, detectChange(cached, reported(cached, configuration)))}
    select 1 from stored`;
  return stored.length === 1;
}

/**
 * Assignments of an upsert: the entry is dirty, unless it is from a newer event than the inserted
 * one.
 */
const MARKED_DIRTY = Prisma.sql`
  dirty = livestream.dirty
    or not coalesce(livestream.source = 'webhook' and livestream.fetched_at > excluded.event_at, false),
  event_at = greatest(livestream.event_at, excluded.event_at),
  updated_at = now()`;

/**
 * Marks the entry dirty because of an event at `at`: Zoom may have a newer configuration, so no
 * instance returns the cached one as fresh. An entry from a newer event stays clean. Creates the
 * row if it does not exist, so that older events that arrive later are recognized.
 */
export async function markDirty(
  sql: SqlClient,
  { userId, meeting }: LivestreamKey,
  at: number,
): Promise<void> {
  const eventAt = new Date(at);
  await sql.$executeRaw`
    insert into livestream (user_id, kind, meeting_id, dirty, event_at, updated_at)
    select user_id, ${meeting.kind}::meeting_kind, ${BigInt(meeting.id)}, true, ${eventAt}, now()
    from installation where user_id = ${userId}
    on conflict (user_id, kind, meeting_id) do update set
      ${MARKED_DIRTY}`;
}

/**
 * Marks all cached livestreams of a user dirty, including those that an older event creates later.
 */
export async function markAllDirty(sql: SqlClient, userId: string, at: number): Promise<void> {
  const eventAt = new Date(at);
  await sql.$executeRaw`
    update installation set settings_event_at = greatest(settings_event_at, ${eventAt}) where user_id = ${userId}`;
  await sql.$executeRaw`
    update livestream set
      dirty = dirty or not coalesce(source = 'webhook' and fetched_at > ${eventAt}, false),
      event_at = greatest(event_at, ${eventAt}),
      updated_at = now()
    where user_id = ${userId}`;
}

/**
 * Removes the cached livestream of a meeting that was deleted at `at`. Older events do not restore
 * it. A row that is being written keeps its version, so that the writer can finish.
 */
export async function removeCachedByWebhook(
  sql: SqlClient,
  { userId, meeting }: LivestreamKey,
  at: number,
): Promise<void> {
  const eventAt = new Date(at);
  await sql.$executeRaw`
    insert into livestream (user_id, kind, meeting_id, source, fetched_at, dirty, event_at, updated_at)
    select user_id, ${meeting.kind}::meeting_kind, ${BigInt(meeting.id)}, 'webhook', ${eventAt}::timestamptz, true, ${eventAt}, now()
    from installation where user_id = ${userId}
    on conflict (user_id, kind, meeting_id) do update set
      configuration = case when livestream.fetched_at > excluded.fetched_at then livestream.configuration end,
      intended = case when livestream.fetched_at > excluded.fetched_at then livestream.intended end,
      source = case when livestream.fetched_at > excluded.fetched_at then livestream.source else 'webhook' end,
      fetched_at = greatest(livestream.fetched_at, excluded.fetched_at),
      version = livestream.version + case
        when livestream.fetched_at > excluded.fetched_at or livestream.write_until > now() then 0 else 1 end,
      ${MARKED_DIRTY}`;
}
