import { isDeepStrictEqual } from 'node:util';
import swagger from '@fastify/swagger';
import type { FastifySchema } from 'fastify';
import * as bulkUpdateSchemas from '../src/routes/api/bulk-update-schemas.ts';
import * as destinationSchemas from '../src/routes/api/destination-schemas.ts';
import * as eventSchemas from '../src/routes/api/event-schemas.ts';
import * as historySchemas from '../src/routes/api/history-schemas.ts';
import * as preflightSchemas from '../src/routes/api/preflight-schemas.ts';
import * as problemSchemas from '../src/routes/api/problem-schemas.ts';
import { Problem } from '../src/routes/api/problem-schemas.ts';
import * as schemas from '../src/routes/api/schemas.ts';
import * as statusSchemas from '../src/routes/api/status-schemas.ts';
import * as switchSchemas from '../src/routes/api/switch-schemas.ts';
import { withConditionalHeaders } from './openapi-headers.ts';
import { buildUnconnectedApp } from './unconnected-app.ts';

const session = {
  type: 'apiKey',
  in: 'cookie',
  name: '__Host-uplink-session',
  description:
    'Any request may name its user in the header `x-uplink-user` (the `user.id` of `/api/me`). If another user is signed in, the response is `not_signed_in`.',
} as const;

/**
 * The API as OpenAPI 3.1, generated from the routes of an app that neither listens nor connects.
 */
export async function openApiDocument(): Promise<object> {
  const { app, close } = await buildUnconnectedApp({
    describe: async (fastify) => {
      await fastify.register(swagger, {
        refResolver: { buildLocalReference: ({ $id }, _base, _fragment, i) => String($id ?? `def-${i}`) },
        openapi: {
          openapi: '3.1.0',
          info: {
            title: 'Uplink for Zoom',
            version: '1',
            description: 'Livestreams of a Zoom user’s meetings and webinars.',
          },
          components: {
            securitySchemes: { session },
          },
          security: [{ session: [] }],
        },
        transform: ({ schema, url: path }) => ({ schema: described(schema, path), url: path }),
      });
    },
  });
  const document = named(app.swagger());
  await close();
  return withConditionalHeaders(document);
}

/** The API is every route with a summary; all but the health checks can respond with a problem. */
function described(schema: FastifySchema | undefined, path: string): FastifySchema {
  if (schema?.summary === undefined) return { ...schema, hide: true };
  if (path === '/livez' || path === '/readyz') return schema;
  const problem = { description: 'Problem', content: { 'application/problem+json': { schema: Problem } } };
  return { ...schema, response: { ...(schema.response ?? {}), default: problem } };
}

/** Schemas by name, shortest first: a schema is shorter than those that contain it. */
const schemasByName = new Map<string, unknown>();
const schemaModules = [
  bulkUpdateSchemas,
  destinationSchemas,
  eventSchemas,
  historySchemas,
  preflightSchemas,
  problemSchemas,
  schemas,
  statusSchemas,
  switchSchemas,
];
const namedSchemas = schemaModules
  .flatMap((exported): unknown[] => Object.values(exported))
  .filter((exported): exported is object => typeof exported === 'object' && exported !== null)
  .map(plain)
  .filter(({ $id }) => $id !== undefined)
  .sort((one, other) => JSON.stringify(one).length - JSON.stringify(other).length);
for (const { $id, ...schema } of namedSchemas) schemasByName.set(String($id), withReferences(schema));

/** Moves each named schema to the components, and refers to it everywhere else. */
function named(document: object): { paths: unknown; components: object } {
  const { components, ...rest } = plain(document);
  return {
    ...(withReferences(rest) as { paths: unknown }),
    components: { ...(components as object), schemas: Object.fromEntries(schemasByName) },
  };
}

function withReferences(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withReferences);
  if (typeof value !== 'object' || value === null) return value;
  const { $id, ...members } = value as Record<string, unknown>;
  const shape = Object.fromEntries(
    Object.entries(members).map(([name, member]) => [name, withReferences(member)]),
  );
  for (const [name, schema] of schemasByName) {
    if (isDeepStrictEqual(schema, shape)) return { $ref: `#/components/schemas/${name}` };
  }
  return shape;
}

function plain(value: object): Record<string, unknown> {
  return JSON.parse(JSON.stringify(value)) as Record<string, unknown>;
}
