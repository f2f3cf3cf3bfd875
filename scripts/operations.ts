/**
 * `npm run test:operations`: backs up and restores a database with PostgreSQL's own programs, as
 * docs/operations.md describes. Requires `pg_dump`; starts a PostgreSQL server of its version.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { majorVersions } from '../dev/postgres/releases.ts';
import { startTemporaryPostgres } from '../test/helpers/temporary-postgres.ts';

const test = fileURLToPath(new URL('./test.ts', import.meta.url));
const files = [fileURLToPath(new URL('../test/operations/restore.ts', import.meta.url))];

process.exitCode = await run();

/** @returns the exit code */
async function run(): Promise<number> {
  const { status, stdout } = spawnSync('pg_dump', ['--version'], { encoding: 'utf8' });
  if (status !== 0) {
    process.stderr.write('pg_dump is not installed: apt-get install postgresql-client\n');
    return 1;
  }
  process.stdout.write(stdout);
  const installed = Number(/(\d+)/.exec(stdout)?.[1]);
  // pg_dump supports servers of its own version and older ones.
  const major = Math.min(installed, Math.max(...majorVersions));
  const server = await startTemporaryPostgres(major);
  try {
    const env = { ...process.env, TEST_DATABASE_URL: server.url };
    const args = ['--import', 'tsx', test, ...files, ...process.argv.slice(2)];
    return spawnSync(process.execPath, args, { stdio: 'inherit', env }).status ?? 1;
  } finally {
    await server.stop();
  }
}
