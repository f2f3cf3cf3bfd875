import Fastify from 'fastify';
import t from 'tap';
import { createSchemaCompilers } from '../../src/plugins/schema-compilers.ts';

const VALID = { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] };
/** No compiler accepts this. */
const INVALID = { type: 'object', properties: { name: { type: 'unknown type' } } };

/** A server with these routes, whose bodies and responses have this schema. */
async function start(routes: Record<string, object>) {
  const { buildValidator, buildSerializer, ...schemas } = createSchemaCompilers();
  const app = Fastify({
    ajv: { customOptions: { coerceTypes: false } },
    schemaController: { compilersFactory: { buildValidator, buildSerializer } },
  });
  for (const [url, schema] of Object.entries(routes))
    app.post(url, { schema: { body: schema, response: { 200: schema } } }, async ({ body }) => body);
  await app.ready();
  return { app, schemas };
}

t.test('a schema is compiled when a request needs it, not at the start', async (t) => {
  const { app } = await start({ '/valid': VALID, '/invalid': INVALID });
  const { statusCode, body } = await app.inject({
    method: 'POST',
    url: '/valid',
    payload: { name: 'a', other: 1 },
  });
  t.same({ statusCode, body }, { statusCode: 200, body: '{"name":"a"}' });
  t.equal((await app.inject({ method: 'POST', url: '/valid', payload: { name: 1 } })).statusCode, 400);
  t.equal((await app.inject({ method: 'POST', url: '/invalid', payload: { name: 'a' } })).statusCode, 500);
});

t.test('the schemas of chosen routes are compiled immediately', async (t) => {
  const { schemas } = await start({ '/valid': VALID, '/invalid': INVALID });
  t.doesNotThrow(() => schemas.compileRoutes(['/valid']));
  t.throws(() => schemas.compileRoutes(['/invalid']));
});

t.test('after that, a request of these routes compiles nothing', async (t) => {
  const string = { type: 'string' };
  const name = { anyOf: [string, { type: 'null' }] };
  const owner = { type: 'object', properties: { name }, required: ['name'] };
  const properties = {
    ...{ name, owner: { anyOf: [owner, { type: 'null' }] }, names: { type: 'array', items: name } },
    ...{ kind: { type: 'string', enum: ['a', 'b'] }, on: { type: 'boolean' }, version: { const: 1 } },
  };
  const { app, schemas } = await start({
    '/valid': { type: 'object', properties, required: Object.keys(properties) },
  });
  schemas.compileRoutes(['/valid']);
  const compile = t.intercept(globalThis, 'Function');
  const payload = { name: 'a', owner: { name: 'b' }, names: ['c', null], kind: 'b', on: true, version: 1 };
  const response = await app.inject({ method: 'POST', url: '/valid', payload });
  t.same(response.json(), payload);
  t.equal(compile().length, 0);
});

t.test('all schemas are compiled one at a time, until the signal is aborted', async (t) => {
  const { schemas } = await start({ '/valid': VALID, '/invalid': INVALID });
  await t.rejects(schemas.compileAll());
  await schemas.compileAll(AbortSignal.abort());
  await (await start({ '/valid': VALID })).schemas.compileAll();
});

t.test('routes with equal schemas share what is compiled, and others do not', async (t) => {
  const compiled: object[] = [];
  const format = (name: string) => ({ type: 'string', format: name });
  const { buildSerializer, buildValidator } = createSchemaCompilers();
  const validators = buildValidator({}, {
    customOptions: {
      formats: {
        one: (text: string) => text === 'one',
        other: (text: string) => text === 'other',
      },
    },
  } as never);
  const first = validators({ schema: format('one'), url: '/a', method: 'POST', httpPart: 'body' } as never);
  const second = validators({ schema: format('one'), url: '/b', method: 'POST', httpPart: 'body' } as never);
  const third = validators({ schema: format('other'), url: '/c', method: 'POST', httpPart: 'body' } as never);
  t.same([first('one'), second('one'), third('one')], [true, true, false]);
  t.same([first('other'), second('other'), third('other')], [false, false, true]);
  const serializers = buildSerializer();
  const getters = {
    get type() {
      compiled.push(this);
      return 'object';
    },
  };
  for (const url of ['/a', '/b'])
    t.equal(serializers({ schema: getters, url, method: 'GET', httpStatus: '200' })({}), '{}');
  const once = compiled.length;
  serializers({ schema: getters, url: '/c', method: 'GET', httpStatus: '200' })({});
  t.ok(compiled.length - once < once / 2, 'only compared');
});
