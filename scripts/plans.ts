/**
 * `npm run plans`: fills a database, uses every feature of Uplink, and prints how PostgreSQL executed
 * each statement. Fails if one reads a whole table that grows with the number of users.
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { JudgedStatement } from '../test/plans/judge.ts';

const HELP = `Prints the plan of every statement that a request, webhook, event stream or job executes.

  npm run plans -- [options]

  --installations N   how many installations the database has; 20000 by default
  --all               prints whole statements
  --help
`;

const { values } = parseArgs({
  options: {
    installations: { type: 'string', default: '20000' },
    all: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

if (values.help) process.stdout.write(HELP);
else process.exitCode = await run();

async function run(): Promise<number> {
  const directory = await mkdtemp(join(tmpdir(), 'uplink-plans-'));
  const file = join(directory, 'plans.json');
  const test = fileURLToPath(new URL('./test.ts', import.meta.url));
  const env = { ...process.env, PLANS_FILE: file, PLANS_INSTALLATIONS: values.installations };
  try {
    const args = ['--import', 'tsx', test, 'test/plans/plans.test.ts'];
    const { status, stdout } = spawnSync(process.execPath, args, { env, encoding: 'utf8' });
    const json = await readFile(file, 'utf8').catch(() => undefined);
    if (json === undefined) {
      process.stdout.write(stdout);
      return status || 1;
    }
    const statements = JSON.parse(json) as JudgedStatement[];
    for (const statement of statements) process.stdout.write(describe(statement));
    process.stdout.write(summaryOf(statements));
    return status ?? 1;
  } finally {
    await rm(directory, { recursive: true });
  }
}

function describe({ statement, executions, access, maxRows, problems, exception }: JudgedStatement): string {
  const text = values.all || statement.length <= 160 ? statement : `${statement.slice(0, 160)}…`;
  const lines = [
    text,
    `    ${executions} × · ${access.join(' · ') || 'no table'} · at most ${Math.round(maxRows)} rows`,
    ...problems.map((problem) => `    PROBLEM: ${problem}`),
    ...(exception === undefined ? [] : [`    accepted: ${exception}`]),
  ];
  return `${lines.join('\n')}\n`;
}

function summaryOf(statements: JudgedStatement[]): string {
  const bad = statements.filter(({ problems }) => problems.length > 0).length;
  return `\n${statements.length} statements, ${bad} with a problem, with ${values.installations} installations\n`;
}
