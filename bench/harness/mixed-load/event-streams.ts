import { type IncomingMessage, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Target } from './targets.ts';

/** How an open stream of a user behaved, with all its connections. */
export interface EventStream {
  userId: string;
  /** IDs of the events that it received, in their order. */
  ids: number[];
  /** How often an instance reported that events may be missing. */
  gaps: number;
  /** How often an instance rejected the stream or did not respond. */
  rejections: number;
  isConnected(): boolean;
  close(): void;
}

export interface EventStreamOptions {
  userId: string;
  headers: Record<string, string>;
  /** The instance to connect to. */
  choose(): Promise<Pick<Target, 'url'>>;
}

/** The default of a browser, until the stream states another time. */
const RETRY_MS = 2_000;
/** The ID of a user without events. */
const NO_EVENT = '0';

/**
 * Opens `/api/events` and stays connected as a browser's EventSource does: after the end of a
 * connection it waits for the time that the stream stated, and continues with `Last-Event-ID`.
 */
export function openEventStream({ userId, headers, choose }: EventStreamOptions): EventStream {
  const closing = new AbortController();
  const { signal } = closing;
  let lastId: string | undefined;
  let continuedFrom: string | undefined;
  let retryMs = RETRY_MS;
  let isConnected = false;
  const stream: EventStream = {
    ...{ userId, ids: [], gaps: 0, rejections: 0 },
    isConnected: () => isConnected,
    close: () => closing.abort(),
  };

  function take(block: string): void {
    const fields = new Map(block.split('\n').map((line) => line.split(/: (.*)/s) as [string, string]));
    lastId = fields.get('id') ?? lastId;
    retryMs = Number(fields.get('retry') ?? retryMs);
    const data = fields.get('data');
    if (data === undefined) return;
    if (data !== '{}') stream.ids.push(Number(lastId));
    // It is always reported to a client that had received nothing.
    else if (continuedFrom !== NO_EVENT) stream.gaps += 1;
  }

  async function follow(): Promise<void> {
    const { url } = await choose();
    continuedFrom = lastId;
    const response = await responseOf(`${url}/api/events`, {
      ...headers,
      ...(lastId === undefined ? {} : { 'last-event-id': lastId }),
    });
    if (response.statusCode !== 200) {
      response.resume();
      throw new Error(`/api/events failed with ${response.statusCode}`);
    }
    let rest = '';
    for await (const chunk of response.setEncoding('utf8')) {
      const blocks = (rest + chunk).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) take(block);
      isConnected ||= lastId !== undefined;
    }
  }

  function responseOf(url: string, sent: Record<string, string>): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const outgoing = request(url, { headers: sent, agent: false, signal });
      outgoing.on('response', resolve).on('error', reject).end();
    });
  }

  void (async () => {
    while (!signal.aborted) {
      await follow().catch(() => {
        if (!isConnected) stream.rejections += 1;
      });
      isConnected = false;
      // As Uplink's own page does, so that not all streams come back at the same moment.
      const pauseMs = retryMs * (0.75 + Math.random() / 2);
      await delay(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  })();
  return stream;
}
