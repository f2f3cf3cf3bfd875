import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Test } from './app.ts';
import { eventually } from './eventually.ts';

interface ProgramOptions {
  args: readonly string[];
  /** The local port that it listens on when it is ready. */
  port: number;
  env?: Record<string, string>;
  /** Signal that ends it at once, with its own child processes. @default 'SIGKILL' */
  endSignal?: NodeJS.Signals;
}

/**
 * Starts an installed program, such as a proxy, and waits until it listens. It ends with the test.
 * @returns its output so far
 */
export async function startProgram(
  t: Test,
  command: string,
  { args, port, env = {}, endSignal = 'SIGKILL' }: ProgramOptions,
): Promise<() => string> {
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    // Debian installs servers in a folder that is only in the PATH of root.
    env: { PATH: `${process.env.PATH}:/usr/sbin`, ...env },
  });
  const output = collect(child);
  const exit = once(child, 'exit');
  t.teardown(async () => {
    child.kill(endSignal);
    await exit;
  });
  const isUp = await eventually(() => child.exitCode === null && listens(port));
  if (!isUp) throw new Error(`${command} did not start: ${output()}`);
  return output;
}

function collect(child: ChildProcess): () => string {
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      text = (text + chunk).slice(-20_000);
    });
  return () => text;
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}
