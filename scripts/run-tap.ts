import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { constants, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { typescriptOptions } from '../test/helpers/typescript.ts';

export interface TapRun {
  /** tap's exit code, or 128 plus the number of the signal that ended it. */
  code: number;
  /** The output in TAP format, with the totals at the end. */
  output: string;
}

const require = createRequire(import.meta.url);
const tapCommand = join(dirname(require.resolve('tap/package.json')), 'dist', 'esm', 'run.mjs');
const graceMs = 5000;

/**
 * Builds tap's test class without the plugins that `.taprc` excludes, whose module loaders make each
 * test file slower. tap does this automatically, but still starts the tests of that run with them.
 */
export async function buildTap(env: NodeJS.ProcessEnv): Promise<void> {
  const core = createRequire(require.resolve('tap/package.json')).resolve('@tapjs/test');
  const built = join(core.slice(0, core.lastIndexOf('@tapjs')), '@tapjs/test/test-built/dist/esm/index.js');
  const code = await readFile(built, 'utf8');
  if (!['@tapjs/typescript', '@tapjs/mock'].some((plugin) => code.includes(plugin))) return;
  await once(spawn(process.execPath, [tapCommand, 'build'], { env, stdio: 'inherit' }), 'exit');
}

/**
 * Runs tap's command: with its report on a terminal, as TAP elsewhere. An aborted signal's reason
 * is a Unix signal.
 */
export async function runTap(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  interrupted: AbortSignal,
): Promise<TapRun> {
  return process.stdout.isTTY ? runWithReport(args, env, interrupted) : runAsTap(args, env, interrupted);
}

async function runWithReport(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  interrupted: AbortSignal,
): Promise<TapRun> {
  const directory = await mkdtemp(join(tmpdir(), 'uplink-tap-'));
  const file = join(directory, 'output.tap');
  try {
    const code = await exitOf(spawnTap([`--output-file=${file}`, ...args], env, 'inherit'), interrupted);
    return { code, output: await readFile(file, 'utf8').catch(() => '') };
  } finally {
    await rm(directory, { recursive: true });
  }
}

/** Without an output file: with both, tap prints every line twice. */
async function runAsTap(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  interrupted: AbortSignal,
): Promise<TapRun> {
  const tap = spawnTap(['--reporter=tap', ...args], env, ['inherit', 'pipe', 'inherit']);
  const [code, output] = await Promise.all([exitOf(tap, interrupted), shown(tap.stdout)]);
  return { code, output };
}

async function shown(stdout: Readable | null): Promise<string> {
  let output = '';
  for await (const chunk of stdout?.setEncoding('utf8') ?? []) {
    process.stdout.write(chunk);
    output += chunk;
  }
  return output;
}

/**
 * In its own process group, so that a signal reaches the tests and their child processes directly:
 * tap itself handles a signal only after the run.
 */
function spawnTap(args: readonly string[], env: NodeJS.ProcessEnv, stdio: StdioOptions): ChildProcess {
  const options = typescriptOptions().map((option) => `--node-arg=${option}`);
  return spawn(process.execPath, [tapCommand, ...options, ...args], { env, stdio, detached: true });
}

async function exitOf(tap: ChildProcess, interrupted: AbortSignal): Promise<number> {
  const exit = once(tap, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  const interrupt = () => endGroup(tap, interrupted.reason);
  if (interrupted.aborted) interrupt();
  interrupted.addEventListener('abort', interrupt);
  const [code, signal] = await exit;
  interrupted.removeEventListener('abort', interrupt);
  const fatal: NodeJS.Signals | null = interrupted.aborted ? interrupted.reason : signal;
  return fatal ? 128 + constants.signals[fatal] : (code ?? 1);
}

/** Terminates tap and its child processes, with a grace period for cleanup. */
function endGroup(tap: ChildProcess, signal: NodeJS.Signals) {
  if (tap.pid === undefined) return;
  const group = -tap.pid;
  process.kill(group, signal);
  const timer = setTimeout(() => process.kill(group, 'SIGKILL'), graceMs);
  tap.once('exit', () => clearTimeout(timer));
}
