import { InvalidValueError } from './invalid-value-error.ts';

const MAX_LENGTH = 200;

/** Parses the name of the person or company that runs this server. */
export function operatorName(text: string): string {
  if (text.length > MAX_LENGTH) throw new InvalidValueError(`is longer than ${MAX_LENGTH} characters`);
  if (/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text)) throw new InvalidValueError('has an invisible character');
  return text;
}

/** Parses an e-mail address, or an https URL of a page with contact details. */
export function operatorContact(text: string): string {
  if (text.length > MAX_LENGTH) throw new InvalidValueError(`is longer than ${MAX_LENGTH} characters`);
  const isEmail = /^[\w.!#$%&'*+/=?^`{|}~-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+$/i.test(text);
  if (!isEmail && !isWebPage(text))
    throw new InvalidValueError('is neither an e-mail address nor an https URL');
  return text;
}

function isWebPage(text: string): boolean {
  if (!/^https:\/\/[^\s\\]+$/i.test(text) || !URL.canParse(text)) return false;
  const { username, password } = new URL(text);
  return username === '' && password === '';
}
