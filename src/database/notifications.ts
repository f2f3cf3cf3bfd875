import { newInstanceId } from './instance.ts';
import { type Listening, listen } from './listening.ts';
import { type Notification, parseNotification } from './notification.ts';

export interface NotificationsOptions {
  /** The server itself, or a pooler in session mode: behind one in transaction mode nothing is ever heard. */
  url: string;
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

export interface Notifications {
  /** This process, as leases name it. */
  readonly instanceId: string;
  /** Resolves when the first connection stands or has failed; failures are retried for ever, in the background. */
  start(): Promise<void>;
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

const retryMinMillis = 100;
/** The judgement that an instance is gone counts on this (instance.ts). */
const retryMaxMillis = 1000;

/** Hears what other instances change, over one connection of its own, and knows when it may be deaf. */
export function createNotifications(options: NotificationsOptions): Notifications {
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
  let listening: Listening | undefined;
  let retry: NodeJS.Timeout | undefined;

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

  function scheduleRetry(error: Error | undefined) {
    if (isClosed) return;
    const ceiling = Math.min(retryMaxMillis, retryMinMillis * 2 ** failures);
    failures += 1;
    const delay = Math.round(ceiling * (0.5 + Math.random() / 2));
    log.warn({ err: error, retryInMs: delay }, 'notifications are not heard');
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
        onPayload: deliver,
        onProof: (sentAt) => {
          if (isFirstProof) distrust();
          isFirstProof = false;
          provenAt = sentAt;
        },
        onEnd: (error) => {
          distrust();
          scheduleRetry(error);
        },
      });
      failures = 0;
      log.info({}, 'notifications are heard');
    } catch (error) {
      scheduleRetry(error instanceof Error ? error : new Error(String(error)));
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
