import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { type Test, test } from 'tap';
import { formats } from '../../src/routes/api/schemas.ts';
import { startApp } from '../helpers/app.ts';
import type { Client, ClientResponse } from '../helpers/client.ts';
import { addHosted, CONFIGURED, HOST } from '../helpers/zoom-host.ts';
import { anything, invalid, type Schema, valid } from './arbitrary.ts';

interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  schema: Schema;
}

interface Operation {
  method: string;
  path: string;
  isPublic: boolean;
  parameters: Parameter[];
  body: Schema | undefined;
  responses: Record<string, { headers?: object; content?: Record<string, { schema: Schema }> }>;
}

interface Attempt {
  parameters: Record<string, unknown>;
  ifMatch: string | undefined;
  body: unknown;
}

const document = JSON.parse(readFileSync(new URL('../../openapi.json', import.meta.url), 'utf8'));
const { schemas } = document.components;

/** A stream that does not end, and a file that is not JSON: other tests read these two. */
const NOT_JSON = ['/api/events', '/api/me/export'];
/** They end the session that the other operations need. */
const LAST = ['POST /logout', 'POST /logout/everywhere', 'DELETE /api/me'];
const RUNS = 25;

const operations: Operation[] = Object.entries<Record<string, never>>(document.paths)
  .flatMap(([path, methods]) =>
    Object.entries<{ security?: []; parameters?: Parameter[]; requestBody?: never; responses: never }>(
      methods,
    ).map(([method, { security, parameters, requestBody, responses }]) => ({
      method: method.toUpperCase(),
      path,
      isPublic: security?.length === 0,
      parameters: parameters ?? [],
      body: bodySchema(requestBody),
      responses,
    })),
  )
  .filter(({ path }) => !NOT_JSON.includes(path));
const nameOf = ({ method, path }: Operation) => `${method} ${path}`;
const repeatable = operations.filter((operation) => !LAST.includes(nameOf(operation)));

function bodySchema(requestBody?: { content: Record<string, { schema: Schema }> }): Schema | undefined {
  return requestBody?.content['application/json']?.schema;
}

const ajv = new Ajv2020({ strict: false, formats });
addFormats.default(ajv);
ajv.addSchema({ $id: 'openapi', components: { schemas } });
const compiled = new Map<string, ValidateFunction>();

/** What is wrong with the response according to openapi.json; empty if nothing is. */
function mismatch(operation: Operation, { status, text, json, headers }: ClientResponse): string {
  const described =
    operation.responses[String(status)] ?? (status >= 400 ? operation.responses.default : undefined);
  if (!described) return `status ${status} is not described`;
  if (status === 428 && !operation.parameters.some(({ name }) => name === 'If-Match'))
    return 'If-Match is not described';
  for (const name of status < 400 ? ['ETag', 'Location'] : [])
    if (name in (described.headers ?? {}) !== name.toLowerCase() in headers) return `header ${name}`;
  const [type, content] = Object.entries(described.content ?? {})[0] ?? [];
  if (!type || !content) return text === '' ? '' : 'a body is not described';
  if (!String(headers['content-type']).startsWith(type)) return `content type ${headers['content-type']}`;
  const schema = JSON.stringify(content.schema).replaceAll('"#/components', '"openapi#/components');
  const validate = compiled.get(schema) ?? ajv.compile(JSON.parse(schema));
  compiled.set(schema, validate);
  return validate(json) ? '' : ajv.errorsText(validate.errors);
}

/** Requests of one operation, with path parameters of real resources and of others. */
function attempts({ parameters, body }: Operation, known: string[], bodies: fc.Arbitrary<unknown>) {
  const inUrl = parameters.filter(({ in: where }) => where !== 'header');
  const values = Object.fromEntries(
    inUrl.map(({ name, in: where, schema }) => [
      name,
      where === 'path'
        ? fc.oneof(fc.constantFrom(...known), fc.constantFrom('0', '-1', '9'.repeat(40), '%00', 'a b', 'ü'))
        : fc.option(
            fc.oneof(valid(schema, schemas), fc.constantFrom('', 'none', '\u0000', 'x'.repeat(3_000))),
            {
              nil: undefined,
            },
          ),
    ]),
  );
  return fc.record({
    parameters: fc.record(values),
    ifMatch: fc.constantFrom(undefined, '*', '"x"', 'W/"x"', 'nonsense', '"'.repeat(400)),
    body: body ? bodies : fc.constant(undefined),
  });
}

