import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'vite';
import type { Test } from './app.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));

/** The files of the image, in a folder from which no other packages can be resolved. */
export async function buildImage(t: Test): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'uplink-image-'));
  t.teardown(() => rm(directory, { recursive: true, force: true }));
  await build({
    root,
    configFile: join(root, 'vite.server.config.ts'),
    logLevel: 'error',
    build: { outDir: join(directory, 'dist'), emptyOutDir: true },
  });
  await run(process.execPath, [join(root, 'scripts/runtime-packages.js'), directory]);
  for (const path of ['package.json', 'openapi.json', 'CHANGELOG.md', 'prisma'])
    await cp(join(root, path), join(directory, path), { recursive: true });
  return directory;
}
