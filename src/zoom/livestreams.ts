import type { Grant, ZoomApi } from './api.ts';
import { isRecord, nonBlank } from './lenient-schema.ts';
import type { MeetingRef } from './meeting.ts';
import { unusable } from './response-errors.ts';

/**
 * Livestream settings in Zoom. Strings are empty if nothing is configured. `streamKey` is the
 * secret in plain text.
 */
export interface ZoomLivestream {
  streamUrl: string;
  streamKey: string;
  pageUrl: string;
  /** `720p`, `1080p`, or null if Zoom returns none. */
  resolution: string | null;
}

/**
 * Zoom's `GET /meetings/{meetingId}/livestream` and `GET /webinars/{webinarId}/livestream`.
 * Scopes `meeting:read:livestream`, `webinar:read:livestream`; label Light.
 */
export async function getLivestream(
  api: ZoomApi,
  grant: Grant,
  meeting: MeetingRef,
): Promise<ZoomLivestream> {
  const body = await api(grant, {
    operation: 'get_livestream',
    method: 'GET',
    path: livestreamPath(meeting),
    label: 'light',
    context: { kind: meeting.kind, action: 'read' },
  });
  if (!isRecord(body)) throw unusable(200);
  return {
    streamUrl: setting(body.stream_url),
    streamKey: setting(body.stream_key),
    pageUrl: setting(body.page_url),
    resolution: nonBlank(body.resolution) ?? null,
  };
}

/**
 * Zoom marks no field as required, and does not document what it returns if nothing was ever
 * configured. Unlike other members, a URL or key of the wrong type is not ignored: it would look as
 * if nothing were configured.
 */
function setting(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value !== 'string') throw unusable(200);
  return value;
}

export interface LivestreamUpdate {
  livestream: ZoomLivestream;
  /** Called before each attempt, when it is about to be sent. If it throws, nothing is sent. */
  beforeSending?: () => Promise<void>;
}

/**
 * Zoom's `PATCH` of the same resources. It always sends stream URL, stream key and page URL, all of
 * which Zoom has required since about 2024, so the call is idempotent. Scopes
 * `meeting:update:livestream`, `webinar:update:livestream`; label Light.
 */
export async function updateLivestream(
  api: ZoomApi,
  grant: Grant,
  meeting: MeetingRef,
  { livestream, beforeSending }: LivestreamUpdate,
): Promise<void> {
  await api(grant, {
    beforeSending,
    operation: 'update_livestream',
    method: 'PATCH',
    path: livestreamPath(meeting),
    label: 'light',
    // The body is based on the settings that Zoom has just returned, so the ID is valid.
    context: { kind: meeting.kind, action: 'update', known: { isReadable: true } },
    body: {
      stream_url: livestream.streamUrl,
      stream_key: livestream.streamKey,
      page_url: livestream.pageUrl,
      ...(livestream.resolution === null ? {} : { resolution: livestream.resolution }),
    },
  });
}

function livestreamPath({ kind, id }: MeetingRef): string {
  return `/${kind}s/${encodeURIComponent(id)}/livestream`;
}
