import type { Kind } from './types.ts';

/** What `/api/events` tells, by its name. */
export type EventMessage = {
  /** Without a meeting any of the kind may have changed; without a kind, any at all. */
  livestream: { kind?: Kind; meeting_id?: string };
  live: { kind: Kind; meeting_id: string; status: 'live' | 'idle'; since: string };
  'bulk-update': { id: string; status: string; total: number; done: number; failed: number };
  connection: { status: 'connected' | 'reconnect_required' };
};
export type MessageName = keyof EventMessage;

/** What is used of a browser's EventSource. */
export type Source = {
  readonly readyState: number;
  close(): void;
  addEventListener(name: string, listener: (event: { data: string; lastEventId: string }) => void): void;
};

export type EventStreamOptions = {
  /** Connects, to be told what comes after the event of that id. */
  open: (lastId: string) => Source;
  onEventMessage: <Name extends MessageName>(name: Name, data: EventMessage[Name], id: string) => void;
  /** Whether what is shown may be old, because nothing can be told. */
  onInterrupted: (isInterrupted: boolean) => void;
  /** It stands, for the first time or again: for whoever is signed in now. */
  onOpen: () => void;
  /** The server refused the stream: the session may have ended. */
  onRejected: () => void;
};

const CLOSED = 2;
const NAMES: MessageName[] = ['livestream', 'live', 'bulk-update', 'connection'];
const FIRST_RETRY_MS = 2_000;
const LAST_RETRY_MS = 60_000;
/** A reconnection within this is nobody's business. */
const PATIENCE_MS = 4_000;

/**
 * One stream that comes back by itself, each time after the last event that was heard: what may have been missed is
 * the server's to tell. A browser returns after a broken connection; after a refusal (HTML Living Standard §9.2.3:
 * "fail the connection") it does not.
 */
export function createEventStream({
  open,
  onEventMessage,
  onInterrupted,
  onOpen,
  onRejected,
}: EventStreamOptions) {
  let source: Source | null = null;
  let received = '';
  let retryMs = FIRST_RETRY_MS;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let patience: ReturnType<typeof setTimeout> | undefined;

  const stop = () => {
    clearTimeout(retry);
    clearTimeout(patience);
    patience = undefined;
    source?.close();
    source = null;
  };

  const isOpen = () => {
    clearTimeout(patience);
    patience = undefined;
    retryMs = FIRST_RETRY_MS;
    onInterrupted(false);
    onOpen();
  };

  const failed = (from: Source) => {
    if (from !== source) return;
    patience ??= setTimeout(() => onInterrupted(true), PATIENCE_MS);
    if (from.readyState !== CLOSED) return;
    onRejected();
    // Not everybody at once: a server that comes back is asked by all its windows.
    retry = setTimeout(connect, retryMs * (0.75 + Math.random() / 2));
    retryMs = Math.min(retryMs * 2, LAST_RETRY_MS);
  };

  function connect(): void {
    source?.close();
    clearTimeout(retry);
    const fresh = open(received);
    source = fresh;
    fresh.addEventListener('open', () => fresh === source && isOpen());
    fresh.addEventListener('error', () => failed(fresh));
    for (const name of NAMES) {
      fresh.addEventListener(name, ({ data, lastEventId }) => {
        if (fresh !== source) return;
        received = lastEventId;
        onEventMessage(name, JSON.parse(data), lastEventId);
      });
    }
  }

  return {
    /** Begins after the event of that id. */
    start(lastId: string) {
      received = lastId;
      connect();
    },
    stop,
    /** Makes the next attempt after a rejection in `ms` and no sooner. */
    postpone(ms: number) {
      if (source?.readyState !== CLOSED) return;
      clearTimeout(retry);
      retry = setTimeout(connect, ms);
    },
    /** Opens it anew at once: the device was asleep or offline. */
    restart() {
      if (source) connect();
    },
  };
}
