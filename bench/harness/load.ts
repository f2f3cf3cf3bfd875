/**
 * The load generator, a process of its own: keep-alive connections that each send the next request when the answer to
 * the last is complete. Bare sockets, because a client that parses what it gets costs more than the servers measured
 * here, and would itself be what is measured.
 */
import { Connection } from './connection.ts';
import { serveJobs } from './worker.ts';

export interface LoadJob {
  port: number;
  connections: number;
  requests: { path: string; headers: Record<string, string> }[];
  /** The requests one after the other, or any of them next: for one seed the same ones in each run. */
  order: 'cycle' | { seed: number };
  /** When it ends. */
  until: { seconds: number } | { requests: number };
}

export interface LoadResult {
  requests: number;
  seconds: number;
}

serveJobs(run);

async function run(job: LoadJob): Promise<LoadResult> {
  const requests = job.requests.map(({ path, headers }) => requestBytes(job.port, path, headers));
  const next = job.order === 'cycle' ? cycle(requests) : random(requests, job.order.seed);
  const most = 'requests' in job.until ? job.until.requests : Number.POSITIVE_INFINITY;
  const seconds = 'seconds' in job.until ? job.until.seconds : Number.POSITIVE_INFINITY;
  const startedAt = performance.now();
  const endAt = startedAt + seconds * 1000;
  let sent = 0;
  let answered = 0;
  const oneAfterTheOther = async () => {
    const connection = await Connection.open(job.port);
    while (sent < most && performance.now() < endAt) {
      sent += 1;
      await connection.exchange(next());
      answered += 1;
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: job.connections }, oneAfterTheOther));
  return { requests: answered, seconds: (performance.now() - startedAt) / 1000 };
}

function requestBytes(port: number, path: string, headers: Record<string, string>): Buffer {
  const lines = [`GET ${path} HTTP/1.1`, `host: 127.0.0.1:${port}`, 'accept: application/json'];
  for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`);
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`);
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
