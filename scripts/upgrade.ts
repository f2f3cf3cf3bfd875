/**
 * `npm run test:upgrade`: upgrades a running installation of version 0.2.0 to this version, and
 * goes back. Builds both; requires the git history.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { buildPrevious, PREVIOUS } from './upgrade/previous-version.ts';

const HELP = `Upgrades a running installation of version ${PREVIOUS.version} to this version without downtime, and goes back.
Builds version ${PREVIOUS.version} once, in .data: this needs the git history, npm's registry and about two minutes.

  npm run test:upgrade -- [--help]
`;

const root = fileURLToPath(new URL('..', import.meta.url));

if (process.argv.includes('--help') || process.argv.includes('-h')) process.stdout.write(HELP);
else process.exitCode = run();

/** @returns the exit code */
function run(): number {
  let previous: string;
  try {
    previous = buildPrevious(root);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    return 1;
  }
  const node = (...args: string[]) =>
    spawnSync(process.execPath, args, {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, PREVIOUS_BUILD: previous },
    }).status ?? 1;
  return node('scripts/build.js') || node('--import', 'tsx', 'scripts/test.ts', 'test/upgrade/upgrade.ts');
}
