/**
 * Readers for members of JSON from Zoom. Zoom documents few members as required, and has sent
 * `null`, other types and undocumented members. A member of the wrong type is ignored; it does not
 * make the response invalid.
 */

/** Whether `value` is a JSON object. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object, or an empty one if the value is not an object. */
export function record(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}

/**
 * The text, or undefined. NUL and lone surrogates, which PostgreSQL cannot store, are replaced by
 * U+FFFD.
 */
export function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value.replace(/[\0\p{Surrogate}]/gu, '\ufffd') : undefined;
}

/** The text, or undefined if it is empty or blank. */
export function nonBlank(value: unknown): string | undefined {
  const found = text(value);
  return found === undefined || found.trim() === '' ? undefined : found;
}

/** A non-negative integer, also if it is written as a string of digits, or undefined. */
export function count(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : undefined;
}

/** True or false, or undefined. */
export function flag(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

/** The elements of an array, or undefined. */
export function list(value: unknown): unknown[] | undefined {
  return Array.isArray(value) ? value : undefined;
}

/** A valid time (ISO 8601), unchanged, or undefined. */
export function moment(value: unknown): string | undefined {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? value : undefined;
}
