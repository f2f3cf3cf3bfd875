/** Characters of a destination's name at most. */
export const LONGEST_NAME = 100;

/** What is wrong with a name, as the end of a sentence; undefined for a good one. `name` is trimmed. */
export function nameFault(name: string): string | undefined {
  if (name === '') return 'must not be empty';
  if (/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(name)) return 'has characters that are not allowed';
  if ([...name].length > LONGEST_NAME) return `must have no more than ${LONGEST_NAME} characters`;
  return undefined;
}
