import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';

type Json = Record<string, unknown>;

/**
 * Zoom's OpenAPI documents, from a folder outside the repository: their licence does not allow
 * copies in it.
 */
export interface Documents {
  /**
   * Violations of the documents in a response; empty if they do not describe the
   * operation.
   */
  violationsOfResponse(method: string, path: string, status: number, text: string): string[];
  /** The same for the body of an event. */
  violationsOfEvent(body: string): string[];
}

/** Members that Zoom was recorded to return and that its documents lack. */
const RECORDED_BESIDE: ReadonlySet<unknown> = new Set(['host_email']);

/** Contradictions in the documents: the schema declares a string, the example is a number. */
const CONTRADICTED: ReadonlySet<string> = new Set(['webinar.ended/payload/object/id']);

interface Operation {
  method: string;
  path: RegExp;
  segments: number;
  /** By status; undefined for a response without a JSON body. */
  responses: Map<number, ValidateFunction | undefined>;
}

const NOTHING: Documents = { violationsOfResponse: () => [], violationsOfEvent: () => [] };

/**
 * @param folder contains the documents as JSON, as Zoom publishes them; undefined disables
 * validation
 * @throws if the folder cannot be read or contains no OpenAPI document
 */
export function loadDocuments(folder: string | undefined): Documents {
  if (folder === undefined || folder === '') return NOTHING;
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  const documents = files.map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Json);
  const usable = documents.filter(({ openapi }) => typeof openapi === 'string');
  if (usable.length === 0) throw new Error(`OPENAPI_DOCUMENTS: there is no OpenAPI document in ${folder}.`);

  const ajv = new Ajv({ allErrors: true, strict: false, logger: false });
  addFormats.default(ajv);
  const operations = usable.flatMap((document) => operationsOf(ajv, document));
  const events = new Map(usable.flatMap((document) => eventsOf(ajv, document)));

  return {
    violationsOfResponse(method, path, status, text) {
      const candidates = operations.filter((each) => each.method === method && each.path.test(path));
      const [operation] = candidates.toSorted((one, other) => other.segments - one.segments);
      if (operation === undefined || status >= 400) return [];
      const name = `${method} ${path} ${status}`;
      if (!operation.responses.has(status)) return [`${name}: the documents have no such status`];
      const validate = operation.responses.get(status);
      return validate === undefined || text === '' ? [] : errorsOf(validate, JSON.parse(text), name);
    },
    violationsOfEvent(body) {
      const event = JSON.parse(body) as Json;
      const validate = events.get(String(event.event));
      return validate === undefined ? [] : errorsOf(validate, event, String(event.event));
    },
  };
}

function operationsOf(ajv: Ajv, document: Json): Operation[] {
  return entries(document.paths).flatMap(([template, methods]) =>
    entries(methods).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path: new RegExp(`^/v2${template.replace(/\{[^}]+\}/g, '[^/]+')}$`),
      // Of `/users/me` and `/users/{userId}`, the one with more fixed characters.
      segments: template.replace(/\{[^}]+\}/g, '').length,
      responses: new Map(
        entries(member(operation, 'responses')).map(([status, response]) => [
          Number(status),
          compiled(ajv, document, response),
        ]),
      ),
    })),
  );
}

function eventsOf(ajv: Ajv, document: Json): [string, ValidateFunction][] {
  return entries(document.webhooks).flatMap(([name, { post }]) => {
    const validate = compiled(ajv, document, member(post, 'requestBody'));
    return validate === undefined ? [] : [[name, validate] as [string, ValidateFunction]];
  });
}

/** The JSON schema of a body; undefined if it has none. */
function compiled(ajv: Ajv, document: Json, body: unknown): ValidateFunction | undefined {
  const schema = member(member(member(body, 'content'), 'application/json'), 'schema');
  return schema === undefined ? undefined : ajv.compile(plain(schema, document) as object);
}

/** As JSON Schema: references resolved, and type `null` for `nullable` of OpenAPI 3.0. */
function plain(schema: unknown, document: Json): unknown {
  if (Array.isArray(schema)) return schema.map((each) => plain(each, document));
  if (typeof schema !== 'object' || schema === null) return schema;
  const reference = (schema as Json).$ref;
  if (typeof reference === 'string') return plain(named(reference, document), document);
  const { nullable, ...rest } = Object.fromEntries(
    // Zoom's alternatives do not exclude each other: no settings match exactly one of them.
    Object.entries(schema).map(([name, value]) => [
      name === 'oneOf' ? 'anyOf' : name,
      plain(value, document),
    ]),
  );
  return nullable === true && typeof rest.type === 'string' ? { ...rest, type: [rest.type, 'null'] } : rest;
}

/**
 * Resolves a JSON pointer (RFC 6901). Zoom's webhooks refer to each other as
 * `#/paths/…`.
 */
function named(reference: string, document: Json): unknown {
  const tokens = reference
    .slice(2)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
  const found = [document, { paths: document.webhooks }].map((root) =>
    tokens.reduce<unknown>((value, token) => member(value, token), root),
  );
  const value = found.find((each) => each !== undefined);
  if (value === undefined) throw new Error(`OPENAPI_DOCUMENTS: ${reference} names nothing.`);
  return value;
}

function errorsOf(validate: ValidateFunction, value: unknown, where: string): string[] {
  if (validate(value)) return [];
  return (validate.errors ?? [])
    .filter(({ params }) => !RECORDED_BESIDE.has(params.additionalProperty))
    .filter(({ instancePath }) => !CONTRADICTED.has(`${where}${instancePath}`))
    .map(({ instancePath, message = '', params }) => {
      const { additionalProperty: extra } = params as { additionalProperty?: string };
      return `${where}${instancePath} ${message}${extra === undefined ? '' : `: ${extra}`} (OpenAPI)`;
    });
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Json)[name] : undefined;
}

function entries(value: unknown): [string, Json][] {
  return typeof value === 'object' && value !== null ? (Object.entries(value) as [string, Json][]) : [];
}
