/**
 * `npm run test:postgres`: runs the tests that depend on the database on several major versions of
 * PostgreSQL, and prints a table. Downloads each version once, from npm.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Client } from 'pg';
import { majorVersions } from '../dev/postgres/releases.ts';
import { startTemporaryPostgres } from '../test/helpers/temporary-postgres.ts';

/** Folders of tests that depend on the database. */
const FOLDERS = [
  ...['bulk-updates', 'calendar', 'cli', 'database', 'destinations', 'destination-switches', 'install'],
  ...['isolation', 'jobs', 'listings', 'livestreams', 'metrics', 'privacy', 'rate-limit', 'sessions'],
  ...['status', 'tokens', 'user-events', 'webhooks'],
];

const HELP = `Runs the tests that depend on the database on several versions of PostgreSQL.
Exits with 1 if one fails. Downloads each version once, from npm, into .data.

  npm run test:postgres -- [options] [VERSION …]

  VERSION        ${majorVersions.join(', ')}; without, all of them
  --only NAMES   only these folders of tests, separated by commas: ${FOLDERS.join(', ')}
  --help
`;

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
let isInterrupted = false;

interface Result {
  major: number;
  version: string;
  passed: number;
  failed: number;
  seconds: number;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    help: { type: 'boolean', short: 'h', default: false },
    only: { type: 'string' },
  },
});
process.chdir(fileURLToPath(new URL('..', import.meta.url)));
process.exitCode = values.help ? showHelp() : await runMatrix();

function showHelp(): number {
  process.stdout.write(HELP);
  return 0;
}

/** @returns the exit code */
async function runMatrix(): Promise<number> {
  const unknown = [
    ...positionals.filter((name) => !majorVersions.includes(Number(name))),
    ...(values.only?.split(',') ?? []).filter((name) => !FOLDERS.includes(name)),
  ];
  if (unknown.length > 0) {
    process.stderr.write(`Unknown version or folder: ${unknown.join(', ')}.\n\n${HELP}`);
    return 2;
  }
  const files = (values.only?.split(',') ?? FOLDERS).flatMap(testFiles);
  const results: Result[] = [];
  for (const major of positionals.length === 0 ? majorVersions : positionals.map(Number)) {
    if (!isInterrupted) results.push(await testOn(major, files));
  }
  process.stdout.write(`\n${table(results)}`);
  return results.every(({ passed, failed }) => passed > 0 && failed === 0) ? 0 : 1;
}

function testFiles(folder: string): string[] {
  return readdirSync(`test/${folder}`, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => `test/${folder}/${name}`)
    .sort();
}

async function testOn(major: number, files: readonly string[]): Promise<Result> {
  const server = await startTemporaryPostgres(major);
  const startedAt = performance.now();
  try {
    const version = await serverVersion(server.url);
    const output = await runTests(files, server.url);
    const [, passed = '0', failed = '1'] = /^(\d+) passed, (\d+) failed$/m.exec(output) ?? [];
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    return { major, version, passed: Number(passed), failed: Number(failed), seconds };
  } finally {
    await server.stop();
  }
}

/** @returns the output, which is also printed */
async function runTests(files: readonly string[], url: string): Promise<string> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/test.ts', ...files], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, TEST_DATABASE_URL: url },
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    process.stdout.write(text);
    output += text;
  });
  const forward = (signal: NodeJS.Signals) => void child.kill(signal);
  for (const signal of SIGNALS) process.on(signal, forward);
  const [code] = await once(child, 'close');
  for (const signal of SIGNALS) process.off(signal, forward);
  isInterrupted = code > 128;
  return output;
}

async function serverVersion(url: string): Promise<string> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ server_version: string }>('show server_version');
  await client.end();
  return rows[0]?.server_version ?? '';
}

function table(results: readonly Result[]): string {
  const rows = results.map(({ major, version, passed, failed, seconds }) =>
    [
      `PostgreSQL ${major}`.padEnd(16),
      version.padEnd(8),
      cell(passed),
      cell(failed),
      cell(`${seconds} s`),
    ].join(''),
  );
  const head = [''.padEnd(16), 'version '.padEnd(8), cell('passed'), cell('failed'), cell('time')].join('');
  return `${[head, ...rows].join('\n')}\n`;
}

function cell(value: number | string): string {
  return String(value).padStart(10);
}
