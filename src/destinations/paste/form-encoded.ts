import { labelOf } from './labels.ts';

const PAIR = /^([\w.-]{1,60})=(.*)$/s;
const MAX_PAIRS = 60;

/**
 * Converts `server=rtmp://…&key=…`, separated by `&` or `;` and encoded or not, to lines of
 * `name: value`. Returns other texts unchanged, such as a key with parameters: a form must have a
 * labelled URL.
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

/**
 * Appends parts without a label to the previous value, because a URL can have its own parameters.
 */
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

/** Returns values without valid encoding unchanged. */
function decoded(value: string): string {
  if (value.includes('://') || !/%[0-9a-f]{2}/i.test(value)) return value;
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
