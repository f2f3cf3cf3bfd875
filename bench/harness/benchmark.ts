import type { Bench } from './bench.ts';

/** Measures speed or size of Uplink and of a reference in the same run. */
export interface Benchmark {
  /** The value for `--only`. */
  name: string;
  /** What it measures, and which settings differ from the defaults. */
  question: string;
  /** Whether `all` or a `part` compares with @zoom/rivet and is skipped without it. */
  peer?: 'all' | 'part';
  measure(bench: Bench): Promise<Figure[]>;
}

/** One figure of both sides per round. Both sides of a round are measured back to back. */
export interface Figure {
  name: string;
  unit: string;
  /** What Uplink is compared with. */
  reference: string;
  uplink: number[];
  baseline: number[];
  /**
   * `ratio` is Uplink's value divided by the reference's, `difference` Uplink's less the
   * reference's. `alone` is Uplink's value, for targets that do not depend on the reference.
   */
  compare: 'ratio' | 'difference' | 'alone';
  /** Omitted if the figure only explains the others. */
  target?: Target;
}

export type Target = { min: number } | { max: number };
