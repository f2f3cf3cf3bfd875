import { eachBulkUpdate } from '../bulk-updates/bulk-update-store.ts';
import type { Database } from '../database/client.ts';
import { readSwitches } from '../destination-switches/switch-store.ts';
import { readDestinations } from '../destinations/destination-store.ts';
import { readStepTimes } from '../first-steps/first-steps-store.ts';
import type { Installation } from '../installations/installation.ts';
import type { Installations } from '../installations/installations.ts';
import { eachPage } from '../listings/page-store.ts';
import { eachCached } from '../livestreams/cache-reads.ts';
import type { Configuration } from '../livestreams/configuration.ts';
import { eachChange } from '../livestreams/history-store.ts';
import { decryptSettings } from '../livestreams/start-settings.ts';
import { Problem } from '../problem.ts';

/**
 * Exports everything stored about a user as chunks of a JSON document, with stream keys in plain
 * text and without tokens. Rows are read in small batches while the document is sent, so its size
 * does not matter.
 * @throws Problem `not_signed_in` · `reconnect_required`, before the first chunk
 */
export type ExportUser = (userId: string) => Promise<AsyncGenerator<string>>;

export interface ExportOptions {
  database: Database;
  installations: Installations;
}

/** The right of access and to data portability (GDPR Art. 15 and 20). */
export function createExport({ database, installations }: ExportOptions): ExportUser {
  const { prisma } = database;

  /**
   * Stops the export if the user was erased, or erased and installed again, while it was running.
   */
  async function requireCurrent({ userId, dataKey }: Installation): Promise<void> {
    const current = await installations.get(userId);
    if (!current.dataKey.equals(dataKey)) throw new Problem('not_signed_in');
  }

  async function* write(installation: Installation): AsyncGenerator<string> {
    const { userId } = installation;
    const person = { exported_at: new Date().toISOString(), ...showPerson(installation) };
    yield JSON.stringify(person, null, 2).replace(/\n}$/, '');
    const sections: [name: string, entries: AsyncIterable<unknown>][] = [
      ['sessions', entries(() => readSessions(database, userId))],
      ['first_steps', entries(() => readStepTimes(database.sql, userId))],
      ['livestreams', mapped(eachCached(prisma, installation), exportCached)],
      ['live_statuses', entries(() => readLiveStatuses(database, userId))],
      ['meeting_sessions', entries(() => readMeetingSessionEntries(database, userId))],
      ['starts', entries(() => readStarts(database, installation))],
      ['changes', mapped(eachChange(prisma, installation), showChange)],
      ['listings', mapped(eachPage(prisma, installation), showPage)],
      ['destinations', entries(() => readDestinationEntries(database, installation))],
      ['switches', entries(() => readSwitchEntries(database, userId))],
      ['calendar_feeds', entries(() => readCalendarFeeds(database, userId))],
      ['bulk_updates', mapped(eachBulkUpdate(prisma, installation), showBulkUpdate)],
    ];
    for (const [name, values] of sections) {
      await requireCurrent(installation);
      yield `,\n  "${name}": [`;
      let separator = '\n    ';
      for await (const value of values) {
        yield separator + JSON.stringify(value);
        separator = ',\n    ';
      }
      yield ']';
    }
    yield '\n}\n';
  }

  return async (userId) => write(await installations.get(userId));
}

async function* entries<Value>(read: () => Promise<Value[]>): AsyncGenerator<Value> {
  yield* await read();
}

async function* mapped<Value, Shown>(
  values: AsyncIterable<Value>,
  show: (value: Value) => Shown,
): AsyncGenerator<Shown> {
  for await (const value of values) yield show(value);
}

type Item<Each extends (...given: never[]) => AsyncIterable<unknown>> =
  ReturnType<Each> extends AsyncIterable<infer Value> ? Value : never;

function showPerson({ userId, accountId, status, scopes, profile, connectedAt }: Installation) {
  return {
    user: {
      id: userId,
      account_id: accountId,
      display_name: profile.displayName,
      email: profile.email,
      timezone: profile.timezone,
      plan_type: profile.planType,
    },
    connection: { status, scopes, connected_at: connectedAt.toISOString() },
  };
}

