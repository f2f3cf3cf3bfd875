import type { Database } from '../database/client.ts';
import { readAllPages } from '../listings/page-store.ts';
import { readAllCopies } from '../livestreams/copy-store.ts';
import type { Installations } from './installations.ts';

/** Everything held about a user, as plain data: stream keys in clear, tokens never. */
export type ExportUser = (userId: string) => Promise<Record<string, unknown>>;

/** GDPR Art. 15 and 20: what is held, in a form that people and programs read. */
export function createExport({
  database,
  installations,
}: {
  database: Database;
  installations: Installations;
}): ExportUser {
  return async (userId) => {
    const { accountId, status, scopes, profile, connectedAt, dataKey } = await installations.get(userId);
    const { prisma } = database;
    const [sessions, liveStatuses, copies, pages] = await Promise.all([
      prisma.session.findMany({ where: { userId }, select: { createdAt: true, lastSeenAt: true } }),
      prisma.liveStatus.findMany({ where: { userId } }),
      readAllCopies(prisma, dataKey, userId),
      readAllPages(prisma, dataKey, userId),
    ]);
    return {
      exported_at: new Date().toISOString(),
      user: {
        id: userId,
        account_id: accountId,
        display_name: profile.displayName,
        email: profile.email,
        timezone: profile.timezone,
        plan_type: profile.planType,
      },
      connection: { status, scopes, connected_at: connectedAt.toISOString() },
      sessions: sessions.map(({ createdAt, lastSeenAt }) => ({
        created_at: createdAt.toISOString(),
        last_seen_at: lastSeenAt.toISOString(),
      })),
      livestreams: copies.map(({ meeting, configuration, fetchedAt, source }) => ({
        kind: meeting.kind,
        meeting_id: meeting.id,
        stream_url: configuration.streamUrl,
        stream_key: configuration.streamKey,
        page_url: configuration.pageUrl,
        resolution: configuration.resolution,
        source,
        fetched_at: fetchedAt.toISOString(),
      })),
      live_statuses: liveStatuses.map(({ kind, meetingId, state, since }) => ({
        kind,
        meeting_id: String(meetingId),
        status: state,
        since: since.toISOString(),
      })),
      listings: pages.map(({ kind, type, fetchedAt, page }) => ({
        kind,
        type,
        fetched_at: fetchedAt.toISOString(),
        meetings: page.meetings,
      })),
    };
  };
}
