/** Holds event streams open, in its own process, and counts what they receive. */
import { eventually } from '../../test/helpers/eventually.ts';
import { type EventStream, openEventStream } from './mixed-load/event-streams.ts';
import { serveJobs } from './worker.ts';

/** Opens streams, or waits until each of them has received so many events in total. */
export type StreamJob =
  | { open: { url: string; cookies: string[]; each: number } }
  | { received: number }
  | { close: true };

/** Streams that are open, and those that have received the events. */
export interface StreamResult {
  open: number;
  complete: number;
}

const WITHIN_MS = 120_000;
/** Streams that are being opened at the same time. */
const OPENING = 50;

let streams: EventStream[] = [];

serveJobs<StreamJob, StreamResult>(async (job) => {
  if ('open' in job) await open(job.open);
  else if ('close' in job) await close();
  const expected = 'received' in job ? job.received : 0;
  const complete = () => streams.filter(({ ids }) => ids.length >= expected).length;
  await eventually(() => complete() === streams.length, { withinMs: WITHIN_MS });
  return { open: streams.filter((stream) => stream.isConnected()).length, complete: complete() };
});

async function open({ url, cookies, each }: { url: string; cookies: string[]; each: number }): Promise<void> {
  const all = cookies.flatMap((cookie) => Array<string>(each).fill(cookie));
  for (let from = 0; from < all.length; from += OPENING) {
    const opened = all
      .slice(from, from + OPENING)
      .map((cookie) =>
        openEventStream({ userId: '', headers: { cookie }, choose: () => Promise.resolve({ url }) }),
      );
    streams.push(...opened);
    await eventually(() => opened.every((stream) => stream.isConnected()), { withinMs: WITHIN_MS });
  }
}

async function close(): Promise<void> {
  for (const stream of streams) stream.close();
  streams = [];
}
