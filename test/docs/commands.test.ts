import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { runCli } from '../../src/cli/run.ts';
import { startHealthy } from '../cli/doctor/healthy.ts';
import { blocksOf, commandsOf } from './blocks.ts';

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  ...readdirSync(new URL('docs/', root))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];
const blocks = pages.flatMap(blocksOf);
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };

/** Programs that need a service or privileges which a test does not have, and the files that they use. */
const elsewhere = /^(fly|node --cpu-prof|docker|kubectl|systemctl|git|cp|cd|\.\/secrets\.sh|timedatectl)\b/;
/** The walk through docs/self-hosting.md runs these. */
const inWalk = /^(node --version|node --env-file=|sudo|psql|curl|umask|cat >)/;
/** test/deployment/release.test.ts and test/operations run these. */
const inOtherTests =
  /^(VERSION=|KEY=|scripts\/release\.sh|ssh-keygen|sha256sum|pg_dump|pg_restore|createdb|tar )/;
const keys = /^(echo "k1:\$\(openssl|ENCRYPTION_KEYS=|export NODE_ENV=)/;

t.test('every npm command of the documentation is a script of package.json', async (t) => {
  const npm = blocks.flatMap(commandsOf).filter((command) => command.startsWith('npm '));
  t.ok(npm.length > 10);
  for (const command of npm) {
    const [, verb = '', name = ''] = command.split(' ');
    if (verb === 'ci') continue;
    t.ok((verb === 'run' ? name : verb) in scripts, command);
  }
});

t.test('every other command of the documentation has a test, or needs a service', async (t) => {
  for (const block of blocks)
    for (const command of commandsOf(block)) {
      const isKnown =
        /^npm |^node (dist\/cli|scripts\/)/.test(command) ||
        [elsewhere, inWalk, inOtherTests, keys].some((r) => r.test(command));
      t.ok(isKnown, `${block.page}:${block.line} ${command}`);
    }
});

t.test('every file that a command of the documentation names exists', async (t) => {
  const named = blocks.flatMap(
    ({ text }) => text.match(/\b(?:deploy|scripts|test|prisma)\/[\w./-]*\w/g) ?? [],
  );
  t.ok(named.length > 5);
  for (const path of named) t.ok(existsSync(new URL(path, root)), path);
});

t.test('the CLI has every command and option that the documentation names', async (t) => {
  const { env } = await startHealthy(t);
  const inline = [...pages, 'CHANGELOG.md', 'src/pages/en/support.ts']
    .filter((page) => existsSync(new URL(page, root)))
    .flatMap((page) =>
      [...read(page).matchAll(/`(?:uplink|node dist\/cli\.js) ([a-z-][^`]*)`/g)].map(
        ([, rest]) => rest ?? '',
      ),
    );
  const inBlocks = blocks
    .flatMap(commandsOf)
    .flatMap(
      (command) =>
        /^(?:\w+=\S+ )*node (?:--env-file=\S+ )?dist\/cli\.js ([^>|]+)/.exec(command)?.[1]?.trim() ?? [],
    );
  const commands = new Set([...inline, ...inBlocks]);
  t.ok(commands.size > 8);
  for (const command of commands) {
    const args = command
      .split(/\s+/)
      .map((word) => (/^[A-Z]+$|^submission$/.test(word) ? join(t.testdirName, 'kit') : word));
    const errors: string[] = [];
    const context = {
      env,
      stdout: () => {},
      stderr: (line: string) => errors.push(line),
      confirm: async () => false,
    };
    const code = await runCli(args, context);
    // Usage is wrong at most because the page leaves out an ID.
    t.ok(code !== 2 || /Enter/.test(errors.join()), `${command}: ${errors.join()}`);
  }
});
