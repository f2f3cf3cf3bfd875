import { execFile } from 'node:child_process';
import { cp, lstat, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { project } from './server-process.ts';

/** Bytes of what the Dockerfile copies into the last stage, without its base image. */
export async function imageBytes(): Promise<number> {
  const directory = await mkdtemp(join(tmpdir(), 'uplink-image-'));
  try {
    await promisify(execFile)(process.execPath, ['scripts/runtime-packages.js', directory], { cwd: project });
    for (const path of await copiedPaths())
      await cp(join(project, path), join(directory, path), { recursive: true });
    return await bytesIn(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** What the last stage copies besides the packages: the build, and files of the repository. */
async function copiedPaths(): Promise<string[]> {
  const dockerfile = await readFile(join(project, 'Dockerfile'), 'utf8');
  const stage = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));
  return [...stage.matchAll(/^COPY (?:--from=build )?(.+) \S+$/gm)]
    .flatMap(([, paths = '']) => paths.split(' '))
    .filter((path) => !path.startsWith('/runtime/'))
    .map((path) => path.replace(/^\/app\//, ''));
}

async function bytesIn(path: string): Promise<number> {
  const stats = await lstat(path);
  if (!stats.isDirectory()) return stats.size;
  const sizes = await Promise.all((await readdir(path)).map((name) => bytesIn(join(path, name))));
  return sizes.reduce((sum, bytes) => sum + bytes, 0);
}
