/** `npm run test:chaos`: real processes of the production build, killed, stopped, cut off and overrun, and a judge of what is left. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Report } from '../tools/chaos/harness/run.ts';
import { startTestbed } from '../tools/chaos/harness/testbed.ts';
import { comparePeer } from '../tools/chaos/peer/compare.ts';
import { longProgram, type Step, shortProgram, usualProgram } from '../tools/chaos/program.ts';

const COMMAND = ['dist/server.js'];

const HELP = `Kills, stops, cuts off and overruns real processes of the production build, and judges what is left.
Exits 1 when a promise was broken.

  npm run test:chaos -- [options]

  --long         an evening
  --short        a minute
  --only NAMES   some scenarios, with commas: ${[...new Set(usualProgram(COMMAND).map(({ name }) => name))].join(', ')}
  --peer PATH    @zoom/rivet beside it, which is installed in that folder
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
else process.exitCode = await judge();

/** @returns the exit code */
async function judge(): Promise<number> {
  const only = values.only?.split(',');
  const unknown = only?.filter((name) => !program().some((step) => step.name === name)) ?? [];
  if (unknown.length > 0) {
    process.stderr.write(`There is no scenario ${unknown.join(', ')}.\n\n${HELP}`);
    return 2;
  }
  process.chdir(fileURLToPath(new URL('..', import.meta.url)));
  execFileSync(process.execPath, ['scripts/build.js'], { stdio: 'inherit' });
  const broken = await runAll(program().filter(({ name }) => only === undefined || only.includes(name)));
  if (values.peer !== undefined) for (const report of await comparePeer(values.peer)) print(report);
  process.stdout.write(broken === 0 ? '\nEvery promise held.\n' : `\n${broken} scenarios broke a promise.\n`);
  return broken === 0 ? 0 : 1;
}

function program(): Step[] {
  if (values.long) return longProgram(COMMAND);
  return values.short ? shortProgram(COMMAND) : usualProgram(COMMAND);
}

/** @returns how many scenarios found a fault */
async function runAll(all: readonly Step[]): Promise<number> {
  const testbed = await startTestbed({ command: COMMAND, postgres: process.env.TEST_DATABASE_URL });
  let invalid = 0;
  try {
    for (const { name, run } of all) {
      const report = await run(testbed).catch((error: unknown) => brokenOff(name, error));
      print(report);
      if (report.violations.length > 0) invalid += 1;
    }
  } finally {
    await testbed.end();
  }
  return invalid;
}

/** A scenario that could not be brought to its end counts as broken, and the rest is still run. */
function brokenOff(scenario: string, error: unknown): Report {
  return {
    scenario,
    counts: {},
    violations: [error instanceof Error ? (error.stack ?? error.message) : String(error)],
  };
}

function print({ scenario, counts, violations }: Report): void {
  const counted = Object.entries(counts).map(([what, count]) => `${what.trim()} ${count}`);
  process.stdout.write(`\n${scenario}\n  ${counted.join(' · ')}\n`);
  for (const violation of violations) process.stdout.write(`  BROKEN: ${violation}\n`);
}
