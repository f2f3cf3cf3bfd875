/**
 * The languages that a browser asks for, the preferred first, as BCP 47 tags (RFC 9110 §12.5.4). What it refuses with a weight of
 * 0 is left out, and so is what is no weight at all.
 */
export function wantedLanguages(acceptLanguage = ''): string[] {
  return acceptLanguage
    .split(',')
    .map(parsed)
    .filter(({ tag, weight }) => tag !== '' && weight > 0)
    .sort((one, other) => other.weight - one.weight)
    .map(({ tag }) => tag);
}

/** A weight as the RFC has it: 0 to 1, three decimals at most. */
const WEIGHT = /^q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/i;

function parsed(range: string): { tag: string; weight: number } {
  const [tag = '', parameter] = range.split(';').map((part) => part.trim());
  if (parameter === undefined) return { tag, weight: 1 };
  return { tag, weight: Number(WEIGHT.exec(parameter)?.[1] ?? 0) };
}
