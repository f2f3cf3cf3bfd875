import { createHmac } from 'node:crypto';
import { request } from 'undici';
import type { EventOptions, Meeting } from '../../tools/zoom-simulator/simulator.ts';
import { CLIENT, type RunningApp } from './app.ts';
import type { Json } from './client.ts';
import { eventually } from './eventually.ts';
import { notificationsReceived, waitUntil } from './zoom-host.ts';

export interface SendOptions {
  /** Seconds, as the header's text. */
  timestamp?: string;
  secretToken?: string;
  /** Override the default headers; undefined omits one. */
  headers?: Record<string, string | undefined>;
}

export const seconds = (offset = 0) => String(Math.floor(Date.now() / 1000) + offset);

/** Zoom's webhook signature, as its documentation defines it. */
export function signatureOf(
  body: string | Buffer,
  timestamp: string,
  secretToken = CLIENT.webhookSecretToken,
): string {
  return `v0=${createHmac('sha256', secretToken).update(`v0:${timestamp}:`).update(body).digest('hex')}`;
}

/** Sends these bytes to the webhook endpoint, with a valid signature by default. */
export async function sendBytes(
  { url }: Pick<RunningApp, 'url'>,
  body: string | Buffer,
  { timestamp = seconds(), secretToken, headers = {} }: SendOptions = {},
) {
  const all: Record<string, string | undefined> = {
    'content-type': 'application/json',
    'x-zm-request-timestamp': timestamp,
    'x-zm-signature': signatureOf(body, timestamp, secretToken),
    ...headers,
  };
  const given = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const response = await request(`${url}/webhooks/zoom`, {
    method: 'POST',
    headers: Object.fromEntries(given),
    body,
  });
  const text = await response.body.text();
  return { status: response.statusCode, headers: response.headers, text, code: codeOf(text) };
}

function codeOf(text: string): string | undefined {
  try {
    return (JSON.parse(text) as Json).code;
  } catch {
    return undefined;
  }
}

/** Makes the simulated Zoom send its webhooks to this app. */
export function enableWebhooks({ simulator, url }: RunningApp): void {
  simulator.configure({ webhookUrl: `${url}/webhooks/zoom` });
}

/** Sends a webhook as Zoom does. Resolves when it has been processed. */
export async function sendWebhook(
  uplink: RunningApp,
  event: string,
  payload: object,
  options: EventOptions = {},
): Promise<void> {
  const { eventTs = Date.now() } = options;
  const send = () => uplink.simulator.sendEvent(event, payload, { ...options, eventTs });
  const { status } = await sendUntilAcknowledged(send);
  if (status !== 200) throw new Error(`the webhook ${event} failed with ${status}`);
  await webhooksProcessed(uplink);
}

/**
 * Sends a webhook until it gets a response other than 503, at most six times, as Zoom retries too.
 * On a busy machine, storing a webhook may exceed its time limit. `send` must send the same bytes
 * each time.
 */
export async function sendUntilAcknowledged<T extends { status: number | undefined }>(
  send: () => Promise<T>,
): Promise<T> {
  for (let retries = 0; ; retries += 1) {
    const response = await send();
    if ((response.status !== undefined && response.status !== 503) || retries === 5) return response;
  }
}

/**
 * Resolves when all webhooks have been processed and this process has received the resulting
 * notifications.
 */
export async function webhooksProcessed(uplink: RunningApp): Promise<void> {
  await uplink.simulator.eventsDelivered();
  await waitUntil(async () => (await waiting(uplink)) === 0);
  await notificationsReceived(uplink);
}

/** Waits until the queue is empty. @returns false if that takes longer than `withinMs` */
export function queueDrained(uplink: RunningApp, withinMs: number): Promise<boolean> {
  return eventually(async () => (await waiting(uplink)) === 0, { withinMs, everyMs: 100 });
}

async function waiting({ database }: RunningApp): Promise<number> {
  const { rows } = await database.pool.query<{ count: number }>(
    `select (select count(*) from webhook_event where done_at is null)::int
          + (select count(*) from graphile_worker.jobs where task_identifier = 'events')::int as count`,
  );
  return rows[0]?.count ?? -1;
}

/** The number of failed jobs that wait for a retry. */
export async function failedJobs({ database }: RunningApp): Promise<number> {
  const { rows } = await database.pool.query<{ count: number }>(
    `select count(*)::int as count from graphile_worker.jobs where task_identifier = 'events' and last_error is not null`,
  );
  return rows[0]?.count ?? -1;
}

/** Every row of every table as text, like a database dump. */
export async function dump({ database }: Pick<RunningApp, 'database'>): Promise<string> {
  const { rows: tables } = await database.pool.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname in ('public', 'graphile_worker') order by name`,
  );
  const parts: string[] = [];
  for (const { name } of tables) {
    const { rows } = await database.pool.query<{ row: string }>(
      `select to_jsonb(t)::text as row from ${name} t`,
    );
    parts.push(name, ...rows.map(({ row }) => row));
  }
  return parts.join('\n');
}

/** The rows of a user that webhooks may change, as one JSON text. */
export async function userRows({ database }: RunningApp, userId: string): Promise<string> {
  const { rows } = await database.pool.query<{ all: string }>(
    `select jsonb_build_object(
       'installation', (select jsonb_agg(to_jsonb(i)) from installation i where user_id = $1),
       'sessions', (select count(*) from session where user_id = $1),
       'livestreams', (select jsonb_agg(to_jsonb(l) order by meeting_id) from livestream l where user_id = $1),
       'live', (select jsonb_agg(to_jsonb(s) order by meeting_id) from live_status s where user_id = $1),
       'pages', (select jsonb_agg(to_jsonb(p) order by type) from listing_page p where user_id = $1))::text as all`,
    [userId],
  );
  return rows[0]?.all ?? '';
}

/** Whether the cached livestream of a meeting is unusable; undefined if there is no row. */
export async function isDirty({ database }: RunningApp, meetingId: string): Promise<boolean | undefined> {
  const { rows } = await database.pool.query<{ dirty: boolean }>(
    'select dirty or write_until is not null as dirty from livestream where meeting_id = $1',
    [meetingId],
  );
  return rows[0]?.dirty;
}

/** The `payload` of a meeting webhook, merged with these members. */
export function meetingPayload(
  meeting: Pick<Meeting, 'id' | 'hostId'>,
  object: object = {},
  payload: object = {},
) {
  return {
    account_id: 'SimBusinessAccount_001',
    operator: 'operator-canary@northside.example',
    operator_id: meeting.hostId,
    ...payload,
    object: {
      id: Number(meeting.id),
      uuid: 'uuid-canary==',
      host_id: meeting.hostId,
      topic: 'topic-canary',
      ...object,
    },
  };
}

/** The member `live_streaming` for a custom streaming service. */
export function streaming(settings: object, service = 'Custom_Live_Streaming_Service') {
  return {
    live_streaming: { service, custom_live_streaming_settings: settings, date_time: '2026-01-01T00:00:00Z' },
  };
}
