import { randomBytes, randomUUID } from 'node:crypto';
import {
  chmod,
  chown,
  link,
  mkdir,
  mkdtemp,
  readFile,
  readlink,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Account, canReach } from './account.ts';

/**
 * Makes the directory that holds the cluster and answers where it really is. Root's own directories are closed to
 * the server's account: then it is made in /var/tmp, and `<directory>/elsewhere` points there.
 */
export async function prepareHome(directory: string, account: Account | undefined): Promise<string> {
  await mkdir(directory, { recursive: true });
  if (await canReach(account, dirname(directory))) return own(directory, account);
  const pointer = join(directory, 'elsewhere');
  const known = await readlink(pointer).catch(() => undefined);
  if (known !== undefined && (await isDirectory(known))) return known;
  const home = await own(await mkdtemp('/var/tmp/uplink-postgres-'), account);
  await rm(pointer, { force: true });
  await symlink(home, pointer);
  return home;
}

/** The superuser's password: random, made once, readable only by the account that runs the server. */
export async function readOrCreatePassword(home: string, account: Account | undefined): Promise<string> {
  const path = join(home, 'password');
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, randomBytes(24).toString('base64url'), { mode: 0o600 });
  if (account) await chown(draft, account.uid, account.gid);
  // Unlike a write, a link appears whole or fails: two processes that start together end with one password.
  await link(draft, path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  await rm(draft);
  return readFile(path, 'utf8');
}

async function own(directory: string, account: Account | undefined): Promise<string> {
  await chmod(directory, 0o700);
  if (account) await chown(directory, account.uid, account.gid);
  return directory;
}

async function isDirectory(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() ?? false;
}
