import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Marks the files that `uplink manifest` has written, which it may replace. */
export const MARK = 'Written by `uplink manifest --kit`';

/**
 * Writes files by their names into a directory. Checks all of them first, so that either all are
 * written or none.
 * @param force replaces files of another origin, too
 * @returns the paths of the written files
 * @throws {Error} naming the files that are in the way
 */
export async function writeKit(
  directory: string,
  files: ReadonlyMap<string, string>,
  force: boolean,
): Promise<string[]> {
  await mkdir(directory, { recursive: true });
  const foreign: string[] = [];
  for (const [name, text] of files)
    if (!force && (await isForeign(join(directory, name), text))) foreign.push(join(directory, name));
  if (foreign.length > 0)
    throw new Error(
      `These files were not written by this command, and nothing was changed: ${foreign.join(', ')}. Use another directory, or --force to replace them.`,
    );
  const paths: string[] = [];
  for (const [name, text] of files) {
    await writeFile(join(directory, name), text);
    paths.push(join(directory, name));
  }
  return paths;
}

async function isForeign(path: string, text: string): Promise<boolean> {
  const existing = await contentOf(path);
  return existing !== undefined && existing !== text && !existing.includes(MARK);
}

async function contentOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
