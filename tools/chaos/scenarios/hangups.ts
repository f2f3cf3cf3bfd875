import { setTimeout as delay } from 'node:timers/promises';
import { evaluateRun, type Report, startRun } from '../harness/run.ts';
import type { Testbed } from '../harness/testbed.ts';
import { between } from '../harness/token-faults.ts';
import { eachOf } from '../harness/visitors.ts';

export interface HangupsOptions {
  hosts: number;
  expiriesEach: number;
  /** Requests per expiry, all of which are aborted. */
  requestsEach: number;
}

const ZOOM_TAKES_MS = 250;
const HANGS_UP_WITHIN_MS = 300;

/** Clients disconnect during the refresh that they started: it must continue without them. */
export async function hangups(testbed: Testbed, options: HangupsOptions): Promise<Report> {
  const { hosts, expiriesEach, requestsEach } = options;
  const fleet = await testbed.fleet.grow(2);
  const [first] = fleet;
  if (first === undefined) throw new RangeError('no instance');
  const run = await startRun(testbed, first, hosts);
  testbed.tokenProxy.setLatency(between(1, ZOOM_TAKES_MS));
  await eachOf(run.visitors, 10, async (visitor) => {
    for (let expiry = 0; expiry < expiriesEach; expiry += 1) {
      await run.expire([visitor]);
      const refreshing = new Promise<unknown>((resolve) => {
        testbed.tokenProxy.faults.add({ user: visitor.user, before: resolve });
      });
      await Promise.all(
        Array.from({ length: requestsEach }, async (_, index) => {
          const hangUp = new AbortController();
          const response = run.request(fleet[index % fleet.length] ?? first, visitor, hangUp.signal);
          await refreshing;
          await delay(Math.random() * HANGS_UP_WITHIN_MS);
          hangUp.abort();
          await response;
        }),
      );
    }
  });
  const requests = run.history.responses.length;
  const hungUp = run.history.responses.filter((response) => response.hungUp && response.status === 0).length;
  const refreshes = run.history.calls().length;
  const { counts, staleReplays } = await evaluateRun(run, first, 2_000);
  return {
    scenario: 'clients hang up during refreshes',
    counts: {
      requests,
      'hung up': hungUp,
      refreshes,
      connected: counts.connected,
      lost: counts.lost,
      'stale replays': staleReplays,
    },
    violations: [
      ...(counts.connected !== hosts ? [JSON.stringify(counts)] : []),
      ...(staleReplays > 0 ? [`${staleReplays} stale replays`] : []),
      ...(refreshes === 0 || hungUp === 0 ? ['nothing was tested'] : []),
    ],
  };
}
