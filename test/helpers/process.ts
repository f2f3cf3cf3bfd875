import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Test } from './app.ts';
import { typescriptOptions } from './typescript.ts';

const server = fileURLToPath(new URL('../../src/server.ts', import.meta.url));

export interface RunningProcess {
  child: ChildProcess;
  /** The output so far. */
  stdout(): string;
  stderr(): string;
  /** Resolves with the exit code. */
  exit: Promise<number | null>;
}

/**
 * Starts the server in its own process, with only this environment, in an empty folder.
 *
 * @param entry the server's source or a build of it
 */
export async function startProcess(
  t: Test,
  env: Record<string, string>,
  entry = server,
): Promise<RunningProcess> {
  const cwd = await mkdtemp(join(tmpdir(), 'uplink-process-'));
  const options = entry.endsWith('.ts') ? typescriptOptions() : [];
  const child = spawn(process.execPath, [...options, entry], {
    cwd,
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const written = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream].setEncoding('utf8').on('data', (chunk: string) => {
      written[stream] += chunk;
    });
  const exit = once(child, 'close').then(([code]) => code as number | null);
  t.teardown(async () => {
    child.kill('SIGKILL');
    await exit;
    await rm(cwd, { recursive: true, force: true });
  });
  return { child, exit, stdout: () => written.stdout, stderr: () => written.stderr };
}
