import { Prisma } from '../database/generated/client.ts';
import type { SqlClient } from '../database/sql-client.ts';
import type { DataOwner } from '../installations/installation.ts';
import {
  type CachedLivestream,
  COLUMNS,
  configurationContext,
  decryptRow,
  EMPTY_FENCE,
  type Row,
} from '../livestreams/cached-row.ts';
import type { Configuration } from '../livestreams/configuration.ts';
import { detectChange } from '../livestreams/detect-change.ts';
import { encryptContents, RECORDED_CHANGES } from '../livestreams/history-store.ts';
import { keyColumns, keyText, roundsOf } from '../livestreams/livestream-batch.ts';
import type { LivestreamKey } from '../livestreams/livestream-key.ts';
import type { MeetingKind } from '../zoom/meeting.ts';

/*
 * The effect of webhooks on cached livestreams. All times are Zoom's and are compared only with
 * each other, so that the same events lead to the same cached value in any order and any number of
 * times: the configuration is that of the newest event that contained one, and it is clean unless
 * an event at or after it reports a change.
 *
 * Each statement is about several livestreams and locks their rows in the order of their keys.
 * Otherwise two statements could deadlock. It locks the installation of a row before the row, as an
 * erasure does. The foreign key alone would lock it at the end of the statement.
 */

/** Maximum attempts if other writers store concurrently. */
const TRIES = 5;

/** An event about a livestream at `at`, in epoch milliseconds. */
export interface LivestreamEvent extends LivestreamKey {
  at: number;
}

/** A webhook event with the configuration of a livestream. */
export interface ConfigurationEvent extends LivestreamEvent {
  user: DataOwner;
  configuration: Configuration;
}

/**
 * Caches the configurations of events, in the order of their times, unless a newer one is cached or
 * a write is in progress. If an event has no resolution, the entry stays dirty until it is fetched
 * from Zoom.
 * @returns the events whose livestream must be marked dirty instead
 */
export async function fillCached(
  sql: SqlClient,
  events: readonly ConfigurationEvent[],
): Promise<LivestreamEvent[]> {
  const unfilled: LivestreamEvent[] = [];
  for (const round of roundsOf([...events].sort((one, other) => one.at - other.at)))
    unfilled.push(...(await fillRound(sql, round)));
  return unfilled;
}

/** Fills livestreams, each of them once. @returns the events that could not be stored */
async function fillRound(sql: SqlClient, round: ConfigurationEvent[]): Promise<ConfigurationEvent[]> {
  const unfilled: ConfigurationEvent[] = [];
  let open = round;
  for (let tries = 0; tries < TRIES && open.length > 0; tries += 1) {
    const cached = await readCached(sql, open);
    const storable: StorableEvent[] = [];
    for (const event of open) {
      const current = cached.get(keyText(event));
      if (current !== undefined && isLaterEvent(current, event)) continue;
      // Fetched after the event by this clock, which may differ from Zoom's, or a write is in
      // progress.
      if (current !== undefined && (current.inDoubt || current.fetchedAt.getTime() > event.at))
        unfilled.push(event);
      else storable.push({ ...event, cached: current });
    }
    const stored = await storeEvents(sql, storable);
    open = storable.filter((event) => !stored.has(keyText(event)));
  }
  return [...unfilled, ...open];
}

async function readCached(
  sql: SqlClient,
  events: readonly ConfigurationEvent[],
): Promise<Map<string, CachedLivestream>> {
  const { userIds, kinds, meetingIds } = keyColumns(events);
  const rows = await sql.$queryRaw<(Row & { userId: string; kind: MeetingKind })[]>`
    select user_id as "userId", kind::text as "kind", ${COLUMNS} from livestream
    where (user_id, kind, meeting_id) in (
      select * from unnest(${userIds}::text[], ${kinds}::meeting_kind[], ${meetingIds}::bigint[]))`;
  const users = new Map(events.map(({ user }) => [user.userId, user]));
  return new Map(
    rows.flatMap((row) => {
      const { userId, kind, meetingId } = row;
      const meeting = { kind, id: meetingId };
      const user = users.get(userId);
      return user === undefined ? [] : [[keyText({ userId, meeting }), decryptRow(user, meeting, row)]];
    }),
  );
}

