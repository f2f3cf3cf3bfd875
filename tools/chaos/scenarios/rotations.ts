import { isSuccess, quantile, staleReplays } from '../harness/history.ts';
import { evaluateRun, type Report, startRun } from '../harness/run.ts';
import type { Testbed } from '../harness/testbed.ts';
import { between } from '../harness/token-faults.ts';
import type { TokenCall } from '../harness/token-log.ts';
import { eachOf } from '../harness/visitors.ts';

export interface RotationsOptions {
  hosts: number;
  expiriesEach: number;
  concurrentHosts: number;
  /** Zoom's maximum latency for a refresh. */
  zoomTakesMs: number;
}

const REQUESTS_PER_USER = 2;

/** Many hosts and expiries; each time, two instances get concurrent requests while Zoom is slow. */
export async function rotations(testbed: Testbed, options: RotationsOptions): Promise<Report> {
  const { hosts, expiriesEach, concurrentHosts, zoomTakesMs } = options;
  const fleet = await testbed.fleet.grow(2);
  const [first] = fleet;
  if (first === undefined) throw new RangeError('no instance');
  const run = await startRun(testbed, first, hosts);
  testbed.tokenProxy.setLatency(between(1, zoomTakesMs));
  await eachOf(run.visitors, concurrentHosts, async (visitor) => {
    for (let expiry = 0; expiry < expiriesEach; expiry += 1) {
      await run.expire([visitor]);
      const requested = fleet.flatMap((instance) =>
        Array.from({ length: REQUESTS_PER_USER }, () => run.request(instance, visitor)),
      );
      await Promise.all(requested);
    }
  });
  const { responses } = run.history;
  const requests = responses.length;
  const rejected = responses.filter((response) => !isSuccess(response)).length;
  const calls = run.history.calls();
  const expected = hosts * expiriesEach;
  const replays = staleReplays(calls);
  const storedMs = timesToStore(testbed, calls);
  const { counts } = await evaluateRun(run, first, 1_000);
  return {
    scenario: `${hosts} hosts × ${expiriesEach} expiries, 2 instances, Zoom takes up to ${zoomTakesMs} ms`,
    counts: {
      expiries: expected,
      refreshes: calls.length,
      requests,
      'not 2xx': rejected,
      'stale replays': replays,
      lost: counts.lost,
      'from Zoom’s response to stored, ms p50': Math.round(quantile(storedMs, 0.5)),
      'p99 ': Math.round(quantile(storedMs, 0.99)),
    },
    violations: [
      ...(calls.length !== expected ? [`${calls.length} refreshes for ${expected} expiries`] : []),
      ...(rejected > 0 ? [`${rejected} requests failed`] : []),
      ...(replays > 0 ? [`${replays} stale replays`] : []),
      ...(counts.connected !== hosts ? [JSON.stringify(counts)] : []),
    ],
  };
}

/**
 * For each host's last refresh, the time from Zoom's response to the notification that it is
 * stored.
 */
function timesToStore({ inspector }: Testbed, calls: readonly TokenCall[]): number[] {
  const last = new Map(calls.map((call) => [call.user, call]));
  return [...last.values()].flatMap(({ user, respondedAt }) => {
    const storedAt = inspector.announcedAt(user);
    if (storedAt === undefined || respondedAt === undefined || storedAt < respondedAt) return [];
    return [storedAt - respondedAt];
  });
}
