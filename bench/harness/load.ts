/**
 * A load generator in its own process: each keep-alive connection sends the next request when the
 * response to the previous one is complete. It uses bare sockets, because an HTTP client costs more
 * CPU than the servers under test and would become the bottleneck.
 */
import { Connection } from './connection.ts';
import { quantile } from './rounds.ts';
import { serveJobs } from './worker.ts';

export interface LoadJob {
  port: number;
  connections: number;
  requests: LoadRequest[];
  /** In order, or random; a seed determines the order. */
  order: 'cycle' | { seed: number };
  /** When to stop. */
  until: { seconds: number } | { requests: number };
}

export interface LoadRequest {
  /** @default GET */
  method?: 'GET' | 'PATCH' | 'POST';
  path: string;
  headers: Record<string, string>;
  body?: string;
}

export interface LoadResult {
  requests: number;
  seconds: number;
  /** Milliseconds from the first byte of a request to the last byte of its response. */
  p99: number;
  /** Median, in the same unit. */
  p50: number;
}

serveJobs(run);

async function run(job: LoadJob): Promise<LoadResult> {
  const requests = job.requests.map((request) => requestBytes(job.port, request));
  const next = job.order === 'cycle' ? cycle(requests) : random(requests, job.order.seed);
  const maxRequests = 'requests' in job.until ? job.until.requests : Number.POSITIVE_INFINITY;
  const seconds = 'seconds' in job.until ? job.until.seconds : Number.POSITIVE_INFINITY;
  const startedAt = performance.now();
  const endAt = startedAt + seconds * 1000;
  let sent = 0;
  const ms: number[] = [];
  const sendSerially = async () => {
    const connection = await Connection.open(job.port);
    while (sent < maxRequests && performance.now() < endAt) {
      sent += 1;
      const sentAt = performance.now();
      await connection.exchange(next());
      ms.push(performance.now() - sentAt);
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: job.connections }, sendSerially));
  const elapsed = (performance.now() - startedAt) / 1000;
  return { requests: ms.length, seconds: elapsed, p99: quantile(ms, 0.99), p50: quantile(ms, 0.5) };
}

function requestBytes(port: number, { method = 'GET', path, headers, body = '' }: LoadRequest): Buffer {
  const lines = [`${method} ${path} HTTP/1.1`, `host: 127.0.0.1:${port}`, 'accept: application/json'];
  for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`);
  if (body !== '') {
    lines.push('content-type: application/json', `content-length: ${Buffer.byteLength(body)}`);
  }
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`);
}

function cycle(requests: Buffer[]): () => Buffer {
  let index = -1;
  return () => {
    index = (index + 1) % requests.length;
    return requests[index] as Buffer;
  };
}

/** Park–Miller generator. The seed must be from 1 to 2,147,483,646. */
function random(requests: Buffer[], seed: number): () => Buffer {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return requests[state % requests.length] as Buffer;
  };
}
