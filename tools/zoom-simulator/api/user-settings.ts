import type { User } from '../types.ts';

/**
 * `GET /users/{userId}/settings`, the groups around livestreaming; `fields` (comma separated)
 * leaves only those.
 */
export function settingsOf(user: User, fields?: string): Record<string, unknown> {
  const { features } = user;
  const settings = {
    schedule_meeting: { host_video: true, participants_video: false, use_pmi_for_scheduled_meetings: false },
    in_meeting: {
      chat: true,
      e2e_encryption: true,
      allow_live_streaming: features.allowLivestreaming,
      custom_live_streaming_service: features.allowLivestreaming && features.customLivestream,
      live_streaming_facebook: false,
      live_streaming_youtube: features.allowLivestreaming,
      webinar_live_streaming: {
        enable: features.webinarPlan,
        custom_service_instructions: '',
        live_streaming_reminder: false,
        live_streaming_service: features.webinarCustomLivestream
          ? ['youtube', 'custom_live_streaming_service']
          : ['youtube'],
      },
    },
    feature: { meeting_capacity: 100, webinar: features.webinarPlan, zoom_phone: false },
  };
  return fields === undefined
    ? settings
    : pick(
        settings,
        fields.split(',').map((name) => name.trim()),
      );
}

function pick(groups: Record<string, object>, names: string[]): Record<string, unknown> {
  const picked: Record<string, unknown> = {};
  for (const [group, members] of Object.entries(groups)) {
    const wanted = Object.entries(members).filter(([name]) => names.includes(name));
    if (wanted.length > 0) picked[group] = Object.fromEntries(wanted);
  }
  return picked;
}
