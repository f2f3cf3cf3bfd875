import { labelOf } from './labels.ts';

const PAIR = /^([\w.-]{1,60})=(.*)$/s;
const MAX_PAIRS = 60;

/**
 * `server=rtmp://…&key=…`, with `&` or `;` and encoded or not, as lines of `name: value`. Anything else stays as it is, such
 * as a key that has parameters: only a URL among labelled values makes it one.
 */
export function fromForm(text: string): string {
  const line = text.trim().replace(/^\?/, '');
  if (line.length > 4000 || /\s/.test(line) || !PAIR.test(line)) return text;
  for (const separator of ['&', ';']) {
    const parts = line.split(separator);
    if (parts.length < 2 || parts.length > MAX_PAIRS) continue;
    const pairs = joined(parts, separator);
    const isForm = pairs.some(
      ([name, value]) => labelOf(name)?.field === 'streamUrl' && value.includes('://'),
    );
    if (isForm && pairs.length > 1) return pairs.map(([name, value]) => `${name}: ${value}`).join('\n');
  }
  return text;
}

/** Parts whose names are no labels belong to the value before: a URL has parameters of its own. */
function joined(parts: readonly string[], separator: string): [name: string, value: string][] {
  const pairs: [string, string][] = [];
  for (const part of parts) {
    const [, name = '', value = ''] = PAIR.exec(part) ?? [];
    const last = pairs.at(-1);
    if (labelOf(name) !== undefined) pairs.push([name, value]);
    else if (last !== undefined) last[1] += `${separator}${part}`;
  }
  return pairs.map(([name, value]) => [name, decoded(value)]);
}

/** A value that is not encoded, or not properly, stays as it is. */
function decoded(value: string): string {
  if (value.includes('://') || !/%[0-9a-f]{2}/i.test(value)) return value;
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
