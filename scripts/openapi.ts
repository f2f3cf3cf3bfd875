// Writes openapi.json from the route schemas, and the types of the browser's client from that.
// `--check` only checks whether it is up to date.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { openApiDocument } from './openapi-document.ts';

const file = new URL('../openapi.json', import.meta.url);
const text = `${JSON.stringify(await openApiDocument(), null, 2)}\n`;
if (process.argv.includes('--check')) {
  if (readFileSync(file, 'utf8') !== text) {
    process.stderr.write('openapi.json does not match the routes: run `npm run openapi`.\n');
    process.exitCode = 1;
  }
} else {
  writeFileSync(file, text);
  execFileSync(process.execPath, ['scripts/generate.js'], { stdio: 'inherit' });
}
