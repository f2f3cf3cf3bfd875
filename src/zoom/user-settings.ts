import type { Grant, ZoomApi } from './api.ts';
import { flag, isRecord, list, record } from './lenient-schema.ts';
import type { MeetingKind } from './meeting.ts';
import { unusable } from './response-errors.ts';

/** Livestreaming switches in a user's settings; null if Zoom does not return them. */
export interface LivestreamSwitches {
  /** Livestreaming in general. */
  allowed: boolean | null;
  /** Livestreaming to a custom service. */
  customService: boolean | null;
}

/** A user's settings for livestreaming. */
export type UserSettings = Record<MeetingKind, LivestreamSwitches>;

const CUSTOM_SERVICE = 'custom_live_streaming_service';
const FIELDS = ['allow_live_streaming', CUSTOM_SERVICE, 'webinar_live_streaming'];

/**
 * Zoom's `GET /users/me/settings`, only the livestreaming fields; scope `user:read:settings`, label
 * Medium.
 */
export async function getUserSettings(api: ZoomApi, grant: Grant): Promise<UserSettings> {
  const body = await api(grant, {
    operation: 'get_user_settings',
    method: 'GET',
    path: `/users/me/settings?custom_query_fields=${FIELDS.join(',')}`,
    label: 'medium',
    context: { kind: 'user', action: 'read' },
  });
  if (!isRecord(body)) throw unusable(200);
  const meetings = record(body.in_meeting);
  const webinars = record(meetings.webinar_live_streaming);
  return {
    meeting: {
      allowed: flag(meetings.allow_live_streaming) ?? null,
      customService: flag(meetings.custom_live_streaming_service) ?? null,
    },
    webinar: {
      allowed: flag(webinars.enable) ?? null,
      customService: list(webinars.live_streaming_service)?.includes(CUSTOM_SERVICE) ?? null,
    },
  };
}
