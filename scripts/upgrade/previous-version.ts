import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Version 0.2.0: the commit that completed its changelog, before the first change of the next
 * version. The hash is used because clones do not always have tags.
 */
export const PREVIOUS = { version: '0.2.0', commit: '80dcd564aa2f2462bffafc9826a8fb5a440b63fd' } as const;

/** Builds version 0.2.0 from the history of this repository, once, in `.data`. */
export function buildPrevious(root: string): string {
  const directory = join(root, '.data', `uplink-${PREVIOUS.version}`);
  if (existsSync(join(directory, 'dist', 'server.js'))) return directory;
  const known = spawnSync('git', ['cat-file', '-e', `${PREVIOUS.commit}^{commit}`], { cwd: root });
  if (known.status !== 0)
    throw new Error(
      `This clone does not have the commit ${PREVIOUS.commit} of version ${PREVIOUS.version}. ` +
        'Fetch the complete history: git fetch --unshallow.',
    );
  const draft = `${directory}.draft`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true });
  const archive = execFileSync('git', ['archive', '--format=tar', PREVIOUS.commit], {
    cwd: root,
    maxBuffer: 1 << 28,
  });
  execFileSync('tar', ['-x', '-C', draft], { input: archive });
  const npm = (...args: string[]) => execFileSync('npm', args, { cwd: draft, stdio: 'inherit' });
  npm('ci', '--no-audit', '--no-fund', '--prefer-offline');
  npm('run', '--silent', 'build');
  renameSync(draft, directory);
  return directory;
}
