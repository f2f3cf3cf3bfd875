/**
 * `npm run test:node`: runs the demo check and the server tests on another Node.js version, which
 * it installs from npm.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { environmentOf, installNode } from './node-versions/install.ts';
import { EXCLUDED, serverTests } from './node-versions/server-tests.ts';

const HELP = `Runs the demo check and the server tests on another Node.js version. Installs it from npm into
node_modules/.cache/node; delete that folder for a newer release. Without ARGUMENTS, all tests run except those
whose result cannot depend on the version of the server:
  ${EXCLUDED.join('\n  ')}

  npm run test:node -- VERSION [ARGUMENTS]

  VERSION     a major version such as 24, or a longer one such as 20.19
  ARGUMENTS   those of npm test, such as files; then the demo check does not run
  --help
`;

const root = fileURLToPath(new URL('..', import.meta.url));
const [version = '', ...testArguments] = process.argv.slice(2);

if (version === '--help' || version === '-h') process.stdout.write(HELP);
else if (!/^\d+(\.\d+){0,2}$/.test(version)) {
  process.stderr.write(`Enter a version, such as 24.\n\n${HELP}`);
  process.exitCode = 2;
} else process.exitCode = await runOn(version);

/** @returns the exit code: 0 if everything passed */
async function runOn(version: string): Promise<number> {
  const program = await installNode(version);
  const env = { ...environmentOf(program, process.env), EXPECTED_NODE_VERSION: version };
  const npm = (...args: string[]) =>
    spawnSync('npm', ['run', '--silent', ...args], { cwd: root, env, stdio: 'inherit' }).status ?? 1;
  if (testArguments.length > 0) return npm('test', '--', ...testArguments);
  const demo = npm('demo', '--', '--check');
  return npm('test', '--', ...serverTests(root)) || demo;
}
