import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const name = 'postgres';

/** Whom the server runs as, where that is not who we are. */
export interface Account {
  uid: number;
  gid: number;
}

/**
 * PostgreSQL refuses to run as root: then it runs as the machine's `postgres` user, which is created where there is
 * none. Undefined for everybody else, whose servers run as themselves.
 */
export async function serverAccount(): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  return fetchDetails().catch(create);
}

/** Whether the account may run, or enter, what is at `path`: a checkout under /root is closed to everybody else. */
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
