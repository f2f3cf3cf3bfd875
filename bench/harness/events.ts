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
      payload: payloadOf(host, name, index),
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

function payloadOf({ userId, meetings }: Host, name: string, index: number) {
  return {
    account_id: 'BenchAccount',
    operator: 'operator@bench.example',
    operator_id: userId,
    object: {
      id: Number(meetings[0]),
      uuid: `bench-${index}==`,
      host_id: userId,
      topic: 'A meeting',
      type: 2,
      duration: 60,
      timezone: 'Europe/Berlin',
      ...(name === 'meeting.live_streaming_started' ? { live_streaming: streaming(index) } : {}),
    },
  };
}

function streaming(index: number) {
  return {
    service: 'Custom_Live_Streaming_Service',
    custom_live_streaming_settings: {
      stream_url: 'rtmp://ingest.bench.example/live',
      stream_key: `not-a-real-key-${index}`,
      page_url: 'https://www.bench.example/watch',
      resolution: '720p',
    },
    date_time: '2026-01-01T00:00:00Z',
  };
}
