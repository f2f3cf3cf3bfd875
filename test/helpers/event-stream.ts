import { once } from 'node:events';
import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import type { Test } from './app.ts';
import type { Client, Json } from './client.ts';

export interface ReceivedEvent {
  id: string;
  event: string;
  data: Json;
}

/** Like a browser's EventSource, but without reconnecting. */
export interface EventStream {
  headers: IncomingHttpHeaders;
  /** The next event with this name. Skips others. */
  next(event: string): Promise<ReceivedEvent>;
  lastId(): string;
  /** Everything received so far. */
  text(): string;
  /** Resolves when the server has closed the stream. */
  ended: Promise<void>;
  close(): void;
}

/** Opens `/api/events` as this client. Resolves when the first event id has arrived. */
export async function openEvents(
  t: Test,
  client: Client,
  headers: Record<string, string> = {},
  query = '',
): Promise<EventStream> {
  const outgoing = request(`${client.url}/api/events${query}`, {
    headers: { cookie: client.cookieHeader(), ...headers },
    agent: false,
  });
  outgoing.on('error', () => {});
  outgoing.end();
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  if (response.statusCode !== 200) throw new Error(`/api/events failed with ${response.statusCode}`);
  const close = () => outgoing.destroy();
  t.teardown(close);
  response.setEncoding('utf8');
  response.on('error', () => {});

  let text = '';
  let lastId = '';
  let rest = '';
  const events: ReceivedEvent[] = [];
  let wake = () => {};
  response.on('data', (chunk: string) => {
    text += chunk;
    const blocks = (rest + chunk).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const fields = new Map(block.split('\n').map((line) => line.split(/: (.*)/s) as [string, string]));
      lastId = fields.get('id') ?? lastId;
      const event = fields.get('event');
      if (event !== undefined) events.push({ id: lastId, event, data: JSON.parse(fields.get('data') ?? '') });
    }
    wake();
  });
  const ended = new Promise<void>((resolve) => response.once('close', resolve));
  while (lastId === '') await woken();

  function woken(): Promise<void> {
    return new Promise((resolve) => {
      wake = resolve;
    });
  }

  return {
    headers: response.headers,
    lastId: () => lastId,
    text: () => text,
    ended,
    close,
    async next(name) {
      for (;;) {
        const event = events.shift();
        if (event === undefined) await woken();
        else if (event.event === name) return event;
      }
    },
  };
}
