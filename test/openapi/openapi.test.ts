import { readFileSync } from 'node:fs';
import { test } from 'tap';
import { openApiDocument } from '../../scripts/openapi-document.ts';

const written = JSON.parse(readFileSync(new URL('../../openapi.json', import.meta.url), 'utf8'));

test('openapi.json is what the routes say', async (t) => {
  t.same(written, JSON.parse(JSON.stringify(await openApiDocument())), 'run `npm run openapi`');
});

test('every reference in openapi.json leads to a schema', async (t) => {
  const references = [...JSON.stringify(written).matchAll(/"#\/components\/schemas\/([^"]+)"/g)];
  t.ok(references.length > 0);
  for (const [, name] of references) t.ok(written.components.schemas[name ?? ''], `${name} is there`);
});
