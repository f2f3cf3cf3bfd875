import type { Database } from '../database/client.ts';
import type { UserCache } from '../database/user-cache.ts';
import type { Installations } from '../installations/installations.ts';
import { removeAccountPages, removePages } from '../listings/page-store.ts';
import type { Configuration } from '../livestreams/configuration.ts';
import type { RecordLiveStatus } from '../livestreams/record-live-status.ts';
import { meetingRefOf, type Publish } from '../user-events/publish.ts';
import type { WebhookEvent } from '../zoom/event-notification.ts';
import { isRecord } from '../zoom/lenient-schema.ts';
import type { MeetingKind, MeetingRef } from '../zoom/meeting.ts';
import { fillCached, markAllDirty, markDirty, removeCachedByWebhook } from './livestream-store.ts';

/**
 * Applies webhook events to cached livestreams. Events can arrive late, repeatedly and in any
 * order.
 */
export interface LivestreamEvents {
  /** A livestream started. Stores its status and, for a custom service, its configuration. */
  started(event: WebhookEvent & { userId: string; at: number }, meeting: MeetingRef): Promise<void>;
  stopped(userId: string, meeting: MeetingRef, at: number): Promise<void>;
  /** The meeting ended, and its livestream with it. */
  ended(userId: string, meeting: MeetingRef, at: number): Promise<void>;
  /** The meeting changed. Zoom does not report whether its livestream settings did. */
  changed(userId: string, meeting: MeetingRef, at: number): Promise<void>;
  /** The user's settings changed, which can disable livestreams. */
  allChanged(userId: string, at: number): Promise<void>;
  /** The meeting was deleted. */
  deleted(userId: string, meeting: MeetingRef, at: number): Promise<void>;
  /** The user's list of meetings changed. */
  relisted(userId: string, kind: MeetingKind): Promise<void>;
  /**
   * The meeting list of a user in the account changed. The event does not name the user.
   * @returns false if no user of the account has a cached list
   */
  relistedInAccount(accountId: string, kind: MeetingKind): Promise<boolean>;
}

/**
 * Maximum number of users who receive an event about their account's lists. The others see the
 * change at the next load.
 */
const MAX_RECIPIENTS = 500;

export interface LivestreamEventsOptions {
  database: Database;
  installations: Installations;
  userCache: UserCache;
  publish: Publish;
  recordLiveStatus: RecordLiveStatus;
}

export function createLivestreamEvents(options: LivestreamEventsOptions): LivestreamEvents {
  const { database, installations, userCache, publish, recordLiveStatus } = options;
  const { sql } = database;

  async function publishFor(userId: string, data: Partial<ReturnType<typeof meetingRefOf>>): Promise<void> {
    userCache.drop(userId);
    await publish(userId, { event: 'livestream', data });
  }

  return {
    async started({ userId, at, object }, meeting) {
      await recordLiveStatus(userId, meeting, { status: 'live', at, by: 'zoom' });
      const configuration = configurationOf(object);
      if (configuration === undefined) await markDirty(sql, { userId, meeting }, at);
      else {
        await fillCached(sql, await installations.get(userId), meeting, { configuration, at });
      }
      await publishFor(userId, meetingRefOf(meeting));
    },
    stopped: (userId, meeting, at) =>
      recordLiveStatus(userId, meeting, { status: 'stopped', at, by: 'zoom' }),
    ended: (userId, meeting, at) =>
      recordLiveStatus(userId, meeting, { status: 'meeting_ended', at, by: 'zoom' }),
    async changed(userId, meeting, at) {
      await markDirty(sql, { userId, meeting }, at);
      await removePages(sql, userId, meeting.kind);
      await publishFor(userId, meetingRefOf(meeting));
    },
    async allChanged(userId, at) {
      await markAllDirty(sql, userId, at);
      await publishFor(userId, {});
    },
    async deleted(userId, meeting, at) {
      await removeCachedByWebhook(sql, { userId, meeting }, at);
      await recordLiveStatus(userId, meeting, { status: 'meeting_ended', at, by: 'zoom' });
      await removePages(sql, userId, meeting.kind);
      await publishFor(userId, meetingRefOf(meeting));
    },
    async relisted(userId, kind) {
      await removePages(sql, userId, kind);
      await publishFor(userId, { kind: `${kind}s` });
    },
    async relistedInAccount(accountId, kind) {
      const userIds = await removeAccountPages(sql, accountId, kind);
      for (const userId of userIds.slice(0, MAX_RECIPIENTS)) await publishFor(userId, { kind: `${kind}s` });
      return userIds.length > 0;
    },
  };
}

/**
 * Reads `live_streaming.custom_live_streaming_settings`, which only custom services have. The
 * resolution is optional.
 */
function configurationOf(object: Record<string, unknown>): Configuration | undefined {
  const streaming = isRecord(object.live_streaming) ? object.live_streaming : {};
  const settings = streaming.custom_live_streaming_settings;
  if (streaming.service !== 'Custom_Live_Streaming_Service' || !isRecord(settings)) return undefined;
  const { stream_url: streamUrl, stream_key: streamKey, page_url: pageUrl, resolution } = settings;
  if (typeof streamUrl !== 'string' || typeof streamKey !== 'string') return undefined;
  return {
    streamUrl,
    streamKey,
    pageUrl: typeof pageUrl === 'string' ? pageUrl : '',
    resolution: typeof resolution === 'string' && resolution !== '' ? resolution : null,
  };
}
