// Writes the types of the browser's API client from openapi.json; runs after `npm ci`, before a
// build, and when openapi.json changes.
import { mkdir, readFile, writeFile } from 'node:fs/promises';

const source = new URL('../openapi.json', import.meta.url);
const target = new URL('../src/ui/generated/api.ts', import.meta.url);

/**
 * Does nothing in a production install (`npm ci --omit=dev`), which has no generator and needs no
 * types.
 * @returns {Promise<void>}
 */
export async function writeApiTypes() {
  const generator = await import('openapi-typescript').catch(() => undefined);
  if (generator === undefined) return;
  const { default: typesOf, astToString } = generator;
  const text = astToString(await typesOf(JSON.parse(await readFile(source, 'utf8')), { silent: true }));
  await mkdir(new URL('.', target), { recursive: true });
  await writeFile(target, `// Written by scripts/api-types.js from openapi.json.\n${text}`);
}
