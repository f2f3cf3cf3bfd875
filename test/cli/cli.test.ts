import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { commands } from '../../src/cli/commands.ts';
import { runCli } from '../../src/cli/run.ts';
import { migrationNames, migrationsDirectory } from '../../src/database/migration-files.ts';
import { createEmptyDatabase } from '../helpers/database.ts';

/** Runs the CLI in this process. */
async function uplink(args: readonly string[], env: Record<string, string> = {}) {
  const stdout: string[] = [];
  const stderr: string[] = [];
  const code = await runCli(args, {
    env,
    stdout: (line) => stdout.push(line),
    stderr: (line) => stderr.push(line),
    confirm: async () => false,
  });
  return { code, stdout, stderr };
}

/** Runs the CLI in a separate process, as an operator does. */
async function spawnUplink(args: readonly string[], env: Record<string, string> = {}) {
  const cli = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', cli, ...args], {
    env: { NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exit = new Promise((resolve) => child.on('exit', resolve));
  const [code, stdout, stderr] = await Promise.all([exit, text(child.stdout), text(child.stderr)]);
  return { code, stdout, stderr };
}

t.test('--help lists the commands', async (t) => {
  for (const args of [['--help'], ['-h'], ['help']]) {
    const { code, stdout, stderr } = await uplink(args);
    t.equal(code, 0);
    t.match(stdout.join('\n'), /^ {2}migrate {2,}\S/m);
    t.same(stderr, []);
  }
});

t.test('every command describes itself', async (t) => {
  for (const name of commands.keys()) {
    for (const args of [
      [...name.split(' '), '--help'],
      [...name.split(' '), '-h'],
      ['help', ...name.split(' ')],
    ]) {
      const { code, stdout, stderr } = await uplink(args);
      t.equal(code, 0);
      t.match(stdout, [new RegExp(`^uplink ${name}\\b`)]);
      t.same(stderr, []);
    }
  }
});

t.test('--version prints the version of the package', async (t) => {
  const { version } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'));
  t.match(await uplink(['--version']), { code: 0, stdout: [`uplink ${version}`], stderr: [] });
});

t.test('invalid usage prints a message and exits with 2', async (t) => {
  const calls: [args: string[], sentence: RegExp][] = [
    [['mirgate'], /^Unknown command "mirgate"\. See uplink --help\.$/],
    [['__proto__'], /^Unknown command "__proto__"/],
    [['--force'], /^Unknown command "--force"/],
    [['migrate', '--force'], /^Unknown option '--force'\.$/],
    [['migrate', 'now'], /^Unexpected argument 'now'\.$/],
    [[], /^Enter a command\.\n\nuplink <command>/],
  ];
  for (const [args, sentence] of calls) {
    const { code, stdout, stderr } = await uplink(args);
    t.equal(code, 2, args.join(' '));
    t.same(stdout, []);
    t.match(stderr, [sentence]);
    t.equal(stderr.length, 1);
  }
});

t.test('migrate with an invalid DATABASE_URL prints one line without the URL and exits with 1', async (t) => {
  const urls = [{}, { DATABASE_URL: ' ' }, { DATABASE_URL: 'mysql://user:hunter2@host/db' }];
  for (const env of urls) {
    const { code, stderr } = await uplink(['migrate'], env);
    t.equal(code, 1);
    t.match(stderr, [/^DATABASE_URL [^\n]+$/]);
    t.equal(stderr.length, 1);
    t.notMatch(stderr.join(), /hunter2/);
  }
});

t.test('migrate against a closed port prints one line without the password and exits with 1', async (t) => {
  const { code, stderr } = await uplink(['migrate'], {
    DATABASE_URL: 'postgresql://uplink:hunter2@localhost:1/uplink',
  });
  t.equal(code, 1);
  t.match(stderr, [/^The database cannot be used: nothing is listening there[^\n]*$/]);
  t.notMatch(stderr.join(), /hunter2/);
});

t.test(
  'two processes that migrate a database concurrently both succeed, and each migration is applied once',
  async (t) => {
    const { url } = await createEmptyDatabase(t);
    const runs = await Promise.all([1, 2].map(() => spawnUplink(['migrate'], { DATABASE_URL: url })));
    t.match(runs, [
      { code: 0, stderr: '' },
      { code: 0, stderr: '' },
    ]);
    const applied = (await migrationNames(migrationsDirectory)).map((name) => `applied ${name}\n`).join('');
    const outputs = runs.map(({ stdout }) =>
      stdout.replace('waiting for another migrate that is running\n', ''),
    );
    t.same(outputs.sort(), [applied, 'the database is up to date\n']);
  },
);

t.test('the process exits with the code of the command', async (t) => {
  const [unknown, missing] = await Promise.all([spawnUplink(['nope']), spawnUplink(['migrate'])]);
  t.match(unknown, { code: 2, stdout: '', stderr: /^Unknown command "nope"[^\n]*\n$/ });
  t.match(missing, { code: 1, stdout: '', stderr: /^DATABASE_URL is missing[^\n]*\n$/ });
});
