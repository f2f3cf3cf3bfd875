/** A client in its own process that calls with undici and measures its own CPU time. */
import { Agent, request } from 'undici';
import { serveJobs } from './worker.ts';

export interface CallerJob {
  urls: string[];
  headers: Record<string, string>;
  calls: number;
  /** Maximum number of concurrent calls. */
  concurrency: number;
}

export interface CallerResult {
  /** Duration of each call, from its start to the last byte of the response. */
  ms: number[];
  /** CPU time of this process for all calls. */
  cpuMicros: number;
}

const dispatcher = new Agent();

serveJobs<CallerJob, CallerResult>(async ({ urls, headers, calls, concurrency }) => {
  const ms: number[] = [];
  const before = process.cpuUsage();
  let started = 0;
  const callSerially = async () => {
    while (started < calls) {
      const url = urls[started % urls.length] ?? '';
      started += 1;
      const startedAt = performance.now();
      const response = await request(url, { headers, dispatcher });
      const text = await response.body.text();
      ms.push(performance.now() - startedAt);
      if (response.statusCode !== 200) throw new Error(`${response.statusCode} ${text}`);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, callSerially));
  const { user, system } = process.cpuUsage(before);
  return { ms, cpuMicros: user + system };
});
