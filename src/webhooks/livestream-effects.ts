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

/** What Zoom's events do to what is known of livestreams. Each may come late, twice, and in any order. */
export interface LivestreamEvents {
  /** A stream has started: its status, and with a custom service the whole configuration. */
  started(event: WebhookEvent & { userId: string; at: number }, meeting: MeetingRef): Promise<void>;
  stopped(userId: string, meeting: MeetingRef, at: number): Promise<void>;
  /** The meeting ended, and with it any broadcast. */
  ended(userId: string, meeting: MeetingRef, at: number): Promise<void>;
  /** The meeting changed. Zoom does not report whether its livestream did. */
  changed(userId: string, meeting: MeetingRef, at: number): Promise<void>;
  /** A setting of the user changed, which can remove livestreams. */
  allChanged(userId: string, at: number): Promise<void>;
  /** The meeting was deleted. */
  deleted(userId: string, meeting: MeetingRef, at: number): Promise<void>;
  /** The user's list of meetings changed. */
  relisted(userId: string, kind: MeetingKind): Promise<void>;
  /**
   * The list of some user of the account is not what it was; Zoom did not say whose.
   * @returns false if no user of the account has a list
   */
  relistedInAccount(accountId: string, kind: MeetingKind): Promise<boolean>;
}

/** At most this many users receive an event about a list of their account; the pages of the others read it at their next load. */
const MAX_RECIPIENTS = 500;

export interface LivestreamEventsOptions {
  database: Database;
  installations: Installations;
  memory: UserCache;
  publish: Publish;
  recordLiveStatus: RecordLiveStatus;
}

export function createLivestreamEvents(options: LivestreamEventsOptions): LivestreamEvents {
  const { database, installations, memory, publish, recordLiveStatus } = options;
  const { sql } = database;

  async function publishFor(userId: string, data: Partial<ReturnType<typeof meetingRefOf>>): Promise<void> {
    memory.drop(userId);
    await publish(userId, { event: 'livestream', data });
  }

  return {
    async started({ userId, at, object }, meeting) {
      await recordLiveStatus(userId, meeting, 'live', at, 'zoom');
      const configuration = configurationOf(object);
      if (configuration === undefined) await markDirty(sql, userId, meeting, at);
      else {
        const { dataKey } = await installations.get(userId);
        await fillCached(sql, dataKey, userId, meeting, configuration, at);
      }
      await publishFor(userId, meetingRefOf(meeting));
    },
    stopped: (userId, meeting, at) => recordLiveStatus(userId, meeting, 'stopped', at, 'zoom'),
    ended: (userId, meeting, at) => recordLiveStatus(userId, meeting, 'over', at, 'zoom'),
    async changed(userId, meeting, at) {
      await markDirty(sql, userId, meeting, at);
      await removePages(sql, userId, meeting.kind);
      await publishFor(userId, meetingRefOf(meeting));
    },
    async allChanged(userId, at) {
      await markAllDirty(sql, userId, at);
      await publishFor(userId, {});
    },
    async deleted(userId, meeting, at) {
      await removeCachedByWebhook(sql, userId, meeting, at);
      await recordLiveStatus(userId, meeting, 'over', at, 'zoom');
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

/** `live_streaming.custom_live_streaming_settings`, which only a custom service has. Its resolution may be left out. */
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
