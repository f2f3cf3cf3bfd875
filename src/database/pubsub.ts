import { causeOf, type DatabaseErrorCause } from './error-cause.ts';
import { newInstanceId } from './liveness.ts';
import { listen, type PubSubConnection } from './pubsub-connection.ts';
import { NotDeliveredError } from './pubsub-delivery.ts';
import { type PubSubMessage, parseMessage } from './pubsub-message.ts';

export interface PubSubOptions {
  /**
   * Reaches the server directly or through a pooler in session mode. A pooler in transaction mode
   * delivers nothing.
   */
  url: string;
  /**
   * Sends a payload on the channel over the connections that publish changes. If given, each new
   * connection is trusted only after a test message has arrived.
   */
  publish?: (payload: string) => Promise<unknown>;
  /** ID of this process in leases. @default random */
  instanceId?: string;
  log: { info(details: object, message: string): void; warn(details: object, message: string): void };
  /**
   * Milliseconds between two heartbeats, each of which proves that the connection delivers.
   * @default 250
   */
  heartbeatMs?: number;
  /**
   * Maximum age of the last proof in milliseconds. Together with the response time it bounds how
   * long a cached value is served after another instance changed the row.
   * @default 900
   */
  trustMs?: number;
  /**
   * Milliseconds without a call of `isTrusted` after which heartbeats become rare, so that a small
   * database can rest.
   * @default 10,000
   */
  idleAfterMs?: number;
  /**
   * Milliseconds between two heartbeats while idle. Other instances presume this one dead 5.5
   * seconds after its connection was lost at the earliest, so by then it must have detected the loss:
   * this interval, 3 seconds without a response, and the first retry.
   * @default 1,000
   */
  idleHeartbeatMs?: number;
  /**
   * Milliseconds on a monotonic clock.
   * @default performance.now
   */
  now?: () => number;
}

export interface PubSub {
  /** ID of this process in leases. */
  readonly instanceId: string;
  /**
   * Resolves when the first attempt to connect has succeeded or failed. Failures are retried
   * indefinitely in the background.
   */
  start(): Promise<void>;
  /** Whether messages arrive. */
  delivery(): Delivery;
  /** Calls `listener` with each message of that kind. Returns a function that unsubscribes. */
  on(kind: string, listener: (message: PubSubMessage) => void): () => void;
  /**
   * True only while every message whose commit was acknowledged more than `trustMs` ago is sure to
   * have been delivered: the last heartbeat that got a response was sent within `trustMs`. Cheap
   * enough for hot paths. The first call after a pause returns false, and sends a heartbeat.
   */
  isTrusted(): boolean;
  /** Whether heartbeats get responses in time. For monitoring: does not end a pause. */
  isProven(): boolean;
  /**
   * Calls `listener` when messages may have been missed: once when the connection is lost, and once
   * when the next one is open, before it is trusted. Listeners must clear their caches and not
   * cache anything read before the call.
   */
  onLost(listener: () => void): () => void;
  close(): Promise<void>;
}

export type Delivery =
  | { state: 'connecting' }
  | { state: 'working' }
  /** Connections work, but messages do not arrive on them. */
  | { state: 'lost' }
  | { state: 'failed'; cause: DatabaseErrorCause };

/** What the operator can do about it. */
export const NOT_DELIVERED: DatabaseErrorCause = {
  cause: 'pooler_in_transaction_mode',
  hint: 'the database is behind a pooler in transaction mode: set DATABASE_DIRECT_URL to the same database, directly or through a pooler in session mode',
};

const RETRY_MIN_MS = 100;
/** Presuming an instance dead relies on this maximum (`liveness.ts`). */
const RETRY_MAX_MS = 1000;

/**
 * Receives changes of other instances over a dedicated connection, and detects when it may have
 * missed some.
 */
