import { isGood, quantile, staleReplays } from '../harness/history.ts';
import { between } from '../harness/interference.ts';
import type { TokenCall } from '../harness/ledger.ts';
import { beginRun, conclude, type Report } from '../harness/run.ts';
import type { Stage } from '../harness/stage.ts';
import { eachOf } from '../harness/visitors.ts';

export interface RotationsOptions {
  hosts: number;
  expiriesEach: number;
  concurrentHosts: number;
  /** How long Zoom takes to answer a refresh, at most. */
  zoomTakesMs: number;
}

const REQUESTS_PER_USER = 2;

/** Many hosts, many expiries, two instances asked at the same moment each time, a Zoom that is slow. */
export async function rotations(stage: Stage, options: RotationsOptions): Promise<Report> {
  const { hosts, expiriesEach, concurrentHosts, zoomTakesMs } = options;
  const fleet = await stage.fleet.grow(2);
  const [first] = fleet;
  if (first === undefined) throw new RangeError('no instance');
  const run = await beginRun(stage, first, hosts);
  stage.front.takesTime(between(1, zoomTakesMs));
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
  const rejected = responses.filter((response) => !isGood(response)).length;
  const calls = run.history.calls();
  const expected = hosts * expiriesEach;
  const replays = staleReplays(calls);
  const storedMs = timesToStore(stage, calls);
  const { counts } = await conclude(run, first, 1_000);
  return {
    scenario: `${hosts} hosts × ${expiriesEach} expiries, 2 instances, answers up to ${zoomTakesMs} ms late`,
    counts: {
      expiries: expected,
      refreshes: calls.length,
      requests,
      'not 2xx': rejected,
      'stale replays': replays,
      lost: counts.lost,
      'from Zoom’s answer to stored, ms p50': Math.round(quantile(storedMs, 0.5)),
      'p99 ': Math.round(quantile(storedMs, 0.99)),
    },
    faults: [
      ...(calls.length !== expected ? [`${calls.length} refreshes for ${expected} expiries`] : []),
      ...(rejected > 0 ? [`${rejected} requests refused`] : []),
      ...(replays > 0 ? [`${replays} stale replays`] : []),
      ...(counts.well !== hosts ? [JSON.stringify(counts)] : []),
    ],
  };
}

/** For each host's last refresh, how long after Zoom had answered everybody was told that it is stored. */
function timesToStore({ vault }: Stage, calls: readonly TokenCall[]): number[] {
  const last = new Map(calls.map((call) => [call.user, call]));
  return [...last.values()].flatMap(({ user, respondedAt }) => {
    const storedAt = vault.announcedAt(user);
    if (storedAt === undefined || respondedAt === undefined || storedAt < respondedAt) return [];
    return [storedAt - respondedAt];
  });
}
