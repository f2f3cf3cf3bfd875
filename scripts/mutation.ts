/**
 * `npm run test:mutation -- AREA ...`: changes the code of an area in many small ways, and checks
 * that a test fails for each. Compares the survivors with docs/mutation-testing.md.
 */
import { mkdir, readFile, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { PartialStrykerOptions } from '@stryker-mutator/api/core';
import { Stryker } from '@stryker-mutator/core';
import { ensureTemplate } from '../test/helpers/database-template.ts';
import { startTemporaryPostgres } from '../test/helpers/temporary-postgres.ts';
import { AREAS, type Area } from './mutation/areas.ts';
import { explanationsIn, type MutationReport, problemsOf, scoreOf } from './mutation/explanations.ts';
import type { TapRunnerOptions } from './mutation/tap-runner.ts';

const HELP = `Mutation testing: changes the code in many small ways, and checks that a test fails for each.
Exits with 1 if fewer than 90 % are detected, or if the survivors are not those that docs/mutation-testing.md explains.

  npm run test:mutation -- AREA ... [options]

  AREA           ${Object.keys(AREAS).join(', ')}; all of them without an argument
  --incremental  reuse results for code and test files that have not changed since the last run
  --compare      only compare the last report of each area with the document
  --help
`;

const REPORTS = 'node_modules/.cache/mutation';
const PAGE = 'docs/mutation-testing.md';
const WORKER_ARGS = ['--import', new URL('./mutation/worker.js', import.meta.url).href];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    help: { type: 'boolean', short: 'h', default: false },
    incremental: { type: 'boolean', default: false },
    compare: { type: 'boolean', default: false },
  },
});

if (values.help) process.stdout.write(HELP);
else process.exitCode = await run(positionals.length > 0 ? positionals : Object.keys(AREAS));

/** @returns the exit code */
async function run(names: readonly string[]): Promise<number> {
  const unknown = names.filter((name) => !(name in AREAS));
  if (unknown.length > 0) {
    process.stderr.write(`Unknown area: ${unknown.join(', ')}.\n\n${HELP}`);
    return 2;
  }
  process.chdir(fileURLToPath(new URL('..', import.meta.url)));
  const unreliable = values.compare ? [] : await mutateAll(names);
  let code = 0;
  for (const name of names) {
    const problems = [...unreliable, ...(await compare(name))];
    for (const problem of problems) process.stdout.write(`${problem}\n`);
    if (problems.length > 0) code = 1;
  }
  return code;
}

/** @returns reasons not to trust the results */
async function mutateAll(names: readonly string[]): Promise<string[]> {
  // One for each run, because several areas can be measured concurrently.
  const problemsFile = `${process.cwd()}/${REPORTS}/problems-${process.pid}`;
  await mkdir(REPORTS, { recursive: true });
  const server = await startTemporaryPostgres();
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void server.stop().finally(() => process.exit(1)));
  try {
    await ensureTemplate(server.url);
    process.env.TEST_DATABASE_URL = server.url;
    for (const name of names) {
      const area = AREAS[name];
      if (area) await new Stryker(strykerOptions(name, area, problemsFile)).runMutationTest();
    }
  } finally {
    await server.stop();
  }
  const problems = await readFile(problemsFile, 'utf8').catch(() => '');
  await rm(problemsFile, { force: true });
  return problems.split('\n').filter(Boolean);
}

function strykerOptions(
  name: string,
  { mutate, tests, timeoutMS = 30_000 }: Area,
  problemsFile: string,
): PartialStrykerOptions & { tapInProcess: TapRunnerOptions } {
  return {
    mutate: [...mutate],
    testRunner: 'tap-in-process',
    plugins: ['./scripts/mutation/tap-runner.ts'],
    // Stryker loads the plugins in both kinds of process.
    testRunnerNodeArgs: WORKER_ARGS,
    checkerNodeArgs: WORKER_ARGS,
    tapInProcess: { tests: [...tests], preload: [...mutate], problemsFile },
    coverageAnalysis: 'perTest',
    concurrency: 1,
    incremental: values.incremental,
    incrementalFile: `${REPORTS}/${name}-incremental.json`,
    reporters: ['json', 'progress-append-only', 'clear-text'],
    clearTextReporter: { logTests: false, reportTests: false, allowColor: false },
    jsonReporter: { fileName: reportFile(name) },
    tempDirName: '.data/stryker',
    ignorePatterns: ['/.data', '/dist', '/coverage', '/docs', '/bench', '/deploy'],
    // Long enough for a busy machine: an endless loop has to be the mutant's.
    timeoutMS,
    timeoutFactor: 10,
    allowConsoleColors: false,
    warnings: { unknownOptions: false, preprocessorErrors: true, unserializableOptions: true, slow: true },
  };
}

/** Prints the area's score. @returns what the document lacks or has too much */
async function compare(name: string): Promise<string[]> {
  const report: MutationReport = JSON.parse(await readFile(reportFile(name), 'utf8'));
  const { mutants, detected, percent } = scoreOf(report);
  process.stdout.write(
    `\n${name}: ${mutants} mutants, ${detected} detected, ${mutants - detected} survived, ${percent.toFixed(1)} %\n`,
  );
  return problemsOf(report, explanationsIn(await readFile(PAGE, 'utf8'), name));
}

function reportFile(name: string): string {
  return `${REPORTS}/${name}.json`;
}
