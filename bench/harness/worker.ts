import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { Bench } from './bench.ts';
import { inheritedEnvironment } from './server-process.ts';

/** A long-lived process that does jobs serially, so that the warm-up also compiles its code. */
export type Worker<Job, Result> = (job: Job) => Promise<Result>;

/** Starts a script that responds to each job with `{ result }` or `{ error }`. */
export function startWorker<Job extends object, Result>(bench: Bench, script: URL): Worker<Job, Result> {
  const child = fork(script, { env: inheritedEnvironment(), execArgv: ['--import', 'tsx'] });
  bench.defer(async () => {
    if (child.exitCode !== null) return;
    const exited = once(child, 'exit');
    child.kill();
    await exited;
  });
  return async (job) => {
    const abort = new AbortController();
    const responded = once(child, 'message', { signal: abort.signal });
    const exit = once(child, 'exit', { signal: abort.signal }).then(() => [{ error: 'the process exited' }]);
    child.send(job);
    const [response] = (await Promise.race([responded, exit])) as [{ result: Result } | { error: string }];
    abort.abort();
    await Promise.allSettled([responded, exit]);
    if ('error' in response) throw new Error(`The load generator failed: ${response.error}`);
    return response.result;
  };
}

/** The other side of {@link startWorker}. */
export function serveJobs<Job, Result>(work: (job: Job) => Promise<Result>): void {
  process.on('message', (job: Job) => {
    work(job).then(
      (result) => process.send?.({ result }),
      (error: unknown) => process.send?.({ error: error instanceof Error ? error.message : String(error) }),
    );
  });
}
