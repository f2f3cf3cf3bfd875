import { Ajv } from 'ajv';
import t from 'tap';
import { buildUnconnectedApp } from '../../scripts/unconnected-app.ts';
import { formats } from '../../src/routes/api/schemas.ts';

/** The app does not check its own schemas at the start. */
t.test('the schema of every route is a valid JSON schema', async (t) => {
  const ajv = new Ajv({ formats });
  let checked = 0;
  const { close } = await buildUnconnectedApp({
    describe: async (fastify) => {
      fastify.addHook('onRoute', ({ method, url, schema = {} }) => {
        const { body, querystring, params, headers, response } = schema;
        for (const part of [body, querystring, params, headers, ...responseSchemas(response)]) {
          if (part === undefined) continue;
          checked += 1;
          t.ok(ajv.validateSchema(part as object), `${method} ${url}: ${ajv.errorsText()}`);
        }
      });
    },
  });
  await close();
  t.ok(checked > 100);
  t.notOk(ajv.validateSchema({ type: 'object', required: 'name' }), 'an invalid one is rejected');
});

/** Of each status, also if it is given for a media type. */
function responseSchemas(response: unknown): unknown[] {
  return Object.values((response ?? {}) as Record<string, object>).flatMap((schema) =>
    'content' in schema
      ? Object.values(schema.content as Record<string, { schema: unknown }>).map((each) => each.schema)
      : [schema],
  );
}
