import { setTimeout as delay } from 'node:timers/promises';
import { createBalancer } from '../harness/balancer.ts';
import { type ClientResponse, isSuccess, quantile } from '../harness/history.ts';
import { evaluateRun, type Report, type Run, startRun } from '../harness/run.ts';
import type { Testbed } from '../harness/testbed.ts';
import { between } from '../harness/token-faults.ts';

export interface RestartsOptions {
  restarts: number;
  requestsPerSecond: number;
  hosts: number;
}

const REQUESTS_PER_EXPIRY = 3;
const ZOOM_TAKES_MS = { min: 50, max: 800 };
const EXIT_WITHIN_MS = 25_000;

/**
 * Rolling restart: instances are stopped (SIGTERM) and replaced one at a time while requests arrive
 * through a load balancer. It sends nothing to an instance whose /readyz returned 503, and retries
 * nothing.
 */
export async function restarts(testbed: Testbed, options: RestartsOptions): Promise<Report> {
  const [first] = await testbed.fleet.grow(2);
  if (first === undefined) throw new RangeError('no instance');
  const run = await startRun(testbed, first, options.hosts);
  testbed.tokenProxy.setLatency(between(ZOOM_TAKES_MS.min, ZOOM_TAKES_MS.max));
  const balancer = createBalancer(() => testbed.fleet.slots.slice(0, 2).map(({ instance }) => instance));
  const load = startLoad(run, balancer.choose, options.requestsPerSecond);
  const exits: { code: number | null; tookMs: number }[] = [];
  for (let restart = 0; restart < options.restarts; restart += 1) {
    await balancer.allReady();
    exits.push(await restartOnce(run, restart % 2));
  }
  await balancer.allReady();
  const responses = await load.stop();
  balancer.stop();

  const failed = responses.filter((response) => !isSuccess(response));
  const { counts, staleReplays } = await evaluateRun(run, testbed.fleet.slot(0).instance, 1_000);
  const unclean = exits.filter(({ code, tookMs }) => code !== 0 || tookMs > EXIT_WITHIN_MS);
  return {
    scenario: `SIGTERM ×${options.restarts} at ${options.requestsPerSecond} requests a second`,
    counts: {
      requests: responses.length,
      failed: failed.length,
      refreshes: run.history.calls().length,
      'stale replays': staleReplays,
      connected: counts.connected,
      lost: counts.lost,
      'exit ms max': Math.round(
        quantile(
          exits.map(({ tookMs }) => tookMs),
          1,
        ),
      ),
    },
    violations: [
      ...new Set(
        failed.map(({ status, code, instance }) => `a request to ${instance} failed with ${status} ${code}`),
      ),
      ...unclean.map(({ code, tookMs }) => `an instance exited with ${code} after ${Math.round(tookMs)} ms`),
      ...(staleReplays > 0 ? [`${staleReplays} stale replays`] : []),
      ...(counts.connected !== options.hosts ? [JSON.stringify(counts)] : []),
    ],
  };
}

async function restartOnce(
  { testbed }: Run,
  index: number,
): Promise<{ code: number | null; tookMs: number }> {
  const { instance } = testbed.fleet.slot(index);
  const since = performance.now();
  instance.signal('SIGTERM');
  const code = await instance.exited;
  const tookMs = performance.now() - since;
  await testbed.fleet.replace(index);
  return { code, tookMs };
}

/**
 * Sends requests at a constant rate, regardless of responses. Every few requests, expires the
 * user's token first.
 */
function startLoad(run: Run, choose: () => Promise<Parameters<Run['request']>[0]>, perSecond: number) {
  const requested: Promise<ClientResponse>[] = [];
  let isOver = false;
  const pace = (async () => {
    while (!isOver) {
      await delay(1000 / perSecond);
      const visitor = run.visitor(requested.length % run.visitors.length);
      // Only in the database, as time does. Expiring it at Zoom would also end a token that is just
      // being issued.
      if (requested.length % REQUESTS_PER_EXPIRY === 0) await run.testbed.inspector.expire([visitor.user]);
      requested.push(run.request(await choose(), visitor));
    }
  })();
  return {
    async stop() {
      isOver = true;
      await pace;
      return Promise.all(requested);
    },
  };
}
