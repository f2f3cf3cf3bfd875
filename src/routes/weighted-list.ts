/**
 * Values of a weighted header such as `Accept-Language` or `Accept-Encoding` (RFC 9110 §12.4.2),
 * most preferred first. Omits values whose weight is 0 or malformed.
 */
export function weightedList(header = ''): string[] {
  return parseWeights(header)
    .filter(({ weight }) => weight > 0)
    .sort((one, other) => other.weight - one.weight)
    .map(({ value }) => value);
}

/**
 * The available content coding that the client prefers; `identity` if it accepts none. Of equal
 * weights, the first in `available` wins.
 *
 * @param acceptEncoding RFC 9110 §12.5.3; absent means that any is accepted, and `identity` is the
 * safe choice
 */
export function chooseEncoding<Coding extends string>(
  acceptEncoding: string | undefined,
  available: readonly Coding[],
): Coding | 'identity' {
  const weights = new Map(
    parseWeights(acceptEncoding).map(({ value, weight }) => [value.toLowerCase(), weight]),
  );
  const weightOf = (coding: string) => weights.get(coding) ?? weights.get('*') ?? 0;
  const identityWeight = weights.get('identity') ?? 0;
  const [best] = available
    .filter((coding) => weightOf(coding) > 0 && weightOf(coding) >= identityWeight)
    .toSorted((one, other) => weightOf(other) - weightOf(one));
  return best ?? 'identity';
}

/** A weight of RFC 9110: 0 to 1 with at most three decimals. */
const WEIGHT = /^q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/i;

function parseWeights(header = ''): { value: string; weight: number }[] {
  return header
    .split(',')
    .map((part) => {
      const [value = '', parameter] = part.split(';').map((text) => text.trim());
      const weight = parameter === undefined ? 1 : Number(WEIGHT.exec(parameter)?.[1] ?? 0);
      return { value, weight };
    })
    .filter(({ value }) => value !== '');
}
