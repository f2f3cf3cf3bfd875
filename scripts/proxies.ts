/**
 * `npm run test:proxies`: tests the configuration files in `deploy/` with the programs that they are
 * for: Caddy, nginx and systemd. Requires them; starts its own PostgreSQL, like `npm test`.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const test = fileURLToPath(new URL('./test.ts', import.meta.url));
const files = ['behind-proxy', 'systemd'].map((name) =>
  fileURLToPath(new URL(`../test/proxies/${name}.ts`, import.meta.url)),
);
const programs = { caddy: ['version'], nginx: ['-v'], 'systemd-analyze': ['--version'] };

// Debian installs servers in a folder that is only in the PATH of root.
const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` };
const missing = Object.entries(programs).filter(
  ([name, args]) => spawnSync(name, args, { env }).status !== 0,
);
if (missing.length > 0) {
  const names = missing.map(([name]) => name.replace('-analyze', ''));
  process.stderr.write(`missing: apt-get install ${names.join(' ')}\n`);
  process.exit(1);
}
const run = spawnSync(process.execPath, ['--import', 'tsx', test, ...files], { stdio: 'inherit', env });
process.exitCode = run.status ?? 1;
