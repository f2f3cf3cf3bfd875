import type { Database } from '../database/client.ts';
import type { UserCache } from '../database/user-cache.ts';
import type { Installations } from '../installations/installations.ts';
import { removeAccountPages, removePages } from '../listings/page-store.ts';
import type { Configuration } from '../livestreams/configuration.ts';
import { recordMeetingEnd, recordMeetingStart, type SessionEvent } from '../livestreams/meeting-sessions.ts';
import type { RecordLiveStatus } from '../livestreams/record-live-status.ts';
import { meetingRefOf, type Publish } from '../user-events/publish.ts';
import { timeOf, type WebhookEvent } from '../zoom/event-notification.ts';
import { isRecord, nonBlank } from '../zoom/lenient-schema.ts';
import type { MeetingKind, MeetingRef } from '../zoom/meeting.ts';
import { fillCached, markAllDirty, markDirty, removeCachedByWebhook } from './livestream-store.ts';

/** An event about a user who has installed the app, with its time in epoch milliseconds. */
type UserWebhookEvent = WebhookEvent & { userId: string; at: number };

/**
 * Applies webhook events to cached livestreams. Events can arrive late, repeatedly and in any
 * order.
 */
export interface LivestreamEvents {
  /** A livestream started. Stores its status and, for a custom service, its configuration. */
  started(event: UserWebhookEvent, meeting: MeetingRef): Promise<void>;
  stopped(userId: string, meeting: MeetingRef, at: number): Promise<void>;
  /** The meeting started. */
  meetingStarted(event: UserWebhookEvent, meeting: MeetingRef): Promise<void>;
  /** The meeting ended, and its livestream with it. */
  meetingEnded(event: UserWebhookEvent, meeting: MeetingRef): Promise<void>;
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
    async meetingStarted({ userId, at, object }, meeting) {
      await recordMeetingStart(sql, { userId, meeting }, { ...startOf(object, at), at });
    },
    async meetingEnded({ userId, at, object }, meeting) {
      await recordLiveStatus(userId, meeting, { status: 'meeting_ended', at, by: 'zoom' });
      await recordMeetingEnd(sql, { userId, meeting }, endOf(object, at));
    },
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
      await removePages(sql, userId, meeting.kind);
      // Before the live status: a page that learns of the deletion first reads nothing else.
      await publishFor(userId, meetingRefOf(meeting));
      await recordLiveStatus(userId, meeting, { status: 'meeting_ended', at, by: 'zoom' });
      await recordMeetingEnd(sql, { userId, meeting }, { uuid: null, at });
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

/**
 * Zoom sends the event when the meeting starts. `start_time` is taken only if it agrees with that:
 * Zoom does not document whether it is the actual or the scheduled start.
 */
const MAX_EVENT_DELAY_MS = 60_000;

/** The session of a `started` event at `at`, in epoch milliseconds. */
function startOf(object: Record<string, unknown>, at: number) {
  const start = timeOf(object.start_time) ?? at;
  return { uuid: uuidOf(object), startedAt: start <= at && at - start < MAX_EVENT_DELAY_MS ? start : at };
}

/**
 * The session of an `ended` event at `at`. Zoom has sent this event after the start of the next
 * session, so the end itself counts. It has no fractions of a second.
 */
function endOf(object: Record<string, unknown>, at: number): SessionEvent {
  return { uuid: uuidOf(object), at: Math.min((timeOf(object.end_time) ?? at) + 999, at) };
}

/** Zoom's UUIDs have 24 characters. Longer values are not stored. */
const MAX_UUID_LENGTH = 128;

function uuidOf({ uuid }: Record<string, unknown>): string | null {
  const found = nonBlank(uuid);
  return found !== undefined && found.length <= MAX_UUID_LENGTH ? found : null;
}
