import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Bench } from './bench.ts';

export interface ServerOptions {
  /** Relative to the project. */
  script: string;
  args?: string[];
  /** Options of Node.js. */
  nodeArgs?: string[];
  env?: Record<string, string>;
  port: number;
  /** Returns 200 when the server is ready. */
  readyPath: string;
  /** If false, the meter is not loaded and `usage` is unavailable. The default is true. */
  metered?: boolean;
}

export interface ServerProcess {
  port: number;
  url: string;
  /** Milliseconds from exec to the first 200. */
  startMs: number;
  usage(): Promise<Usage>;
  stop(): Promise<void>;
  /** Simulates a crash (SIGKILL). */
  kill(): Promise<void>;
}

/** Resource usage of a process since its start. */
export interface Usage {
  cpuMicros: number;
  rssBytes: number;
}

export const project = fileURLToPath(new URL('../../', import.meta.url));
const meter = new URL('./meter.js', import.meta.url).href;
const START_WITHIN_MS = 60_000;
/** As the platforms that Uplink is deployed on. */
const STOP_WITHIN_MS = 30_000;
/** Resolution of the start time. */
const POLL_MS = 5;

/**
 * Starts a server in its own process, waits until it is ready, and stops it when the benchmark
 * ends.
 */
export async function startServer(bench: Bench, options: ServerOptions): Promise<ServerProcess> {
  const { script, port, readyPath, args = [], nodeArgs = [], env = {}, metered = true } = options;
  const meterArgs = metered ? ['--import', meter] : [];
  const startedAt = performance.now();
  const child = spawn(process.execPath, [...nodeArgs, ...meterArgs, script, ...args], {
    cwd: project,
    env: { ...inheritedEnvironment(), NODE_ENV: 'production', PORT: String(port), ...env },
    stdio: ['ignore', 'ignore', 'pipe', ...(metered ? (['ipc'] as const) : [])],
  });
  const stderrTail = stderrOf(child);
  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopping ??= end(child);
    return stopping;
  };
  bench.defer(stop);
  const url = `http://127.0.0.1:${port}`;
  await ready(child, `${url}${readyPath}`, () => `${script} did not become ready: ${stderrTail()}`);
  const startMs = performance.now() - startedAt;
  return { port, url, startMs, usage: () => usageOf(child), stop, kill: () => kill(child) };
}

/** Excludes variables that would configure the measured process. */
export function inheritedEnvironment(): Record<string, string> {
  const { PATH = '', HOME = '', TMPDIR } = process.env;
  return { PATH, HOME, ...(TMPDIR === undefined ? {} : { TMPDIR }) };
}

function stderrOf({ stderr }: ChildProcess): () => string {
  let tail = '';
  stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    tail = (tail + chunk).slice(-4000);
  });
  return () => tail.trim() || 'no error output';
}

async function ready(child: ChildProcess, url: string, errorMessage: () => string): Promise<void> {
  const deadline = performance.now() + START_WITHIN_MS;
  while (performance.now() < deadline && child.exitCode === null) {
    const status = await fetch(url).then(readStatus, () => 0);
    if (status === 200) return;
    await delay(POLL_MS);
  }
  throw new Error(errorMessage());
}

async function readStatus(response: Response): Promise<number> {
  await response.arrayBuffer();
  return response.status;
}

async function usageOf(child: ChildProcess): Promise<Usage> {
  const responded = once(child, 'message', { signal: AbortSignal.timeout(START_WITHIN_MS) });
  child.send('usage');
  const [usage] = (await responded) as [Usage];
  return usage;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
  await exited;
  clearTimeout(timer);
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}
