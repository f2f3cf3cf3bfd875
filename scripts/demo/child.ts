import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface Child {
  /** Resolves with its exit code. */
  exited: Promise<number | null>;
  stop(): Promise<void>;
}

export interface ChildOptions {
  env?: Record<string, string>;
  /** Called with each line that it prints. */
  onLine?: (line: string) => void;
}

const KILL_AFTER_MS = 10_000;

/** Runs a Node.js program with this environment and the caller's PATH and folders only. */
export function startNode(args: string[], { env = {}, onLine }: ChildOptions = {}): Child {
  const { PATH = '', HOME = '', TMPDIR } = process.env;
  const child = spawn(process.execPath, args, {
    env: { PATH, HOME, ...(TMPDIR === undefined ? {} : { TMPDIR }), ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  createInterface({ input: child.stdout }).on('line', onLine ?? (() => {}));
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return { exited, stop: () => stopChild(child, exited) };
}

async function stopChild(child: ChildProcess, exited: Promise<unknown>): Promise<void> {
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS);
  await exited;
  clearTimeout(timer);
}
