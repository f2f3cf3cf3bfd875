import { readdirSync, readFileSync } from 'node:fs';
import t from 'tap';
import { parse } from 'yaml';

const folder = new URL('../../.github/workflows/', import.meta.url);
const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };

interface Job {
  steps: { run?: string }[];
  'timeout-minutes'?: number;
}

const jobs = readdirSync(folder).flatMap((name) =>
  Object.entries<Job>(parse(readFileSync(new URL(name, folder), 'utf8')).jobs),
);
const commands = jobs.flatMap(([, { steps }]) => steps.flatMap(({ run = '' }) => run.split(/\n|&&/)));
const npmScripts = commands.flatMap((line) => /\bnpm (?:run )?([\w:]+)/.exec(line)?.[1] ?? []);

/** Scripts that no workflow runs. */
const REPLACED: Record<string, string> = {
  'test:node': 'the jobs have a matrix of Node.js versions, and run all tests',
  'test:postgres': 'the jobs have a matrix of PostgreSQL versions, and run all tests',
  'test:mutation': 'it takes hours and is run by hand: docs/mutation-testing.md',
};

t.test('the workflows run every kind of test', async (t) => {
  const kinds = Object.keys(scripts).filter((name) => /^test(:|$)/.test(name) && !(name in REPLACED));
  t.ok(kinds.length > 5);
  for (const name of kinds) t.ok(npmScripts.includes(name) || name === 'test', name);
  t.ok(npmScripts.includes('check'));
});

t.test('each script that a workflow runs exists, and each job has a timeout', async (t) => {
  for (const name of npmScripts) t.ok(name === 'ci' || name in scripts, name);
  for (const [name, job] of jobs) t.ok(job['timeout-minutes'], name);
});
