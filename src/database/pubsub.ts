import { causeOf, type DatabaseErrorCause } from './error-cause.ts';
import { newInstanceId } from './liveness.ts';
import { listen, type PubSubConnection } from './pubsub-connection.ts';
import { NotDeliveredError } from './pubsub-delivery.ts';
import { type Notification, parseNotification } from './pubsub-message.ts';

export interface PubSubOptions {
  /** The server itself, or a pooler in session mode: one in transaction mode delivers nothing. */
  url: string;
  /**
   * Sends a payload on the channel over the connections that changes are sent over. With it, each new connection is used only
   * after such a notification arrived.
   */
  publish?: (payload: string) => Promise<unknown>;
  /** Who this process is in leases; made up where nobody asks. */
  instanceId?: string;
  log: { info(details: object, message: string): void; warn(details: object, message: string): void };
  /**
   * Milliseconds between two proofs that the connection delivers.
   * @default 250
   */
  heartbeatMs?: number;
  /**
   * How old, in milliseconds, the last proof may be. With what an answer takes, it bounds how long a copy in memory
   * is served after another instance changed the row.
   * @default 900
   */
  trustMs?: number;
  /**
   * Milliseconds on a clock that never jumps.
   * @default performance.now
   */
  now?: () => number;
}

export interface PubSub {
  /** This process, as leases name it. */
  readonly instanceId: string;
  /** Resolves when the first connection stands or has failed; failures are retried for ever, in the background. */
  start(): Promise<void>;
  /** Whether notifications arrive. */
  delivery(): Delivery;
  /** Calls `listener` with each notification of that kind; answers how to stop. */
  on(kind: string, listener: (notification: Notification) => void): () => void;
  /**
   * True only while every notification whose commit was acknowledged more than `trustMs` ago is sure to have been
   * delivered: the last heartbeat that was answered was sent within `trustMs`. One comparison: for hot paths.
   */
  isTrusted(): boolean;
  /**
   * Calls `listener` when notifications may have been missed: once when the connection is lost and once when
   * another stands, before it is trusted. Drop what is kept in memory, and keep nothing that was read before.
   */
  onLost(listener: () => void): () => void;
  close(): Promise<void>;
}

export type Delivery =
  | { state: 'connecting' }
  | { state: 'working' }
  /** Connections work, and notifications do not arrive on them. */
  | { state: 'lost' }
  | { state: 'failed'; cause: DatabaseErrorCause };

/** What an operator does about it. */
export const NOT_DELIVERED: DatabaseErrorCause = {
  cause: 'pooler_in_transaction_mode',
  hint: 'a pooler in transaction mode is in between: set DATABASE_DIRECT_URL to the same database, directly or through a pooler in session mode',
};

const retryMinMs = 100;
/** The judgement that an instance is gone counts on this (instance.ts). */
const retryMaxMs = 1000;

/** Hears what other instances change, over one connection of its own, and knows when it may be deaf. */
export function createPubSub(options: PubSubOptions): PubSub {
  const {
    url,
    log,
    instanceId = newInstanceId(),
    heartbeatMs = 250,
    trustMs = 900,
    now = () => performance.now(),
  } = options;
  const byKind = new Map<string, Set<(notification: Notification) => void>>();
  const lostListeners = new Set<() => void>();
  let provenAt = Number.NEGATIVE_INFINITY;
  let ignored = 0;
  let failures = 0;
  let isClosed = false;
  let connecting: Promise<void> | undefined;
  let listening: PubSubConnection | undefined;
  let retry: NodeJS.Timeout | undefined;
  let delivery: Delivery = { state: 'connecting' };
  let loggedCause: string | undefined;

  function deliver(payload: string) {
    const notification = parseNotification(payload);
    if (!notification) {
      ignored += 1;
      log.warn({ ignored }, 'a malformed notification was ignored');
      return;
    }
    for (const listener of byKind.get(notification.kind) ?? []) call(() => listener(notification));
  }

  function call(listener: () => void) {
    try {
      listener();
    } catch (error) {
      log.warn({ err: error }, 'a notification listener failed');
    }
  }

  function distrust() {
    provenAt = Number.NEGATIVE_INFINITY;
    for (const listener of lostListeners) call(listener);
  }

  /** One line for each change of the cause: retries come every second. */
  function recordFailure(error: unknown) {
    const isLost = error instanceof NotDeliveredError;
    const cause = isLost ? NOT_DELIVERED : causeOf(error);
    delivery = isLost ? { state: 'lost' } : { state: 'failed', cause };
    if (cause.cause === loggedCause) return;
    loggedCause = cause.cause;
    log.warn({ cause: cause.cause }, `notifications are not received: ${cause.hint}`);
  }

  function scheduleRetry(error: unknown) {
    if (isClosed) return;
    recordFailure(error);
    const ceiling = Math.min(retryMaxMs, retryMinMs * 2 ** failures);
    failures += 1;
    const delay = Math.round(ceiling * (0.5 + Math.random() / 2));
    retry = setTimeout(() => {
      connecting = connect();
    }, delay);
  }

  async function connect() {
    let isFirstProof = true;
    try {
      listening = await listen({
        url,
        instanceId,
        heartbeatMs,
        now,
        publish: options.publish,
        onPayload: deliver,
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
      delivery = { state: 'working' };
      loggedCause = undefined;
      log.info({}, 'notifications are received');
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
    on: (kind, listener) => {
      const listeners = byKind.get(kind) ?? new Set();
      byKind.set(kind, listeners.add(listener));
      return () => listeners.delete(listener);
    },
    delivery: () => delivery,
    isTrusted: () => now() - provenAt <= trustMs,
    onLost: (listener) => {
      lostListeners.add(listener);
      return () => lostListeners.delete(listener);
    },
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
