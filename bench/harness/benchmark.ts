import type { Bench } from './bench.ts';

/**
 * One row of the benchmarks: it measures speed or size of Uplink and of a reference in the same
 * run.
 */
export interface Question {
  /** What `--only` takes. */
  name: string;
  /** The question in a sentence, with what was set differently from the defaults. */
  question: string;
  /** Whether `all` of it or a `part` of it compares with @zoom/rivet, and is skipped without it. */
  peer?: 'all' | 'part';
  measure(bench: Bench): Promise<Figure[]>;
}

/**
 * One figure of both sides, round by round; the two of one round were measured right after each
 * other.
 */
export interface Figure {
  name: string;
  unit: string;
  /** What Uplink is compared with. */
  reference: string;
  uplink: number[];
  theirs: number[];
  /**
   * `ratio` is Uplink's divided by the reference's, `difference` Uplink's less the reference's.
   * `alone` is Uplink's own, for targets that do not depend on the reference.
   */
  compare: 'ratio' | 'difference' | 'alone';
  /** Without one the figure only explains the others. */
  target?: Target;
}

export type Target = { min: number } | { max: number };
