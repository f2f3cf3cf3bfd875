import type { Grant, ZoomApi } from './api.ts';
import type { MeetingRef } from './meeting.ts';
import type { CallContext } from './response-errors.ts';

/** Settings of a running livestream, with Zoom's member names. */
export interface StatusSettings {
  active_speaker_name?: boolean;
  /** 1 to 50 characters. */
  display_name?: string;
  layout?: 'follow_host' | 'gallery_view' | 'speaker_view';
  close_caption?: 'burnt-in' | 'embedded' | 'off';
}

export interface StatusUpdate {
  /**
   * `mode` changes the settings of a running livestream (meetings only). Zoom accepts lower case
   * only.
   */
  action: 'start' | 'stop' | 'mode';
  settings?: StatusSettings;
}

/**
 * A status update with what is known about the livestream, which helps to interpret Zoom's errors.
 */
export type SentStatusUpdate = StatusUpdate & { context?: Pick<CallContext, 'startedSecondsAgo'> };

/**
 * Zoom's `PATCH /meetings/{meetingId}/livestream/status` and
 * `PATCH /webinars/{webinarId}/livestream/status`. Scopes `meeting:update:livestream_status`,
 * `webinar:update:livestream_status`; label Light.
 */
export async function updateLivestreamStatus(
  api: ZoomApi,
  grant: Grant,
  meeting: MeetingRef,
  { action, settings, context = {} }: SentStatusUpdate,
): Promise<void> {
  await api(grant, {
    operation: 'update_livestream_status',
    method: 'PATCH',
    path: `/${meeting.kind}s/${encodeURIComponent(meeting.id)}/livestream/status`,
    label: 'light',
    context: { kind: meeting.kind, action, ...context },
    body: settings === undefined ? { action } : { action, settings: { ...settings } },
  });
}
