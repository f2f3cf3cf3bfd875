import type { Configuration } from '../livestreams/configuration.ts';
import type { SessionEvent } from '../livestreams/meeting-sessions.ts';
import { timeOf } from '../zoom/event-notification.ts';
import { isRecord, nonBlank } from '../zoom/lenient-schema.ts';

/*
 * Reads what an event about a meeting reports from its object.
 */

/**
 * Reads `live_streaming.custom_live_streaming_settings`, which only custom services have. The
 * resolution is optional.
 */
export function configurationOf(object: Record<string, unknown>): Configuration | undefined {
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
export function startOf(
  object: Record<string, unknown>,
  at: number,
): Pick<SessionEvent, 'uuid'> & { startedAt: number } {
  const start = timeOf(object.start_time) ?? at;
  return { uuid: uuidOf(object), startedAt: start <= at && at - start < MAX_EVENT_DELAY_MS ? start : at };
}

/**
 * The session of an `ended` event at `at`. Zoom has sent this event after the start of the next
 * session, so the end itself counts. It has no fractions of a second.
 */
export function endOf(object: Record<string, unknown>, at: number): SessionEvent {
  return { uuid: uuidOf(object), at: Math.min((timeOf(object.end_time) ?? at) + 999, at) };
}

/** Zoom's UUIDs have 24 characters. Longer values are not stored. */
const MAX_UUID_LENGTH = 128;

function uuidOf({ uuid }: Record<string, unknown>): string | null {
  const found = nonBlank(uuid);
  return found !== undefined && found.length <= MAX_UUID_LENGTH ? found : null;
}
