import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

/** Printed if a comparison is skipped because the package is missing. */
export const installPeer =
  'To compare with @zoom/rivet, run `npm install --prefix PATH @zoom/rivet@0.4.0` and pass `--peer PATH`.';

/** The absolute path of the folder; undefined if @zoom/rivet is not installed in it. */
export function findPeer(path: string): string | undefined {
  const directory = resolve(path);
  try {
    createRequire(join(directory, 'package.json')).resolve('@zoom/rivet/meetings');
    return directory;
  } catch {
    return undefined;
  }
}
