import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Pool } from 'undici';
import { freePort } from '../../../test/helpers/free-port.ts';
import type { Cleanup } from './cleanup.ts';

export interface InstanceOptions {
  name: string;
  /** Arguments for node that run the server. */
  command: readonly string[];
  env: Readonly<Record<string, string>>;
}

/** The app in its own process. */
export interface Instance {
  name: string;
  url: string;
  /** Keep-alive connections, like those of a load balancer. */
  pool: Pool;
  isRunning(): boolean;
  signal(signal: NodeJS.Signals): void;
  /** The exit code; null if a signal ended the process. */
  exited: Promise<number | null>;
  /** Sends SIGKILL and waits for the exit. */
  kill(): Promise<void>;
  /** The end of its output, for diagnosis. */
  lastOutput(): string;
}

const root = fileURLToPath(new URL('../../..', import.meta.url));
const READY_WITHIN_MS = 60_000;

/** Starts an instance. Resolves when /readyz returns 200. */
export async function startInstance(
  cleanup: Pick<Cleanup, 'teardown'>,
  { name, command, env }: InstanceOptions,
): Promise<Instance> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, command, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, ...env, HOST: '127.0.0.1', PORT: String(port) },
  });
  const lastOutput = listenTo(child);
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  const pool = new Pool(url, { connections: 512, headersTimeout: 60_000, bodyTimeout: 60_000 });
  const isRunning = () => child.exitCode === null && child.signalCode === null;
  const kill = async () => {
    child.kill('SIGKILL');
    await exited;
    await pool.destroy();
  };
  cleanup.teardown(kill);
  await untilReady(url, isRunning, lastOutput);
  return {
    name,
    url,
    pool,
    isRunning,
    signal: (signal) => void child.kill(signal),
    exited,
    kill,
    lastOutput,
  };
}

async function untilReady(url: string, isRunning: () => boolean, lastOutput: () => string): Promise<void> {
  const giveUpAt = performance.now() + READY_WITHIN_MS;
  while (isRunning() && performance.now() < giveUpAt) {
    const status = await fetch(`${url}/readyz`).then(
      (response) => response.status,
      () => 0,
    );
    if (status === 200) return;
    await delay(50);
  }
  throw new Error(`an instance did not become ready:\n${lastOutput()}`);
}

/** Drains all output so the process never blocks on a full pipe, and keeps the end of it. */
function listenTo(child: ChildProcess): () => string {
  let end = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      end = (end + text).slice(-20_000);
    });
  }
  return () => end;
}
