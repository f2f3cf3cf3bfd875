import type { Grant, ZoomApi } from './api.ts';
import type { MeetingRef } from './meeting.ts';
import type { CallContext } from './response-errors.ts';

/** Zoom's settings of a running stream, in its own names. */
export interface StatusSettings {
  active_speaker_name?: boolean;
  /** 1 to 50 characters. */
  display_name?: string;
  layout?: 'follow_host' | 'gallery_view' | 'speaker_view';
  close_caption?: 'burnt-in' | 'embedded' | 'off';
}

export interface StatusUpdate {
  /** `mode` changes the settings of a running stream, of meetings alone. Zoom takes lower case only. */
  action: 'start' | 'stop' | 'mode';
  settings?: StatusSettings;
}

/** A change of status with what is known about the stream, for telling Zoom's errors apart. */
export type SentStatusUpdate = StatusUpdate & { context?: Pick<CallContext, 'startedSecondsAgo'> };

/**
 * Zoom's `PATCH /meetings/{meetingId}/livestream/status` and the same of webinars.
 * Scopes `meeting:update:livestream_status`, `webinar:update:livestream_status`; label Light.
 */
export async function updateLivestreamStatus(
  api: ZoomApi,
  grant: Grant,
  meeting: MeetingRef,
  { action, settings, context = {} }: SentStatusUpdate,
): Promise<void> {
  await api(grant, {
    method: 'PATCH',
    path: `/${meeting.kind}s/${encodeURIComponent(meeting.id)}/livestream/status`,
    label: 'light',
    context: { kind: meeting.kind, action, ...context },
    body: settings === undefined ? { action } : { action, settings: { ...settings } },
  });
}
