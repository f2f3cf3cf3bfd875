/**
 * JSON text in which a bigint is written as a bare number, digit for digit: meeting ids are 64-bit
 * (JSON.stringify rejects a bigint, and a JavaScript number would round an id above 2^53).
 * Members that are undefined are left out, as JSON.stringify does.
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
