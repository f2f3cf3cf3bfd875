import { readAllBulkUpdates } from '../bulk-updates/store.ts';
import type { Database } from '../database/client.ts';
import { readDestinations } from '../destinations/destination-store.ts';
import { readAllPages } from '../listings/page-store.ts';
import type { Configuration } from '../livestreams/configuration.ts';
import { readAllCopies } from '../livestreams/copy-store.ts';
import { readAllChanges } from '../livestreams/history-store.ts';
import type { Installation } from './installation.ts';
import type { Installations } from './installations.ts';

/** Everything held about a user, as plain data: stream keys in clear, tokens never. */
export type ExportUser = (userId: string) => Promise<Record<string, unknown>>;

export interface ExportOptions {
  database: Database;
  installations: Installations;
}

/** GDPR Art. 15 and 20: what is held, in a form that people and programs read. */
export function createExport({ database, installations }: ExportOptions): ExportUser {
  return async (userId) => {
    const installation = await installations.get(userId);
    const parts = await Promise.all([
      exportLivestreams(database, installation),
      exportWork(database, installation),
      exportSessions(database, userId),
    ]);
    return Object.assign({ exported_at: new Date().toISOString(), ...exportPerson(installation) }, ...parts);
  };
}

function exportPerson({ userId, accountId, status, scopes, profile, connectedAt }: Installation) {
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

async function exportSessions({ prisma }: Database, userId: string) {
  const sessions = await prisma.session.findMany({
    where: { userId },
    select: { createdAt: true, lastSeenAt: true },
  });
  return {
    sessions: sessions.map(({ createdAt, lastSeenAt }) => ({
      created_at: createdAt.toISOString(),
      last_seen_at: lastSeenAt.toISOString(),
    })),
  };
}

/** What is known of livestreams and of the meetings they belong to. */
async function exportLivestreams({ prisma }: Database, { userId, dataKey }: Installation) {
  const [liveStatuses, starts, copies, pages, changes] = await Promise.all([
    prisma.liveStatus.findMany({ where: { userId } }),
    prisma.startAttempt.findMany({ where: { userId } }),
    readAllCopies(prisma, dataKey, userId),
    readAllPages(prisma, dataKey, userId),
    readAllChanges(prisma, dataKey, userId),
  ]);
  return {
    livestreams: copies.map(({ meeting, configuration, fetchedAt, source }) => ({
      kind: meeting.kind,
      meeting_id: meeting.id,
      ...inZoomNames(configuration),
      source,
      fetched_at: fetchedAt.toISOString(),
    })),
    live_statuses: liveStatuses.map(({ kind, meetingId, state, since }) => ({
      kind,
      meeting_id: String(meetingId),
      status: state,
      since: since.toISOString(),
    })),
    starts: starts.map(({ kind, meetingId, at, problem }) => ({
      kind,
      meeting_id: String(meetingId),
      at: at.toISOString(),
      problem,
    })),
    changes: changes.map(({ meeting, at, by, kind, before, after }) => ({
      kind: meeting.kind,
      meeting_id: meeting.id,
      at: at.toISOString(),
      by,
      change: kind,
      before: before && inZoomNames(before),
      after: after && inZoomNames(after),
    })),
    listings: pages.map(({ kind, type, fetchedAt, page }) => ({
      kind,
      type,
      fetched_at: fetchedAt.toISOString(),
      meetings: page.meetings,
    })),
  };
}

/** What the user has saved and set to work here. */
async function exportWork({ prisma, pool }: Database, { userId, dataKey }: Installation) {
  const [destinations, bulkUpdates] = await Promise.all([
    readDestinations(prisma, dataKey, userId),
    readAllBulkUpdates(pool, dataKey, userId),
  ]);
  return {
    destinations: destinations.map(({ name, service, createdAt, ...configuration }) => ({
      name,
      service,
      ...inZoomNames(configuration),
      created_at: createdAt.toISOString(),
    })),
    bulk_updates: bulkUpdates.map(({ kind, status, createdAt, rows }) => ({
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
    })),
  };
}

function inZoomNames({ streamUrl, streamKey, pageUrl, resolution }: Configuration) {
  return { stream_url: streamUrl, stream_key: streamKey, page_url: pageUrl, resolution };
}