async function readSessions({ prisma }: Database, userId: string) {
  const select = { browser: true, platform: true, createdAt: true, lastSeenAt: true };
  const sessions = await prisma.session.findMany({ where: { userId }, select });
  return sessions.map(({ browser, platform, createdAt, lastSeenAt }) => ({
    browser,
    platform,
    created_at: createdAt.toISOString(),
    last_seen_at: lastSeenAt.toISOString(),
  }));
}

async function readLiveStatuses({ prisma }: Database, userId: string) {
  const statuses = await prisma.liveStatus.findMany({ where: { userId } });
  return statuses.map(({ kind, meetingId, state, since }) => ({
    kind,
    meeting_id: String(meetingId),
    status: state,
    since: since.toISOString(),
  }));
}

async function readMeetingSessionEntries({ prisma }: Database, userId: string) {
  const sessions = await prisma.meetingSession.findMany({ where: { userId } });
  return sessions.map(({ kind, meetingId, uuid, startedAt, endedAt }) => ({
    kind,
    meeting_id: String(meetingId),
    uuid,
    started_at: startedAt?.toISOString() ?? null,
    ended_at: endedAt?.toISOString() ?? null,
  }));
}

async function readStarts({ prisma }: Database, installation: Installation) {
  const starts = await prisma.startAttempt.findMany({ where: { userId: installation.userId } });
  return starts.map(({ kind, meetingId, at, problem, settings }) => ({
    kind,
    meeting_id: String(meetingId),
    at: at.toISOString(),
    problem,
    settings: decryptSettings(installation, { kind, id: String(meetingId) }, settings) ?? null,
  }));
}

async function readSwitchEntries({ prisma }: Database, userId: string) {
  const switches = await readSwitches(prisma, userId);
  return switches.map(({ meeting, destinationId, status, step, settings, createdAt, ...rest }) => ({
    kind: meeting.kind,
    meeting_id: meeting.id,
    destination_id: destinationId,
    status,
    step,
    was_live: rest.wasLive,
    settings,
    restarted: rest.restarted,
    problem: rest.problem ?? rest.settingsProblem,
    created_at: createdAt.toISOString(),
    finished_at: rest.finishedAt?.toISOString() ?? null,
  }));
}

async function readCalendarFeeds({ prisma }: Database, userId: string) {
  const feeds = await prisma.calendarFeed.findMany({ where: { userId }, select: { createdAt: true } });
  return feeds.map(({ createdAt }) => ({ created_at: createdAt.toISOString() }));
}

async function readDestinationEntries({ prisma }: Database, installation: Installation) {
  const destinations = await readDestinations(prisma, installation);
  return destinations.map(({ name, service, createdAt, lastUsedAt, ...configuration }) => ({
    name,
    service,
    ...inZoomNames(configuration),
    created_at: createdAt.toISOString(),
    last_used_at: lastUsedAt?.toISOString() ?? null,
  }));
}

function exportCached({ meeting, configuration, fetchedAt, source }: Item<typeof eachCached>) {
  return {
    kind: meeting.kind,
    meeting_id: meeting.id,
    ...inZoomNames(configuration),
    source,
    fetched_at: fetchedAt.toISOString(),
  };
}

function showChange({ meeting, at, by, kind, before, after }: Item<typeof eachChange>) {
  return {
    kind: meeting.kind,
    meeting_id: meeting.id,
    at: at.toISOString(),
    by,
    change: kind,
    before: before && inZoomNames(before),
    after: after && inZoomNames(after),
  };
}

function showPage({ kind, type, fetchedAt, page }: Item<typeof eachPage>) {
  return { kind, type, fetched_at: fetchedAt.toISOString(), meetings: page.meetings };
}

function showBulkUpdate({ kind, status, createdAt, rows }: Item<typeof eachBulkUpdate>) {
  return {
    kind,
    status,
    created_at: createdAt.toISOString(),
    rows: rows.map(({ meetingId, status: outcome, content }) => ({
      meeting_id: meetingId,
      topic: content.topic,
      status: outcome,
      before: content.before && inZoomNames(content.before),
      after: content.after && inZoomNames(content.after),
      problem: content.problem,
    })),
  };
}

function inZoomNames({ streamUrl, streamKey, pageUrl, resolution }: Configuration) {
  return { stream_url: streamUrl, stream_key: streamKey, page_url: pageUrl, resolution };
}
