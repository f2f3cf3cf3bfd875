import fc from 'fast-check';

/** The part of JSON Schema that `openapi.json` uses. */
export interface Schema {
  $ref?: string;
  type?: string;
  enum?: unknown[];
  anyOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  format?: string;
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  minProperties?: number;
}

export type Schemas = Record<string, Schema>;

const ids = ['82929473321', '83640019275', '9223372036854775807', '12345678'];
const urls = ['rtmps://live.example.com/app', 'rtmp://10.0.0.1:1935/a/b?c=d', 'srt://ingest.example:9000'];
const pages = ['https://watch.example.com/live', 'http://xn--bcher-kva.example/%C3%BC'];

const texts: Record<string, fc.Arbitrary<string>> = {
  'meeting-id': fc.constantFrom(...ids),
  'stream-url': fc.constantFrom(...urls),
  'page-url': fc.constantFrom(...pages),
  'date-time-or-date': fc.constantFrom('2026-02-28', '2026-12-31T23:59:59.999+14:00', '2027-01-01T00:00:00Z'),
};

/** Values that match the schema. Arrays are short, whatever the maximum. */
export function valid(schema: Schema, schemas: Schemas): fc.Arbitrary<unknown> {
  if (schema.$ref) return valid(schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {}, schemas);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map((each) => valid(each, schemas)));
  if (schema.type === 'object') return object(schema, schemas);
  if (schema.type === 'array') {
    const minLength = schema.minItems ?? 0;
    return fc.array(valid(schema.items ?? {}, schemas), { minLength, maxLength: minLength + 2 });
  }
  if (schema.type === 'boolean') return fc.boolean();
  if (schema.type === 'integer' || schema.type === 'number') return fc.nat();
  if (schema.type === 'null') return fc.constant(null);
  return text(schema);
}

function object(schema: Schema, schemas: Schemas): fc.Arbitrary<unknown> {
  const properties = Object.entries(schema.properties ?? {});
  const members = Object.fromEntries(properties.map(([name, each]) => [name, valid(each, schemas)]));
  const requiredKeys = schema.required ?? [];
  return fc
    .record(members, { requiredKeys })
    .filter((value) => Object.keys(value).length >= (schema.minProperties ?? 0));
}

function text({ format, pattern, minLength = 0, maxLength = 64 }: Schema): fc.Arbitrary<string> {
  const known = format === undefined ? undefined : texts[format];
  if (known) return known;
  if (pattern?.startsWith('^[0-9a-f]{8}')) return fc.uuid();
  return fc
    .string({ minLength, maxLength: Math.min(maxLength, 64), unit: 'grapheme' })
    .filter((each) => each.length <= maxLength && (minLength === 0 || /\S/.test(each)));
}

/** Values of every JSON type, with what breaks parsers: huge, deep, empty and special ones. */
export const anything: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(null, true, -1, 1e308, '', ' ', '\u0000', '\ud800', '__proto__', 'x'.repeat(5_000), {}, []),
  fc.constantFrom(
    "'; drop table installation; --",
    '<script>alert(1)</script>',
    '../../etc/passwd',
    '%00',
    '{{7*7}}',
  ),
  fc.string({ unit: 'binary' }),
  fc.jsonValue({ maxDepth: 4 }),
);

/**
 * Bodies that do not match the schema: another type, an unknown member, or a required member that
 * is missing.
 */
export function invalid(schema: Schema, schemas: Schemas): fc.Arbitrary<unknown> {
  const target = schema.$ref ? (schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {}) : schema;
  const good = valid(target, schemas).filter(isRecord) as fc.Arbitrary<Record<string, unknown>>;
  const unknown = fc
    .tuple(good, fc.constantFrom('extra', 'Stream_url', '__proto__', 'constructor', ''), anything)
    .map(([body, name, value]) => Object.defineProperty({ ...body }, name, { value, enumerable: true }));
  const typed = fc
    .tuple(
      good,
      fc.constantFrom(...Object.keys(target.properties ?? {})),
      fc.constantFrom(7, null, [[]], { a: 1 }),
    )
    .filter(([, name, value]) => value !== null || !isNullable(target.properties?.[name]))
    .map(([body, name, value]) => ({ ...body, [name]: value }));
  const required = target.required ?? [];
  const incomplete = good.map((body) => {
    const { [required[0] ?? '']: _removed, ...rest } = body;
    return rest;
  });
  const notAnObject = fc.constantFrom<unknown>(null, [], 7, 'text', true);
  return required.length > 0
    ? fc.oneof(unknown, typed, incomplete, notAnObject)
    : fc.oneof(unknown, typed, notAnObject);
}

function isNullable(schema: Schema | undefined): boolean {
  return [schema?.type].flat().includes('null') || (schema?.enum ?? []).includes(null);
}

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
