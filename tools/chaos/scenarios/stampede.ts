import { isSuccess, quantile } from '../harness/history.ts';
import { evaluateRun, type Report, startRun } from '../harness/run.ts';
import type { Testbed } from '../harness/testbed.ts';
import { between } from '../harness/token-faults.ts';

export interface StampedeOptions {
  instances: number;
  /** Concurrent requests, spread over the instances. */
  callers: number;
  rounds: number;
}

const ZOOM_TAKES_MS = 150;

/**
 * Many concurrent requests with an expired token: one of them refreshes it, the others use the
 * result.
 */
export async function stampede(
  testbed: Testbed,
  { instances, callers, rounds }: StampedeOptions,
): Promise<Report> {
  const fleet = await testbed.fleet.grow(instances);
  const [first] = fleet;
  if (first === undefined) throw new RangeError('a stampede needs an instance');
  const run = await startRun(testbed, first, 1);
  testbed.tokenProxy.setLatency(between(ZOOM_TAKES_MS, ZOOM_TAKES_MS));
  const refreshes: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    await run.expire(run.visitors);
    const before = run.history.calls().length;
    await Promise.all(
      Array.from({ length: callers }, (_, caller) =>
        run.request(fleet[caller % instances] ?? first, run.visitor(0)),
      ),
    );
    refreshes.push(run.history.calls().length - before);
  }
  const { responses } = run.history;
  const rejected = responses.filter((response) => !isSuccess(response)).length;
  const times = responses.map(({ sentAt, receivedAt }) => receivedAt - sentAt);
  const { counts, staleReplays } = await evaluateRun(run, first, 1_000);
  const uneven = refreshes.filter((count) => count !== 1);
  return {
    scenario: `stampede, ${instances} instance${instances === 1 ? '' : 's'} × ${callers} callers`,
    counts: {
      rounds,
      refreshes: refreshes.reduce((sum, count) => sum + count, 0),
      'not 2xx': rejected,
      'stale replays': staleReplays,
      lost: counts.lost,
      'p99 ms': Math.round(quantile(times, 0.99)),
      'of which Zoom ms': ZOOM_TAKES_MS,
    },
    violations: [
      ...uneven.map((count) => `${count} refreshes per expiry`),
      ...(rejected > 0 ? [`${rejected} callers got errors`] : []),
      ...(staleReplays > 0 ? [`${staleReplays} stale replays`] : []),
      ...(counts.connected !== 1 ? ['the host is not connected'] : []),
    ],
  };
}
