/**
 * JSON text in which a bigint is written as a bare number, digit for digit: meeting ids are 64-bit
 * (JSON.stringify rejects a bigint, and a JavaScript number would round an id above 2^53).
 * Undefined members are omitted, like in JSON.stringify.
 */
export function writeJson(value: unknown): string {
  if (typeof value === 'bigint') return value.toString();
  if (value === undefined || value === null) return 'null';
  if (typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(writeJson).join(',')}]`;
  const members: string[] = [];
  for (const [name, member] of Object.entries(value)) {
    if (member !== undefined) members.push(`${JSON.stringify(name)}:${writeJson(member)}`);
  }
  return `{${members.join(',')}}`;
}
