import { sign } from '../../tools/zoom-simulator/events/signature.ts';
import type { Host } from './installations.ts';
import { marketplace } from './uplink.ts';

export interface SignedEvent {
  headers: Record<string, string>;
  body: string;
}

const NAMES = [
  'meeting.live_streaming_started',
  'meeting.live_streaming_stopped',
  'meeting.updated',
  'meeting.started',
];

/**
 * Distinct webhook events about these hosts' meetings, signed like Zoom's. The signatures are valid
 * for five minutes.
 */
export function signedEvents(hosts: readonly Host[], count: number): SignedEvent[] {
  const now = Date.now();
  return Array.from({ length: count }, (_, index) => {
    const host = hosts[index % hosts.length];
    if (host === undefined) throw new Error('Events require at least one host.');
    const name = NAMES[Math.floor(index / hosts.length) % NAMES.length] ?? '';
    const body = JSON.stringify({
      event: name,
      event_ts: now - count + index,
      payload: payloadOf(name, {
        ...{ userId: host.userId, meetingId: host.meetings[0] ?? '' },
        ...{ index, settings: settingsOf(index) },
      }),
    });
    const timestamp = String(Math.floor(now / 1000));
    return {
      body,
      headers: {
        'x-zm-request-timestamp': timestamp,
        'x-zm-signature': sign(marketplace.webhookSecretToken, timestamp, body),
      },
    };
  });
}

export interface EventSubject {
  userId: string;
  meetingId: string;
  /** Distinguishes the event from others. */
  index: number;
  /** What Zoom has; only the start of a livestream reports it. */
  settings: object;
}

/** The payload of an event about a meeting, as Zoom sends it. */
export function payloadOf(name: string, { userId, meetingId, index, settings }: EventSubject) {
  return {
    account_id: 'BenchAccount',
    operator: 'operator@bench.example',
    operator_id: userId,
    object: {
      id: Number(meetingId),
      uuid: `bench-${index}==`,
      host_id: userId,
      topic: 'A meeting',
      type: 2,
      duration: 60,
      timezone: 'Europe/Berlin',
      ...(name === 'meeting.live_streaming_started' ? { live_streaming: streaming(settings) } : {}),
    },
  };
}

function settingsOf(index: number): object {
  return {
    stream_url: 'rtmp://ingest.bench.example/live',
    stream_key: `not-a-real-key-${index}`,
    page_url: 'https://www.bench.example/watch',
    resolution: '720p',
  };
}

function streaming(settings: object) {
  return {
    service: 'Custom_Live_Streaming_Service',
    custom_live_streaming_settings: settings,
    date_time: '2026-01-01T00:00:00Z',
  };
}
