import type { FieldError } from '../problem.ts';

/** Maximum characters of a destination's name. */
export const MAX_NAME_LENGTH = 100;

/** Validates a trimmed name. @returns undefined if it is valid */
export function nameError(name: string): FieldError | undefined {
  if (name === '') return { field: 'name', message: 'must not be empty', reason: 'empty' };
  if (/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(name))
    return { field: 'name', message: 'contains characters that are not allowed', reason: 'characters' };
  if ([...name].length > MAX_NAME_LENGTH)
    return {
      field: 'name',
      message: `must have at most ${MAX_NAME_LENGTH} characters`,
      reason: 'too_long',
      facts: { most: MAX_NAME_LENGTH },
    };
  return undefined;
}
