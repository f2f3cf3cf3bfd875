/**
 * `npm run test:pooler`: tests two instances behind a real PgBouncer, in session and transaction
 * mode. Requires the program `pgbouncer`; starts its own PostgreSQL, like `npm test`.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const test = fileURLToPath(new URL('./test.ts', import.meta.url));
const journeys = fileURLToPath(new URL('../test/pooler/journeys.ts', import.meta.url));

// Debian installs it in a folder that is only in the PATH of root.
const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` };
const { status, stdout } = spawnSync('pgbouncer', ['--version'], { encoding: 'utf8', env });
if (status !== 0) {
  process.stderr.write('pgbouncer is not installed: apt-get install pgbouncer\n');
  process.exit(1);
}
process.stdout.write(`${stdout.split('\n')[0]}\n`);
const run = spawnSync(process.execPath, ['--import', 'tsx', test, journeys], { stdio: 'inherit', env });
process.exitCode = run.status ?? 1;
