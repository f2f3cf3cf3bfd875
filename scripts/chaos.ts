/**
 * `npm run test:chaos`: injects faults into real processes of the production build and checks the
 * reliability guarantees.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Report } from '../tools/chaos/harness/run.ts';
import { startTestbed } from '../tools/chaos/harness/testbed.ts';
import { comparePeer } from '../tools/chaos/peer/compare.ts';
import { longProgram, type Step, shortProgram, usualProgram } from '../tools/chaos/program.ts';

const COMMAND = ['dist/server.js'];

const HELP = `Kills, stops, disconnects and overloads processes of the production build, and checks the reliability guarantees.
Exits with 1 if a guarantee was violated.

  npm run test:chaos -- [options]

  --long         the long program: several hours
  --short        the short program: about a minute
  --only NAMES   only these scenarios, separated by commas: ${[...new Set(usualProgram(COMMAND).map(({ name }) => name))].join(', ')}
  --peer PATH    also run @zoom/rivet, which is installed in that folder
  --help
`;

const { values } = parseArgs({
  options: {
    help: { type: 'boolean', short: 'h', default: false },
    long: { type: 'boolean', default: false },
    short: { type: 'boolean', default: false },
    only: { type: 'string' },
    peer: { type: 'string' },
  },
});

if (values.help) process.stdout.write(HELP);
else process.exitCode = await runScenarios();

/** @returns the exit code */
async function runScenarios(): Promise<number> {
  const only = values.only?.split(',');
  const unknown = only?.filter((name) => !program().some((step) => step.name === name)) ?? [];
  if (unknown.length > 0) {
    process.stderr.write(`Unknown scenario: ${unknown.join(', ')}.\n\n${HELP}`);
    return 2;
  }
  process.chdir(fileURLToPath(new URL('..', import.meta.url)));
  execFileSync(process.execPath, ['scripts/build.js'], { stdio: 'inherit' });
  const broken = await runAll(program().filter(({ name }) => only === undefined || only.includes(name)));
  if (values.peer !== undefined) for (const report of await comparePeer(values.peer)) print(report);
  process.stdout.write(
    broken === 0 ? '\nAll guarantees held.\n' : `\n${broken} scenarios violated a guarantee.\n`,
  );
  return broken === 0 ? 0 : 1;
}

function program(): Step[] {
  if (values.long) return longProgram(COMMAND);
  return values.short ? shortProgram(COMMAND) : usualProgram(COMMAND);
}

/** @returns the number of failed scenarios */
async function runAll(all: readonly Step[]): Promise<number> {
  const testbed = await startTestbed({ command: COMMAND, postgres: process.env.TEST_DATABASE_URL });
  let invalid = 0;
  try {
    for (const { name, run } of all) {
      const report = await run(testbed).catch((error: unknown) => failedRun(name, error));
      print(report);
      if (report.violations.length > 0) invalid += 1;
    }
  } finally {
    await testbed.end();
  }
  return invalid;
}

/** Reports a scenario that threw as failed, so that the others still run. */
function failedRun(scenario: string, error: unknown): Report {
  return {
    scenario,
    counts: {},
    violations: [error instanceof Error ? (error.stack ?? error.message) : String(error)],
  };
}

function print({ scenario, counts, violations }: Report): void {
  const counted = Object.entries(counts).map(([what, count]) => `${what.trim()} ${count}`);
  process.stdout.write(`\n${scenario}\n  ${counted.join(' · ')}\n`);
  for (const violation of violations) process.stdout.write(`  VIOLATED: ${violation}\n`);
}
