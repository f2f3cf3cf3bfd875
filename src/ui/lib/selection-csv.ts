import type { Livestream } from '../api/types.ts';

/** A selected meeting as the exported table contains it. */
export type ExportedMeeting = {
  id: string;
  topic: string;
  /** ISO 8601; empty without a fixed time. */
  startTime: string;
  destination: string;
  livestream: Livestream | null;
  /** Readiness, as text. */
  state: string;
};

/**
 * The rows of the exported table: meeting ID, title, start time, destination, stream URL, key hint,
 * watch page, resolution and state. Stream keys are never part of it.
 */
export function exportedRows(meetings: readonly ExportedMeeting[]): string[][] {
  return meetings.map(({ id, topic, startTime, destination, livestream, state }) => [
    id,
    topic,
    startTime,
    destination,
    livestream?.stream_url ?? '',
    livestream?.stream_key_hint ? `…${livestream.stream_key_hint}` : '',
    livestream?.page_url ?? '',
    livestream?.resolution ?? '',
    state,
  ]);
}
