import type { Bench } from '../bench.ts';
import { startWorker } from '../worker.ts';
import type { Period } from './measurements.ts';
import type { MixedLoadOptions } from './open.ts';
import type { MixedLoadJob, MixedLoadReport, MixedLoadResult } from './process.ts';

/** Reads, updates, webhooks, sign-ins and event streams of many users, from its own process. */
export interface MixedLoad {
  /** @returns responses per second with this many requests at a time */
  saturate(concurrency: number, seconds: number): Promise<number>;
  /** Sends this many requests a second, until {@link settle}. They are measured from now on. */
  begin(perSecond: number): Promise<void>;
  /**
   * Waits until no request has failed for `forMs`, or `withinMs` at most.
   * @returns when the last failure was, epoch milliseconds; now if there was none
   */
  calm(wait: { forMs: number; withinMs: number }): Promise<number>;
  /**
   * Stops the requests and compares what Uplink has with the acknowledged updates.
   * @returns the number of streams that receive nothing
   */
  settle(withinMs: number): Promise<number>;
  /** @param storedEvents IDs of the stored events of each user */
  report(periods: Period[], storedEvents: Record<string, number[]>): Promise<MixedLoadReport>;
}

export async function openMixedLoad(bench: Bench, options: MixedLoadOptions): Promise<MixedLoad> {
  const work = startWorker<MixedLoadJob, MixedLoadResult>(bench, new URL('./process.ts', import.meta.url));
  await work({ do: 'open', ...options });
  return {
    async saturate(concurrency, seconds) {
      const { perSecond = Number.NaN } = await work({ do: 'saturate', concurrency, seconds });
      return perSecond;
    },
    async begin(perSecond) {
      await work({ do: 'begin', perSecond });
    },
    async calm(wait) {
      const { lastFailureAt = Number.NaN } = await work({ do: 'calm', ...wait });
      return lastFailureAt;
    },
    async settle(withinMs) {
      const { brokenStreams = Number.NaN } = await work({ do: 'settle', withinMs });
      return brokenStreams;
    },
    async report(periods, storedEvents) {
      const { report } = await work({ do: 'report', periods, storedEvents });
      if (report === undefined) throw new Error('The load did not report.');
      return report;
    },
  };
}
