import { rename, rm } from 'node:fs/promises';

/**
 * Handles the rejection of a call that creates a file or directory: another process may have
 * created it already.
 */
export function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}

/**
 * Renames `draft` to its final name. If another process has created that directory first, `draft`
 * is deleted.
 */
export async function renameUnlessExists(draft: string, directory: string): Promise<void> {
  try {
    await rename(draft, directory);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    // Renaming onto a non-empty directory fails with one of these (POSIX rename()).
    if (!['EEXIST', 'ENOTEMPTY'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}
