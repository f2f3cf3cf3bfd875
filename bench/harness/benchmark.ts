import type { Bench } from './bench.ts';

/** One row of the benchmarks: a question about speed or size, asked of Uplink and of a reference in the same run. */
export interface Question {
  /** What `--only` takes. */
  name: string;
  /** The question in a sentence, with what was set differently from the defaults. */
  question: string;
  /** `all` of it compares with @zoom/rivet, or a `part`; a question that does so can't be asked, or only in part, without it. */
  peer?: 'all' | 'part';
  measure(bench: Bench): Promise<Figure[]>;
}

/** One figure of both sides, round by round; the two of one round were measured right after each other. */
export interface Figure {
  name: string;
  unit: string;
  /** What Uplink is compared with. */
  reference: string;
  uplink: number[];
  theirs: number[];
  /**
   * `ratio` is Uplink's divided by the reference's, `difference` Uplink's less the reference's. `alone` is Uplink's own,
   * for what has to be so whatever the reference does.
   */
  compare: 'ratio' | 'difference' | 'alone';
  /** Without one the figure only explains the others. */
  target?: Target;
}

export type Target = { min: number } | { max: number };