export function createPubSub(options: PubSubOptions): PubSub {
  const {
    url,
    log,
    instanceId = newInstanceId(),
    heartbeatMs = 250,
    trustMs = 900,
    idleAfterMs = 10_000,
    idleHeartbeatMs = 1_000,
    now = () => performance.now(),
  } = options;
  const subscribers = createSubscribers(log);
  let provenAt = Number.NEGATIVE_INFINITY;
  let usedAt = now();
  const isIdle = () => now() - usedAt > idleAfterMs;
  let failures = 0;
  let isClosed = false;
  let connecting: Promise<void> | undefined;
  let listening: PubSubConnection | undefined;
  let retry: NodeJS.Timeout | undefined;
  const delivery = createDeliveryState(log);

  function distrust() {
    provenAt = Number.NEGATIVE_INFINITY;
    subscribers.reportLost();
  }

  function scheduleRetry(error: unknown) {
    if (isClosed) return;
    delivery.failed(error);
    retry = setTimeout(() => {
      connecting = connect();
    }, retryDelayMs(failures));
    failures += 1;
  }

  async function connect() {
    let isFirstProof = true;
    try {
      listening = await listen({
        url,
        instanceId,
        heartbeatMs,
        mayRest: (ms) => isIdle() && ms < idleHeartbeatMs,
        now,
        publish: options.publish,
        onPayload: subscribers.deliver,
        onProof: (sentAt) => {
          if (isFirstProof) distrust();
          isFirstProof = false;
          provenAt = sentAt;
        },
        onEnd: (error) => {
          distrust();
          scheduleRetry(error ?? new Error('Connection terminated'));
        },
      });
      failures = 0;
      delivery.connected();
    } catch (error) {
      scheduleRetry(error);
    }
  }

  return {
    instanceId,
    start: () => {
      connecting ??= connect();
      return connecting;
    },
    on: subscribers.on,
    delivery: delivery.current,
    isTrusted() {
      const time = now();
      const isPauseOver = time - usedAt > idleAfterMs;
      usedAt = time;
      if (isPauseOver) listening?.prove();
      return time - provenAt <= trustMs;
    },
    isProven: () => now() - provenAt <= trustMs + (isIdle() ? idleHeartbeatMs : 0),
    onLost: subscribers.onLost,
    close: async () => {
      isClosed = true;
      clearTimeout(retry);
      await connecting;
      clearTimeout(retry);
      await listening?.close();
      provenAt = Number.NEGATIVE_INFINITY;
    },
  };
}

interface DeliveryState {
  current(): Delivery;
  connected(): void;
  /** Logs only when the cause changes, because retries are made every second. */
  failed(error: unknown): void;
}

function createDeliveryState(log: PubSubOptions['log']): DeliveryState {
  let delivery: Delivery = { state: 'connecting' };
  let loggedCause: string | undefined;
  return {
    current: () => delivery,
    connected: () => {
      delivery = { state: 'working' };
      loggedCause = undefined;
      log.info({}, 'pub/sub connected');
    },
    failed: (error) => {
      const isLost = error instanceof NotDeliveredError;
      const cause = isLost ? NOT_DELIVERED : causeOf(error);
      delivery = isLost ? { state: 'lost' } : { state: 'failed', cause };
      if (cause.cause === loggedCause) return;
      loggedCause = cause.cause;
      log.warn({ cause: cause.cause }, `pub/sub disconnected, retrying: ${cause.hint}`);
    },
  };
}

interface Subscribers extends Pick<PubSub, 'on' | 'onLost'> {
  /** Passes a message to the listeners of its kind. */
  deliver(payload: string): void;
  /** Calls the listeners of `onLost`. */
  reportLost(): void;
}

/** A listener that throws is logged, and the others are called. */
function createSubscribers(log: PubSubOptions['log']): Subscribers {
  const byKind = new Map<string, Set<(message: PubSubMessage) => void>>();
  const lostListeners = new Set<() => void>();
  let ignored = 0;

  function call(listener: () => void) {
    try {
      listener();
    } catch (error) {
      log.warn({ err: error }, 'pub/sub listener failed');
    }
  }

  return {
    on: (kind, listener) => {
      const listeners = byKind.get(kind) ?? new Set();
      byKind.set(kind, listeners.add(listener));
      return () => listeners.delete(listener);
    },
    onLost: (listener) => {
      lostListeners.add(listener);
      return () => lostListeners.delete(listener);
    },
    deliver: (payload) => {
      const message = parseMessage(payload);
      if (!message) {
        ignored += 1;
        log.warn({ ignored }, 'ignored a malformed pub/sub message');
        return;
      }
      for (const listener of byKind.get(message.kind) ?? []) call(() => listener(message));
    },
    reportLost: () => {
      for (const listener of lostListeners) call(listener);
    },
  };
}

/** Grows with the number of failures, up to a maximum, and is random so that instances spread. */
function retryDelayMs(failures: number): number {
  const ceiling = Math.min(RETRY_MAX_MS, RETRY_MIN_MS * 2 ** failures);
  return Math.round(ceiling * (0.5 + Math.random() / 2));
}
