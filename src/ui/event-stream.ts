import type { Kind } from './api.ts';

/** What `/api/events` tells, by its name. */
export type Told = {
  /** Without a meeting any of the kind may have changed; without a kind, any at all. */
  livestream: { kind?: Kind; meeting_id?: string };
  live: { kind: Kind; meeting_id: string; status: 'live' | 'idle'; since: string };
  'bulk-update': { id: string; status: string; total: number; done: number; failed: number };
  connection: { status: 'connected' | 'reconnect_required' };
};
export type TellName = keyof Told;

/** What is used of a browser's EventSource. */
export type Source = {
  readonly readyState: number;
  close(): void;
  addEventListener(name: string, listener: (event: { data: string }) => void): void;
};

export type EventStreamOptions = {
  open: () => Source;
  onTold: <Name extends TellName>(name: Name, data: Told[Name]) => void;
  /** Whether what is shown may be old, because nothing can be told. */
  onInterrupted: (isInterrupted: boolean) => void;
  /** The server refused the stream: the session may have ended. */
  onRefused: () => void;
};

const CLOSED = 2;
const NAMES: TellName[] = ['livestream', 'live', 'bulk-update', 'connection'];
const FIRST_RETRY_MS = 2_000;
const LAST_RETRY_MS = 60_000;
/** A reconnection within this is nobody's business. */
const PATIENCE_MS = 4_000;

/**
 * One stream that comes back by itself. A browser returns after a broken connection, with the id of what it
 * heard last; after a refusal (HTTP Living Standard §9.2.3: "fail the connection") it does not, and a stream
 * opened anew has heard nothing: then everything may have changed meanwhile, which is told as that.
 */
export function createEventStream({ open, onTold, onInterrupted, onRefused }: EventStreamOptions) {
  let source: Source | null = null;
  let hasGap = false;
  let hasOpened = false;
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

  const opened = () => {
    clearTimeout(patience);
    patience = undefined;
    hasOpened = true;
    retryMs = FIRST_RETRY_MS;
    onInterrupted(false);
    if (hasGap) onTold('livestream', {});
    hasGap = false;
  };

  const failed = (from: Source) => {
    if (from !== source) return;
    // What never was open has heard no id to go on from.
    hasGap ||= !hasOpened;
    patience ??= setTimeout(() => onInterrupted(true), PATIENCE_MS);
    if (from.readyState !== CLOSED) return;
    onRefused();
    // Not everybody at once: a server that comes back is asked by all its windows.
    retry = setTimeout(start, retryMs * (0.75 + Math.random() / 2));
    retryMs = Math.min(retryMs * 2, LAST_RETRY_MS);
    hasGap = true;
  };

  function start(): void {
    source?.close();
    clearTimeout(retry);
    hasOpened = false;
    const fresh = open();
    source = fresh;
    fresh.addEventListener('open', () => fresh === source && opened());
    fresh.addEventListener('error', () => failed(fresh));
    for (const name of NAMES) {
      fresh.addEventListener(name, ({ data }) => fresh === source && onTold(name, JSON.parse(data)));
    }
  }

  return {
    start,
    stop,
    /** Opens it anew at once: the device was asleep or offline. */
    restart() {
      if (!source) return;
      hasGap = true;
      start();
    },
  };
}
