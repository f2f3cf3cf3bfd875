import { InvalidValueError } from './invalid-value-error.ts';
import type { Variable } from './variable.ts';

/** A variable that is `true` or `false`, and `false` if it is not set. */
export const flag: Variable<boolean> = {
  parse(text) {
    const value = text.toLowerCase();
    if (value !== 'true' && value !== 'false') throw new InvalidValueError('is neither true nor false');
    return value === 'true';
  },
  fallback: false,
  hint: 'use true or false',
};
