// Generates the database client from prisma/schema.prisma, and the types of the browser's API
// client from openapi.json; npm runs it after `npm ci` (see "prepare").
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { writeApiTypes } from './api-types.js';

const cli = locatePrisma();
if (cli !== undefined) generate(cli);
await writeApiTypes();

/**
 * The path of the Prisma command; undefined in a production install (`npm ci --omit=dev`), which
 * generates nothing: the image contains the built client.
 * @returns {string | undefined}
 */
function locatePrisma() {
  try {
    return createRequire(import.meta.url).resolve('prisma/build/index.js');
  } catch {
    return undefined;
  }
}

/**
 * Each Prisma command looks for a schema engine first and downloads it unless one is configured.
 * `generate` never runs it, so any executable will do.
 * @param {string} cli
 */
function generate(cli) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, 'generate'], {
    cwd: new URL('..', import.meta.url),
    encoding: 'utf8',
    env: {
      ...process.env,
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
      CHECKPOINT_DISABLE: '1',
    },
  });
  if (status === 0) return;
  process.stderr.write(`${stdout ?? ''}${stderr ?? ''}\nThe database client could not be generated.\n`);
  process.exitCode = 1;
}
