import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Bench } from './bench.ts';

export interface ServerOptions {
  /** Relative to the project. */
  script: string;
  args?: string[];
  /** Options of Node itself. */
  nodeArgs?: string[];
  env?: Record<string, string>;
  port: number;
  /** Returns 200 when the server is ready. */
  readyPath: string;
  /**
   * Without the meter nothing is loaded that the server would not load itself; then `usage` is not
   * available.
   */
  metered?: boolean;
}

export interface ServerProcess {
  port: number;
  url: string;
  /** From its exec to its first 200 (milliseconds). */
  startMs: number;
  usage(): Promise<Usage>;
  stop(): Promise<void>;
  /** Ends it as a crash does. */
  kill(): Promise<void>;
}

/** What a process has used since its start. */
export interface Usage {
  cpuMicros: number;
  rssBytes: number;
}

export const project = fileURLToPath(new URL('../../', import.meta.url));
const meter = new URL('./meter.js', import.meta.url).href;
const START_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 10_000;
/** How finely a start is measured. */
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
  const complaints = complaintsOf(child);
  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopping ??= end(child);
    return stopping;
  };
  bench.defer(stop);
  const url = `http://127.0.0.1:${port}`;
  await ready(child, `${url}${readyPath}`, () => `${script} did not get ready: ${complaints()}`);
  const startMs = performance.now() - startedAt;
  return { port, url, startMs, usage: () => usageOf(child), stop, kill: () => kill(child) };
}

/** Nothing of the caller's that would configure what is measured. */
export function inheritedEnvironment(): Record<string, string> {
  const { PATH = '', HOME = '', TMPDIR } = process.env;
  return { PATH, HOME, ...(TMPDIR === undefined ? {} : { TMPDIR }) };
}

function complaintsOf({ stderr }: ChildProcess): () => string {
  let stated = '';
  stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    stated = (stated + chunk).slice(-4000);
  });
  return () => stated.trim() || 'it printed nothing';
}

async function ready(child: ChildProcess, url: string, complaint: () => string): Promise<void> {
  const giveUpAt = performance.now() + START_WITHIN_MS;
  while (performance.now() < giveUpAt && child.exitCode === null) {
    const status = await fetch(url).then(readStatus, () => 0);
    if (status === 200) return;
    await delay(POLL_MS);
  }
  throw new Error(complaint());
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
