import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { test } from 'tap';
import { openApiDocument } from '../../scripts/openapi-document.ts';
import { formats } from '../../src/routes/api/schemas.ts';

const written = JSON.parse(readFileSync(new URL('../../openapi.json', import.meta.url), 'utf8'));

test('openapi.json matches the route schemas', async (t) => {
  t.same(written, JSON.parse(JSON.stringify(await openApiDocument())), 'run `npm run openapi`');
});

test('every reference in openapi.json resolves to a schema', async (t) => {
  const references = [...JSON.stringify(written).matchAll(/"#\/components\/schemas\/([^"]+)"/g)];
  t.ok(references.length > 0);
  for (const [, name] of references) t.ok(written.components.schemas[name ?? ''], `${name} exists`);
});

test('every named schema has a valid example', async (t) => {
  const { schemas } = written.components;
  const ajv = new Ajv2020({ strict: false, formats });
  addFormats.default(ajv);
  ajv.addSchema({ $id: 'openapi', components: { schemas } });
  for (const [name, { examples }] of Object.entries<{ examples?: unknown[] }>(schemas)) {
    t.ok(examples?.length, name);
    const validate = ajv.compile({ $ref: `openapi#/components/schemas/${name}` });
    for (const example of examples ?? [])
      t.ok(validate(example), `${name}: ${ajv.errorsText(validate.errors)}`);
  }
});

test('every operation has a description', async (t) => {
  for (const [path, operations] of Object.entries<object>(written.paths))
    for (const [method, { summary }] of Object.entries(operations)) t.ok(summary, `${method} ${path}`);
});

test('openapi.json has every API route', async (t) => {
  const others = {
    '/webhooks/zoom': 'post',
    '/logout': 'post',
    '/logout/everywhere': 'post',
    '/livez': 'get',
    '/readyz': 'get',
  };
  for (const [path, method] of Object.entries(others)) t.ok(written.paths[path]?.[method], path);
  t.ok(Object.keys(written.paths).filter((path) => path.startsWith('/api/')).length > 20);
});
