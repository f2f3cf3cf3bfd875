/** A client that makes calls with undici, a process of its own, and knows what that cost it. */
import { Agent, request } from 'undici';
import { serveJobs } from './worker.ts';

export interface CallerJob {
  urls: string[];
  headers: Record<string, string>;
  calls: number;
  /** Calls under way at the same time. */
  concurrency: number;
}

export interface CallerResult {
  /** For each call, from its start to the last byte of the response. */
  ms: number[];
  /** Of this process, for all calls together. */
  cpuMicros: number;
}

const dispatcher = new Agent();

serveJobs<CallerJob, CallerResult>(async ({ urls, headers, calls, concurrency }) => {
  const ms: number[] = [];
  const before = process.cpuUsage();
  let begun = 0;
  const callSerially = async () => {
    while (begun < calls) {
      const url = urls[begun % urls.length] ?? '';
      begun += 1;
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
