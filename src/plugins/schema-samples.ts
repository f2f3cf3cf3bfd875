interface Schema {
  const?: unknown;
  enum?: readonly unknown[];
  anyOf?: readonly Schema[];
  type?: string;
  properties?: Record<string, Schema>;
  items?: Schema;
}

const BY_TYPE: Record<string, unknown> = { string: '', number: 0, integer: 0, boolean: false };

/**
 * Two values that have all members of a response schema, with the first and the last alternative
 * of each `anyOf`. A serializer compiles the validators of alternatives when it first compares a
 * value with them.
 */
export function samplesOf(schema: unknown): unknown[] {
  return [0, -1].map((alternative) => sampleOf(schema as Schema, alternative));
}

function sampleOf(schema: Schema, alternative: number): unknown {
  if ('const' in schema) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  const chosen = schema.anyOf?.at(alternative);
  if (chosen !== undefined) return sampleOf(chosen, alternative);
  if (schema.type === 'object') {
    const members = Object.entries(schema.properties ?? {});
    return Object.fromEntries(members.map(([name, member]) => [name, sampleOf(member, alternative)]));
  }
  if (schema.type === 'array') return schema.items === undefined ? [] : [sampleOf(schema.items, alternative)];
  return BY_TYPE[schema.type ?? ''] ?? null;
}
