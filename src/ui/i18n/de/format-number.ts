const format = new Intl.NumberFormat('de');

/** A count as it is written in German: `1.000`. */
export function formatNumber(count: number): string {
  return format.format(count);
}
