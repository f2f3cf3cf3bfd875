/** Measures each side once as a warm-up and drops the result. Then see {@link measureRounds}. */
export async function measureWarm<Side extends string, Measured>(
  rounds: number,
  sides: Record<Side, () => Promise<Measured>>,
): Promise<Record<Side, Measured[]>> {
  await measureRounds(1, sides);
  return measureRounds(rounds, sides);
}

/**
 * Measures all sides in each round, in alternating order, so that other load on the machine affects
 * all sides alike.
 */
export async function measureRounds<Side extends string, Measured>(
  rounds: number,
  sides: Record<Side, () => Promise<Measured>>,
): Promise<Record<Side, Measured[]>> {
  const names = Object.keys(sides) as Side[];
  const measured = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Side, Measured[]>;
  for (let round = 0; round < rounds; round += 1) {
    const order = round % 2 === 0 ? names : [...names].reverse();
    for (const name of order) measured[name].push(await sides[name]());
  }
  return measured;
}

/** The quantile of the values; NaN without values. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** The median; NaN if there are no values. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = Number.NaN, high = low] = [sorted[middle - (sorted.length % 2 === 0 ? 1 : 0)], sorted[middle]];
  return (low + high) / 2;
}
