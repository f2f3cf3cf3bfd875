import type { FieldError } from '../problem.ts';

/** Characters of a destination's name at most. */
export const MAX_NAME_LENGTH = 100;

/** What is wrong with a name; undefined for a good one. `name` is trimmed. */
export function nameError(name: string): FieldError | undefined {
  if (name === '') return { field: 'name', message: 'must not be empty', reason: 'empty' };
  if (/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(name))
    return { field: 'name', message: 'has characters that are not allowed', reason: 'characters' };
  if ([...name].length > MAX_NAME_LENGTH)
    return {
      field: 'name',
      message: `must have no more than ${MAX_NAME_LENGTH} characters`,
      reason: 'too_long',
      facts: { most: MAX_NAME_LENGTH },
    };
  return undefined;
}
