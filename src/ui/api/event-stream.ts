import type { Kind } from './types.ts';

/** The events of `/api/events` by name. */
export type EventMessage = {
  /**
   * Without `meeting_id`, any meeting of the kind may have changed; without `kind`, any meeting or
   * webinar.
   */
  livestream: { kind?: Kind; meeting_id?: string };
  live: { kind: Kind; meeting_id: string; status: 'live' | 'idle'; since: string };
  'bulk-update': { id: string; status: string; total: number; done: number; failed: number };
  connection: { status: 'connected' | 'reconnect_required' };
};
export type MessageName = keyof EventMessage;

/** The part of the browser's EventSource that is used. */
export type Source = {
  readonly readyState: number;
  close(): void;
  addEventListener(name: string, listener: (event: { data: string; lastEventId: string }) => void): void;
};

export type EventStreamOptions = {
  /** Connects and requests the events after this id. */
  open: (lastId: string) => Source;
  onEventMessage: <Name extends MessageName>(name: Name, data: EventMessage[Name], id: string) => void;
  /** Whether the page may be out of date because events are not arriving. */
  onInterrupted: (isInterrupted: boolean) => void;
  /** The stream opened, for the first time or again, for the user who is signed in now. */
  onOpen: () => void;
  /** The server rejected the stream: the session may have ended. */
  onRejected: () => void;
};

const CLOSED = 2;
const NAMES: MessageName[] = ['livestream', 'live', 'bulk-update', 'connection'];
const FIRST_RETRY_MS = 2_000;
const LAST_RETRY_MS = 60_000;
/** A reconnection within this time is not shown to the user. */
const PATIENCE_MS = 4_000;

/**
 * One event stream that reconnects automatically after the last event id that it received, so the
 * server can replay what was missed. A browser reconnects after a broken connection, but not after
 * an HTTP error (HTML Living Standard §9.2.3: "fail the connection").
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
    // With jitter: after a restart of the server, all pages reconnect.
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
    /** Starts after the event with this id. */
    start(lastId: string) {
      received = lastId;
      connect();
    },
    stop,
    /** Delays the next attempt after a rejection by `ms`. */
    postpone(ms: number) {
      if (source?.readyState !== CLOSED) return;
      clearTimeout(retry);
      retry = setTimeout(connect, ms);
    },
    /** Reconnects immediately: the device was asleep or offline. */
    restart() {
      if (source) connect();
    },
  };
}
