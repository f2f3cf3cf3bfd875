/**
 * A load generator in its own process that sends requests on a schedule, regardless of responses:
 * all concurrently, or evenly spread over a period. It accepts any status. Latency counts from the
 * scheduled time, so that a request that could not be sent in time does not look fast.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { serveJobs } from './worker.ts';

export interface BurstJob {
  requests: BurstRequest[];
  /** The period in milliseconds; 0 sends all of them concurrently. */
  over: number;
}

export interface BurstRequest {
  url: string;
  /** @default GET */
  method?: 'GET' | 'POST';
  headers: Record<string, string>;
  body?: string;
}

export interface BurstResult {
  /** In the order of the requests. */
  statuses: number[];
  ms: number[];
}

const dispatcher = new Agent({ connections: 256 });

serveJobs<BurstJob, BurstResult>(async ({ requests, over }) => {
  const startedAt = performance.now();
  const responses = await Promise.all(
    requests.map(async (scheduled, index) => {
      const due = (over * index) / requests.length;
      if (over > 0) await delay(due - (performance.now() - startedAt));
      const status = await send(scheduled);
      return { status, ms: performance.now() - startedAt - due };
    }),
  );
  return {
    statuses: responses.map(({ status }) => status),
    ms: responses.map(({ ms }) => ms),
  };
});

async function send({ url, method = 'GET', headers, body }: BurstRequest): Promise<number> {
  const response = await request(url, { dispatcher, method, headers, body: body ?? null });
  await response.body.dump();
  return response.statusCode;
}
