/**
 * The load generator, a process of its own: keep-alive connections that each send the next request
 * when the response to the last is complete. Bare sockets, because a client that parses what it
 * gets costs more than the servers measured here, and would itself be what is measured.
 */
import { Connection } from './connection.ts';
import { quantile } from './rounds.ts';
import { serveJobs } from './worker.ts';

export interface LoadJob {
  port: number;
  connections: number;
  requests: LoadRequest[];
  /** In order, or at random: the same seed gives the same order in each run. */
  order: 'cycle' | { seed: number };
  /** When it ends. */
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
  /**
   * Of all responses, from the first byte of the request to the last of the response
   * (milliseconds).
   */
  p99: number;
}

serveJobs(run);

async function run(job: LoadJob): Promise<LoadResult> {
  const requests = job.requests.map((request) => requestBytes(job.port, request));
  const next = job.order === 'cycle' ? cycle(requests) : random(requests, job.order.seed);
  const most = 'requests' in job.until ? job.until.requests : Number.POSITIVE_INFINITY;
  const seconds = 'seconds' in job.until ? job.until.seconds : Number.POSITIVE_INFINITY;
  const startedAt = performance.now();
  const endAt = startedAt + seconds * 1000;
  let sent = 0;
  const ms: number[] = [];
  const sendSerially = async () => {
    const connection = await Connection.open(job.port);
    while (sent < most && performance.now() < endAt) {
      sent += 1;
      const sentAt = performance.now();
      await connection.exchange(next());
      ms.push(performance.now() - sentAt);
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: job.connections }, sendSerially));
  const took = (performance.now() - startedAt) / 1000;
  return { requests: ms.length, seconds: took, p99: quantile(ms, 0.99) };
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

/** Park and Miller's generator; the seed is from 1 to 2,147,483,646. */
function random(requests: Buffer[], seed: number): () => Buffer {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return requests[state % requests.length] as Buffer;
  };
}
