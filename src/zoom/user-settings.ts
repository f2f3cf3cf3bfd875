import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Grant, ZoomApi } from './api.ts';
import { unusable } from './failures.ts';
import type { MeetingKind } from './meeting.ts';

/** What a user's settings allow of livestreaming; null where Zoom does not say. */
export interface LivestreamSwitches {
  /** Livestreaming at all. */
  allowed: boolean | null;
  /** Livestreaming to a service of the host's own. */
  customService: boolean | null;
}

/** A user's settings, as far as livestreaming goes. */
export type UserSettings = Record<MeetingKind, LivestreamSwitches>;

const CUSTOM_SERVICE = 'custom_live_streaming_service';
const FIELDS = ['allow_live_streaming', CUSTOM_SERVICE, 'webinar_live_streaming'];

const Flag = Type.Optional(Type.Union([Type.Boolean(), Type.Null()]));
const Webinars = Type.Object({
  enable: Flag,
  live_streaming_service: Type.Optional(Type.Union([Type.Array(Type.String()), Type.Null()])),
});
const InMeeting = Type.Object({
  allow_live_streaming: Flag,
  [CUSTOM_SERVICE]: Flag,
  webinar_live_streaming: Type.Optional(Type.Union([Webinars, Type.Null()])),
});
const Settings = Compile(Type.Object({ in_meeting: Type.Optional(Type.Union([InMeeting, Type.Null()])) }));

/** Zoom's `GET /users/me/settings`, the fields around livestreaming; scope `user:read:settings`, label Medium. */
export async function getUserSettings(api: ZoomApi, grant: Grant): Promise<UserSettings> {
  const body = await api(grant, {
    method: 'GET',
    path: `/users/me/settings?custom_query_fields=${FIELDS.join(',')}`,
    label: 'medium',
    context: { kind: 'user', action: 'read' },
  });
  if (!Settings.Check(body)) throw unusable(200);
  const meetings = body.in_meeting;
  const webinars = meetings?.webinar_live_streaming;
  return {
    meeting: {
      allowed: meetings?.allow_live_streaming ?? null,
      customService: meetings?.custom_live_streaming_service ?? null,
    },
    webinar: {
      allowed: webinars?.enable ?? null,
      customService: webinars?.live_streaming_service?.includes(CUSTOM_SERVICE) ?? null,
    },
  };
}
