const format = new Intl.NumberFormat('de');

/** A count in German format: `1.000`. */
export function formatNumber(count: number): string {
  return format.format(count);
}
