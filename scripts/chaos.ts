/**
 * `npm run test:chaos`: real processes of the production build, killed, stopped, cut off and overrun, and a judge of what is left.
 * `--long` takes an evening, `--short` a minute; `--only stampede,kills` runs some; `--peer PATH` measures @zoom/rivet, which is
 * installed in that folder, beside it. Exits 1 when a promise was broken.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Report } from '../test/chaos/harness/run.ts';
import { setStage } from '../test/chaos/harness/stage.ts';
import { comparePeer } from '../test/chaos/peer/compare.ts';
import { longProgram, type Step, shortProgram, usualProgram } from '../test/chaos/program.ts';

const COMMAND = ['dist/server.js'];

const { values } = parseArgs({
  options: {
    long: { type: 'boolean', default: false },
    short: { type: 'boolean', default: false },
    only: { type: 'string' },
    peer: { type: 'string' },
  },
});

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
execFileSync(process.execPath, ['scripts/build.js'], { stdio: 'inherit' });

const only = values.only?.split(',');
const steps = program().filter(({ name }) => only === undefined || only.includes(name));
const broken = await runAll(steps);
if (values.peer !== undefined) for (const report of await comparePeer(values.peer)) print(report);
process.stdout.write(broken === 0 ? '\nEvery promise held.\n' : `\n${broken} scenarios broke a promise.\n`);
process.exitCode = broken === 0 ? 0 : 1;

function program(): Step[] {
  if (values.long) return longProgram(COMMAND);
  return values.short ? shortProgram(COMMAND) : usualProgram(COMMAND);
}

/** @returns how many scenarios found a fault */
async function runAll(all: readonly Step[]): Promise<number> {
  const stage = await setStage({ command: COMMAND, postgres: process.env.TEST_DATABASE_URL });
  let faulty = 0;
  try {
    for (const { name, run } of all) {
      const report = await run(stage).catch((error: unknown) => brokenOff(name, error));
      print(report);
      if (report.faults.length > 0) faulty += 1;
    }
  } finally {
    await stage.end();
  }
  return faulty;
}

/** A scenario that could not be brought to its end counts as broken, and the rest is still run. */
function brokenOff(scenario: string, error: unknown): Report {
  return {
    scenario,
    counts: {},
    faults: [error instanceof Error ? (error.stack ?? error.message) : String(error)],
  };
}

function print({ scenario, counts, faults }: Report): void {
  const counted = Object.entries(counts).map(([what, count]) => `${what.trim()} ${count}`);
  process.stdout.write(`\n${scenario}\n  ${counted.join(' · ')}\n`);
  for (const fault of faults) process.stdout.write(`  BROKEN: ${fault}\n`);
}