async function send(client: Client, { method, path, parameters }: Operation, attempt: Attempt) {
  const query = new URLSearchParams();
  let filled = path;
  for (const { name, in: where } of parameters) {
    const value = attempt.parameters[name];
    if (where === 'path') filled = filled.replace(`{${name}}`, encodeURIComponent(String(value)));
    else if (where === 'query' && value !== undefined) query.set(name, String(value));
  }
  const url = query.size > 0 ? `${filled}?${query}` : filled;
  const headers = attempt.ifMatch === undefined ? {} : { 'if-match': attempt.ifMatch };
  const body = attempt.body === undefined ? {} : { body: JSON.stringify(attempt.body) };
  const type = attempt.body === undefined ? {} : { 'content-type': 'application/json' };
  return client.request(method, url, { headers: { ...type, ...headers }, ...body });
}

/** A signed-in host with one of each resource, and the ids of all of them. */
async function start(t: Test) {
  const uplink = await startApp(t, {
    env: {
      RATE_LIMIT_USER_PER_MINUTE: '1000000',
      ZOOM_LIGHT_PER_SECOND: '1000',
      ZOOM_MEDIUM_PER_SECOND: '1000',
    },
  });
  const host = await uplink.signIn(HOST);
  const [meeting, webinar] = [addHosted(uplink.simulator), addHosted(uplink.simulator, 'webinars')];
  const destination = await host.post('/api/destinations', { body: { name: 'Main', ...CONFIGURED } });
  const changes = { page_url: 'https://watch.example/other' };
  const bulk = await host.post('/api/bulk-updates', { body: { meeting_ids: [meeting.id], changes } });
  return { uplink, host, known: [meeting.id, webinar.id, destination.json.id, bulk.json.id] };
}

/** Sends generated requests of every operation, and checks each response. */
async function fuzz(
  t: Test,
  bodiesOf: (schema: Schema) => fc.Arbitrary<unknown>,
  check: (operation: Operation, attempt: Attempt, response: ClientResponse) => string,
) {
  const { host, known } = await start(t);
  for (const operation of repeatable) {
    const requests = attempts(
      operation,
      known,
      operation.body ? bodiesOf(operation.body) : fc.constant(undefined),
    );
    const property = fc.asyncProperty(requests, async (attempt) => {
      const response = await send(host, operation, attempt as Attempt);
      const problem =
        response.status >= 500
          ? `status ${response.status}: ${response.text}`
          : mismatch(operation, response) || check(operation, attempt as Attempt, response);
      if (problem) throw new Error(`${response.status} ${problem}`);
    });
    const { failed, errorInstance, counterexample, seed } = await fc.check(property, { numRuns: RUNS });
    t.notOk(failed, nameOf(operation), failed ? { error: String(errorInstance), counterexample, seed } : {});
  }
}

test('generated requests that match openapi.json get a response that matches it', (t) =>
  fuzz(
    t,
    (schema) => valid(schema, schemas),
    () => '',
  ));

test('bodies that do not match openapi.json are rejected', (t) =>
  fuzz(
    t,
    (schema) => invalid(schema, schemas),
    ({ body, isPublic }, _attempt, { status }) =>
      body && !isPublic && status < 400 ? 'an invalid body was accepted' : '',
  ));

test('any other body gets a response that matches openapi.json', (t) =>
  fuzz(
    t,
    () => anything,
    () => '',
  ));

test('no operation works without a session or from another site', async (t) => {
  const { uplink, host, known } = await start(t);
  const signedOut = uplink.client();
  for (const operation of operations.filter(({ isPublic }) => !isPublic)) {
    const parameters = Object.fromEntries(operation.parameters.map(({ name }) => [name, known[0]]));
    const attempt = { parameters, ifMatch: '*', body: undefined };
    const response = await send(signedOut, operation, attempt);
    t.match(response, { status: 401, json: { code: 'not_signed_in' } }, nameOf(operation));
    t.equal(mismatch(operation, response), '', nameOf(operation));
    if (operation.method === 'GET') continue;
    const url = operation.path.replaceAll(/\{\w+\}/g, known[0] ?? '');
    const foreign = await host.request(operation.method, url, {
      headers: { 'sec-fetch-site': 'cross-site' },
    });
    t.match(foreign, { status: 403, json: { code: 'cross_site_request' } }, nameOf(operation));
  }
});
