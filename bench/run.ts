/** `npm run bench`: runs the benchmarks of this folder and prints the results as one table. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startEmbeddedPostgres } from '../dev/postgres/embedded-postgres.ts';
import { bulk } from './bulk.ts';
import { eventStreams } from './event-streams.ts';
import { growth } from './growth.ts';
import { type BenchOptions, withBench } from './harness/bench.ts';
import type { Benchmark, Figure } from './harness/benchmark.ts';
import { findPeer, installPeer } from './harness/peer.ts';
import { type Finding, findingOf, table } from './harness/report.ts';
import { isShort, size } from './harness/size.ts';
import { idle } from './idle.ts';
import { instances } from './instances.ts';
import { load } from './load.ts';
import { memory } from './memory.ts';
import { page } from './page.ts';
import { peer } from './peer.ts';
import { readThrough } from './read-through.ts';
import { readWarm } from './read-warm.ts';
import { stampede } from './stampede.ts';
import { start } from './start.ts';
import { ui } from './ui.ts';
import { webhook } from './webhook.ts';

const benchmarks: Benchmark[] = [
  readWarm,
  readThrough,
  start,
  memory,
  eventStreams,
  peer,
  stampede,
  page,
  bulk,
  growth,
  webhook,
  idle,
  instances,
  load,
  ui,
];
const MIN_ROUNDS = 5;

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    rounds: { type: 'string', default: String(size(MIN_ROUNDS, 1)) },
    short: { type: 'boolean' },
    peer: { type: 'string' },
    installations: { type: 'string', default: size('1000000', '1500') },
    seconds: { type: 'string', default: size('600', '1') },
    help: { type: 'boolean', short: 'h' },
  },
});
const help = `Measures Uplink and references in the same run.

  npm run bench -- [options]

  --only NAME    one benchmark (may be repeated)
  --short        one round of tiny sizes: shows that every benchmark works, and nothing about speed
  --rounds N     rounds after the warm-up; ${MIN_ROUNDS} by default; fewer only for a trial
  --installations N  largest database of growth; 1000000 by default; fewer only for a trial
  --seconds N    how long load sends requests; 600 by default; fewer only for a trial
  --peer PATH    the folder in which @zoom/rivet is installed, to compare with it
  --help

Benchmarks:
${benchmarks.map(({ name, question }) => `  ${name.padEnd(14)} ${question}`).join('\n')}
`;

/** Rejects on a signal, so that all processes are stopped. */
const interrupted = new Promise<never>((_, reject) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => reject(new Error(`Stopped by ${signal}.`)));
  }
});
interrupted.catch(() => undefined);

if (values.help) process.stdout.write(help);
else process.exitCode = await run();

async function run(): Promise<number> {
  const unknown =
    values.only?.filter((name) => !benchmarks.some((benchmark) => benchmark.name === name)) ?? [];
  const rounds = Number(values.rounds);
  const maxInstallations = Number(values.installations);
  const loadSeconds = Number(values.seconds);
  const areNumbers = Number.isInteger(rounds) && rounds >= 1 && maxInstallations >= 1 && loadSeconds > 0;
  if (unknown.length > 0 || !areNumbers) {
    process.stderr.write(`${help}\nNot understood: ${unknown.join(', ') || `--rounds ${values.rounds}`}\n`);
    return 1;
  }
  const peerDirectory = values.peer === undefined ? undefined : findPeer(values.peer);
  if (values.peer !== undefined && peerDirectory === undefined) {
    process.stderr.write(`@zoom/rivet is not in ${values.peer}. ${installPeer}\n`);
    return 1;
  }
  const requested = runnable(peerDirectory);
  if (requested.length === 0) return 1;
  const findings = await withPostgres((postgresUrl) =>
    measureAll(requested, { rounds, maxInstallations, loadSeconds, postgresUrl, peerDirectory, interrupted }),
  );
  if (requested.length > 1) process.stdout.write(`${table(findings)}\n`);
  if (isShort) return 0;
  await writeFile(
    new URL('./results.json', import.meta.url),
    `${JSON.stringify(record(rounds, findings), null, 2)}\n`,
  );
  return 0;
}

/** The selected benchmarks, without those that need a missing peer. */
function runnable(peerDirectory: string | undefined): Benchmark[] {
  const selected = benchmarks.filter(({ name }) => values.only?.includes(name) ?? true);
  if (peerDirectory !== undefined || !selected.some(({ peer }) => peer)) return selected;
  process.stdout.write(`${installPeer}\n\n`);
  return selected.filter(({ peer }) => peer !== 'all');
}

/** Prints the findings of each benchmark when it is done, because all of them take a long time. */
async function measureAll(requested: Benchmark[], options: BenchOptions): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const benchmark of requested) {
    process.stdout.write(`${benchmark.name}: ${benchmark.question}\n`);
    const figures = await withBench(options, benchmark.measure);
    const found = figures.map((figure) => findingOf(benchmark, isShort ? withoutTarget(figure) : figure));
    if (isShort) requireValues(benchmark, found);
    process.stdout.write(`\n${table(found)}\n\n`);
    findings.push(...found);
  }
  return findings;
}

/** Tiny sizes say nothing about a target. */
function withoutTarget({ target: _, ...figure }: Figure): Figure {
  return figure;
}

/** @throws {Error} if the benchmark measured nothing */
function requireValues({ name }: Benchmark, findings: readonly Finding[]): void {
  const missing = findings.filter(({ uplink }) => uplink.length === 0 || !uplink.every(Number.isFinite));
  if (findings.length === 0 || missing.length > 0)
    throw new Error(
      `${name} has no value for ${missing.map((finding) => finding.name).join(', ') || 'anything'}`,
    );
}

async function withPostgres<Result>(use: (url: string) => Promise<Result>): Promise<Result> {
  const directory = await mkdtemp(join(tmpdir(), 'uplink-bench-'));
  const { url, stop } = await startEmbeddedPostgres({ directory });
  try {
    return await use(url);
  } finally {
    await stop();
    await rm(directory, { recursive: true, force: true });
  }
}

function record(rounds: number, findings: Finding[]) {
  const { version: node, platform, arch } = process;
  return {
    at: new Date().toISOString(),
    node,
    platform,
    arch,
    cores: availableParallelism(),
    rounds,
    findings,
  };
}
