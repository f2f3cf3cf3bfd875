import { randomBytes, randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { writeJson } from '../json.ts';
import type { Grants } from '../oauth/grants.ts';
import type { AppConfiguration } from '../simulation.ts';
import type { State } from '../state.ts';
import type { User } from '../types.ts';
import { type Attempt, post } from './post.ts';
import { createRetries, retryMinutes } from './retries.ts';
import { encryptToken, sign } from './signature.ts';

export interface EventOptions {
  /** Milliseconds; null omits it from the event; default now. */
  eventTs?: number | null;
  /** Instead of the configured URL. */
  url?: string;
  /** Instead of the app's Secret Token, for a forgery. */
  secretToken?: string;
  /** Seconds, for the signed header; default now. */
  timestamp?: number;
  requestId?: string;
  /** Override Zoom's headers, e.g. a wrong `x-zm-signature`. */
  headers?: Record<string, string>;
  /** Sent instead of the JSON of event and payload, and signed. */
  body?: string;
  /**
   * How long the endpoint may take to respond, milliseconds; three seconds by default, as in Zoom.
   */
  limitMs?: number;
}

/** One event and its delivery. Retries update it. */
export interface DeliveryResult {
  event: string;
  requestId: string;
  /** Undefined if no webhook URL is configured; then nothing is sent. */
  url: string | undefined;
  headers: Record<string, string>;
  body: string;
  attempts: Attempt[];
  /** Status of the last attempt; undefined without a response. */
  status: number | undefined;
  /** Whether the response was 2xx. */
  delivered: boolean;
  /** Whether a retry is pending. */
  willRetry: boolean;
}

export interface Events {
  /** Resolves after the first attempt. */
  send(event: string, payload: object, options?: EventOptions): Promise<DeliveryResult>;
  /** Sends in the background, and only about users who have the app. */
  emit(hostId: string, event: string, payload: (host: User) => object): void;
  /** Sends a URL validation: the endpoint must prove that it has the Secret Token. */
  validateUrl(): Promise<{ valid: boolean; delivery: DeliveryResult }>;
  deliveries(): DeliveryResult[];
  /** Resolves when no first attempt is in progress. */
  settled(): Promise<void>;
  runDueRetries(): Promise<void>;
  deliverRetries(): Promise<void>;
  waitingRetries(): number;
  clear(): void;
}

const remembered = 1000;

export interface EventDependencies {
  app: AppConfiguration;
  clock: Clock;
  state: State;
  grants: Grants;
}

export function createEvents(deps: EventDependencies): Events {
  const { app, clock, state } = deps;
  const retries = createRetries(clock);
  const underWay = new Set<Promise<DeliveryResult>>();
  let deliveries: DeliveryResult[] = [];

  async function attempt(delivery: DeliveryResult, options: EventOptions): Promise<void> {
    if (delivery.url === undefined) return;
    const outcome = {
      at: clock.now(),
      ...(await post(delivery.url, delivery.headers, delivery.body, options.limitMs)),
    };
    delivery.attempts.push(outcome);
    delivery.status = outcome.status;
    delivery.delivered = outcome.status !== undefined && outcome.status >= 200 && outcome.status < 300;
    // only server errors and timeouts are retried: 3xx and 4xx are final
    const failed = outcome.status === undefined || outcome.status >= 500;
    const minutes = failed ? retryMinutes[delivery.attempts.length - 1] : undefined;
    delivery.willRetry = minutes !== undefined;
    if (minutes === undefined) return;
    retries.schedule(outcome.at + minutes * 60_000, () => {
      if (state.settings.retryTimestamp === 'fresh') {
        Object.assign(delivery.headers, headersFor(deps, delivery, options));
      }
      return attempt(delivery, options);
    });
  }

  async function send(event: string, payload: object, options: EventOptions = {}): Promise<DeliveryResult> {
    const delivery = prepare(deps, { event, payload }, options);
    deliveries.push(delivery);
    if (deliveries.length > remembered) deliveries = deliveries.slice(remembered / 2);
    await attempt(delivery, options);
    return delivery;
  }

  return {
    send,
    emit(hostId, event, payload) {
      const grant = deps.grants.of(hostId);
      if (!grant || app.webhookUrl === undefined) return;
      const sending = send(event, payload(grant.user));
      underWay.add(sending);
      sending.finally(() => underWay.delete(sending));
    },
    async validateUrl() {
      const plainToken = randomBytes(16).toString('base64url');
      const delivery = await send('endpoint.url_validation', { plainToken });
      return { valid: provesToken(delivery, plainToken, app.webhookSecretToken), delivery };
    },
    deliveries: () => [...deliveries],
    async settled() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
    runDueRetries: retries.runDue,
    deliverRetries: retries.runAll,
    waitingRetries: retries.count,
    clear() {
      retries.clear();
      deliveries = [];
    },
  };
}

/** A notification that has not been sent yet. */
function prepare(
  deps: EventDependencies,
  { event, payload }: { event: string; payload: object },
  options: EventOptions,
): DeliveryResult {
  const { eventTs = deps.clock.now(), requestId = randomUUID() } = options;
  const body = options.body ?? writeJson({ event, event_ts: eventTs ?? undefined, payload });
  return {
    event,
    requestId,
    url: options.url ?? deps.app.webhookUrl,
    headers: { ...headersFor(deps, { body, requestId }, options), ...options.headers },
    body,
    attempts: [],
    status: undefined,
    delivered: false,
    willRetry: false,
  };
}

function headersFor(
  { app, clock }: EventDependencies,
  { body, requestId }: Pick<DeliveryResult, 'body' | 'requestId'>,
  options: EventOptions,
): Record<string, string> {
  const timestamp = String(options.timestamp ?? Math.floor(clock.now() / 1000));
  return {
    'content-type': 'application/json; charset=utf-8',
    'user-agent': 'Zoom Marketplace/1.0a',
    clientid: app.clientId,
    'x-zm-request-id': requestId,
    'x-zm-trackingid': `WEB_${requestId.replaceAll('-', '')}`,
    'x-zm-request-timestamp': timestamp,
    'x-zm-signature': sign(options.secretToken ?? app.webhookSecretToken, timestamp, body),
  };
}

function provesToken(delivery: DeliveryResult, plainToken: string, secretToken: string): boolean {
  if (delivery.status !== 200) return false;
  try {
    const response: unknown = JSON.parse(delivery.attempts.at(-1)?.body ?? '');
    if (typeof response !== 'object' || response === null) return false;
    const { plainToken: returned, encryptedToken } = response as Record<string, unknown>;
    return returned === plainToken && encryptedToken === encryptToken(secretToken, plainToken);
  } catch {
    return false;
  }
}
