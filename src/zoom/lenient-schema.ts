/**
 * Readers for members of Zoom's JSON. Zoom documents few members as required, and has sent `null`, other types and members
 * that no document names: a member of the wrong type is left out, and never fails the response.
 */

/** Whether `value` is a JSON object. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object, or an empty one. */
export function record(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}

/** The text, or undefined. NUL and lone surrogates are replaced (U+FFFD): PostgreSQL cannot store them. */
export function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value.replace(/[\0\p{Surrogate}]/gu, '\ufffd') : undefined;
}

/** The text, or undefined if it is empty or blank. */
export function nonBlank(value: unknown): string | undefined {
  const found = text(value);
  return found === undefined || found.trim() === '' ? undefined : found;
}

/** A whole number that is not negative, also one written as digits, or undefined. */
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

/** A moment that can be compared (ISO 8601), as it came, or undefined. */
export function moment(value: unknown): string | undefined {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? value : undefined;
}
