/** An event of Zoom to which the app subscribes, and what Uplink does with it. */
export interface EventUse {
  event: string;
  effect: string;
}

const FETCH = 'Fetches what may have changed from Zoom, the next time it is needed.';

/**
 * All events of the app's event subscription. Zoom sends `app_deauthorized` without a subscription,
 * to the Deauthorization Notification Endpoint URL.
 */
export const EVENT_TYPES: readonly EventUse[] = [
  {
    event: 'meeting.live_streaming_started',
    effect: 'Updates the live status and the cached settings, without a call to Zoom.',
  },
  {
    event: 'meeting.live_streaming_stopped',
    effect: 'Updates the live status, without a call to Zoom.',
  },
  ...['meeting', 'webinar'].flatMap((kind) =>
    ['created', 'updated', 'deleted', 'permanently_deleted', 'recovered', 'started', 'ended'].map(
      (change) => ({
        event: `${kind}.${change}`,
        effect: FETCH,
      }),
    ),
  ),
  { event: 'user.updated', effect: 'Fetches the user’s profile from Zoom again.' },
  { event: 'user.settings_updated', effect: FETCH },
  { event: 'user.deleted', effect: 'Deletes all data of the user.' },
];
