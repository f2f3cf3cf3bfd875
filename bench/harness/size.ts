/**
 * Whether the benchmarks only have to show that they work. Read from the arguments, because sizes
 * are constants of their modules.
 */
export const isShort = process.argv.includes('--short');

/** The size for a measurement, or with `--short` the one for a check that the benchmark works. */
export function size<Size>(full: Size, short: Size): Size {
  return isShort ? short : full;
}