/** The event's configuration with the cached resolution, if it has none. */
function completed(configuration: Configuration, cached: CachedLivestream | undefined): Configuration {
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

type StorableEvent = ConfigurationEvent & { cached: CachedLivestream | undefined };

/**
 * Stores configurations with the changes in the history, unless the row has changed since it was
 * read.
 * @returns the livestreams that were stored, by {@link keyText}
 */
async function storeEvents(sql: SqlClient, events: readonly StorableEvent[]): Promise<Set<string>> {
  if (events.length === 0) return new Set();
  const { userIds, kinds, meetingIds } = keyColumns(events);
  const rows = events.map(rowOf);
  // The lock of the installation serializes this with concurrent changes of the user's settings.
  // The row's `write_until` is only compared.
  const stored = await sql.$queryRaw<{ userId: string; kind: MeetingKind; meetingId: string }[]>`
    with given as (
      select * from unnest(
        ${userIds}::text[], ${kinds}::meeting_kind[], ${meetingIds}::bigint[], ${rows.map((row) => row.encrypted)}::bytea[],
        ${rows.map((row) => row.at)}::timestamptz[], ${rows.map((row) => row.version)}::bigint[],
        ${rows.map((row) => row.writeUntil)}::timestamptz[], ${rows.map((row) => row.isIncomplete)}::boolean[],
        ${rows.map((row) => row.changeId)}::uuid[], ${rows.map((row) => row.by)}::change_author[],
        ${rows.map((row) => row.change)}::change_kind[], ${rows.map((row) => row.content)}::bytea[])
        as given (user_id, kind, meeting_id, configuration, at, version, write_until, is_incomplete,
                  change_id, by, change, content)),
    stored as (
      insert into livestream (
        user_id, kind, meeting_id, configuration, source, fetched_at, version, write_until, dirty, updated_at)
      select user_id, kind, meeting_id, configuration, 'webhook', at, version, write_until,
             is_incomplete or coalesce(settings_event_at >= at, false), now()
      from given join installation using (user_id)
      order by given.user_id, given.kind, given.meeting_id for share of installation
      on conflict (user_id, kind, meeting_id) do update set
        configuration = excluded.configuration,
        intended = null,
        source = excluded.source,
        fetched_at = excluded.fetched_at,
        version = excluded.version,
        dirty = excluded.dirty or coalesce(livestream.event_at >= excluded.fetched_at, false),
        updated_at = now()
      where livestream.version = excluded.version - 1
        and livestream.write_until is not distinct from excluded.write_until
      returning user_id, kind, meeting_id),
    changes as (
      select change_id as id, user_id, kind, meeting_id, now() as at, by, change, content
      from stored join given using (user_id, kind, meeting_id) where change_id is not null
    )${RECORDED_CHANGES}
    select user_id as "userId", kind::text as "kind", meeting_id::text as "meetingId" from stored`;
  return new Set(
    stored.map(({ userId, kind, meetingId }) => keyText({ userId, meeting: { kind, id: meetingId } })),
  );
}

function rowOf({ user, meeting, configuration, at, cached }: StorableEvent) {
  const key = { userId: user.userId, meeting };
  const { version: previous, writeUntil } = cached?.fence ?? EMPTY_FENCE;
  const version = previous + 1n;
  const change = detectChange(cached, completed(configuration, cached));
  const contents = change && encryptContents(user, meeting, change);
  return {
    encrypted: user.dataKey.encrypt(configurationContext(key, version), JSON.stringify(configuration)),
    at: new Date(at),
    version,
    writeUntil,
    isIncomplete: configuration.resolution === null,
    changeId: contents?.id ?? null,
    by: change?.by ?? null,
    change: change?.kind ?? null,
    content: contents?.content ?? null,
  };
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
 * Marks entries dirty because of events, at most one about each livestream: Zoom may have a newer
 * configuration, so no instance returns the cached one as fresh. An entry from a newer event stays
 * clean. Creates the row if it does not exist, so that older events that arrive later are
 * recognized.
 */
export async function markDirty(sql: SqlClient, events: readonly LivestreamEvent[]): Promise<void> {
  if (events.length === 0) return;
  const { userIds, kinds, meetingIds } = keyColumns(events);
  await sql.$executeRaw`
    insert into livestream (user_id, kind, meeting_id, dirty, event_at, updated_at)
    select user_id, kind, meeting_id, true, at, now()
    from unnest(${userIds}::text[], ${kinds}::meeting_kind[], ${meetingIds}::bigint[],
                ${events.map(({ at }) => new Date(at))}::timestamptz[]) as given (user_id, kind, meeting_id, at)
    join installation using (user_id)
    order by user_id, kind, meeting_id for key share of installation
    on conflict (user_id, kind, meeting_id) do update set
      ${MARKED_DIRTY}`;
}

/**
 * Marks all cached livestreams of users dirty, including those that an older event creates later.
 */
export async function markAllDirty(
  sql: SqlClient,
  events: readonly { userId: string; at: number }[],
): Promise<void> {
  if (events.length === 0) return;
  const given = Prisma.sql`(
    select user_id, max(at) as at
    from unnest(${events.map(({ userId }) => userId)}::text[], ${events.map(({ at }) => new Date(at))}::timestamptz[])
      as each (user_id, at)
    group by user_id) as given`;
  await sql.$executeRaw`
    update installation set settings_event_at = greatest(settings_event_at, locked.at)
    from (select user_id, given.at from ${given} join installation i using (user_id) order by user_id for no key update of i)
      as locked
    where installation.user_id = locked.user_id`;
  await sql.$executeRaw`
    update livestream set
      dirty = dirty or not coalesce(source = 'webhook' and fetched_at > locked.at, false),
      event_at = greatest(event_at, locked.at),
      updated_at = now()
    from (
      select user_id, kind, meeting_id, given.at from ${given} join livestream l using (user_id)
      order by user_id, kind, meeting_id for no key update of l) as locked
    where (livestream.user_id, livestream.kind, livestream.meeting_id) = (locked.user_id, locked.kind, locked.meeting_id)`;
}

/**
 * Removes the cached livestreams of meetings that were deleted, each of them once. Older events do
 * not restore them. A row that is being written keeps its version, so that the writer can finish.
 */
export async function removeCachedByWebhook(
  sql: SqlClient,
  events: readonly LivestreamEvent[],
): Promise<void> {
  if (events.length === 0) return;
  const { userIds, kinds, meetingIds } = keyColumns(events);
  await sql.$executeRaw`
    insert into livestream (user_id, kind, meeting_id, source, fetched_at, dirty, event_at, updated_at)
    select user_id, kind, meeting_id, 'webhook', at, true, at, now()
    from unnest(${userIds}::text[], ${kinds}::meeting_kind[], ${meetingIds}::bigint[],
                ${events.map(({ at }) => new Date(at))}::timestamptz[]) as given (user_id, kind, meeting_id, at)
    join installation using (user_id)
    order by user_id, kind, meeting_id for key share of installation
    on conflict (user_id, kind, meeting_id) do update set
      configuration = case when livestream.fetched_at > excluded.fetched_at then livestream.configuration end,
      intended = case when livestream.fetched_at > excluded.fetched_at then livestream.intended end,
      source = case when livestream.fetched_at > excluded.fetched_at then livestream.source else 'webhook' end,
      fetched_at = greatest(livestream.fetched_at, excluded.fetched_at),
      version = livestream.version + case
        when livestream.fetched_at > excluded.fetched_at or livestream.write_until > now() then 0 else 1 end,
      ${MARKED_DIRTY}`;
}
