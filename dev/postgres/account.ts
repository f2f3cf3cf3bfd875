import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const name = 'postgres';

/** The operating system user that runs the server, if it is not the current one. */
export interface Account {
  uid: number;
  gid: number;
}

/**
 * PostgreSQL does not run as root, so for root the server runs as the machine's `postgres` user,
 * which is created if missing. Undefined for every other user: the server then runs as that user.
 */
export async function serverAccount(): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  return fetchDetails().catch(create);
}

/**
 * Whether the account may execute or enter `path`. Other users cannot enter a checkout under /root.
 */
export async function canReach(account: Account | undefined, path: string): Promise<boolean> {
  if (account === undefined) return true;
  return run('test', ['-x', path], { ...account, cwd: '/' }).then(
    () => true,
    () => false,
  );
}

async function fetchDetails(): Promise<Account> {
  const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}

async function create(): Promise<Account> {
  try {
    await run('useradd', [
      '--system',
      '--user-group',
      '--no-create-home',
      '--shell',
      '/usr/sbin/nologin',
      name,
    ]);
    return await fetchDetails();
  } catch (cause) {
    throw new Error(
      'PostgreSQL does not run as root, and no "postgres" user could be created to run it. ' +
        'Start this as an ordinary user, or set DATABASE_URL.',
      { cause },
    );
  }
}
