import { randomBytes, randomUUID } from 'node:crypto';
import {
  chmod,
  chown,
  link,
  lstat,
  mkdir,
  readFile,
  readlink,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Account, canReach } from './account.ts';
import { ignoreExisting } from './create-once.ts';

/**
 * Creates the directory that holds the cluster, if missing, and returns its real path. The server's
 * account cannot enter a checkout in a directory that is closed to other users (/root, a temporary
 * folder of mode 0700). The files are then in /var/tmp, and the link `<directory>/elsewhere` points
 * there. The link is created first, so that concurrent processes agree on one name.
 */
export async function prepareHome(directory: string, account: Account | undefined): Promise<string> {
  await mkdir(directory, { recursive: true });
  if (await canReach(account, dirname(directory))) return own(directory, account);
  const pointer = join(directory, 'elsewhere');
  await symlink(`/var/tmp/uplink-postgres-${randomUUID()}`, pointer).catch(ignoreExisting);
  const home = await readlink(pointer);
  await mkdir(home, { mode: 0o700 }).catch(ignoreExisting);
  await requireOwned(home, account);
  return own(home, account);
}

/**
 * The superuser's password: random, created once, readable only by the account that runs the
 * server.
 */
export async function readOrCreatePassword(home: string, account: Account | undefined): Promise<string> {
  const path = join(home, 'password');
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, randomBytes(24).toString('base64url'), { mode: 0o600 });
  if (account) await chown(draft, account.uid, account.gid);
  // Unlike a write, creating a link is atomic: processes that start concurrently end up with one
  // password.
  await link(draft, path).catch(ignoreExisting);
  await rm(draft);
  return readFile(path, 'utf8');
}

async function own(directory: string, account: Account | undefined): Promise<string> {
  await chmod(directory, 0o700);
  if (account) await chown(directory, account.uid, account.gid);
  return directory;
}

/**
 * All users can write to /var/tmp: after a cleanup, another user may have created a directory of
 * this name.
 */
async function requireOwned(home: string, account: Account | undefined): Promise<void> {
  const found = await lstat(home);
  const owners = [process.getuid?.(), account?.uid];
  if (found.isDirectory() && owners.includes(found.uid)) return;
  throw new Error(`${home} belongs to another user of this machine. Delete the link that points to it.`);
}
