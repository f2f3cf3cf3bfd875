import { setTimeout as delay } from 'node:timers/promises';
import type { Instance } from './instance.ts';

/** What the balancer needs of an instance. */
type Checked = Pick<Instance, 'pool'>;

/** Selects the instance for the next request, like a load balancer. */
export interface Balancer<Target extends Checked> {
  /**
   * Picks the next ready instance by round robin; if none is ready, the next one that responds.
   * Checks again first if the last result is too old, which happens when this process is busy.
   */
  choose(): Promise<Target>;
  /** Resolves when every instance has passed several checks in a row. */
  allReady(): Promise<void>;
  stop(): void;
}

/**
 * `out`: it reports that it is stopping, or nothing listens. `slow`: not ready for another reason.
 */
type Health = 'ready' | 'slow' | 'out';

const CHECK_INTERVAL_MS = 500;
/** How long a result is valid: two check intervals. */
const MAX_RESULT_AGE_MS = 2 * CHECK_INTERVAL_MS;
const READY_CHECKS = 3;

/**
 * Polls /readyz of every instance twice a second, like a load balancer's health check, and uses the
 * last result.
 */
export function createBalancer<Target extends Checked>(instances: () => readonly Target[]): Balancer<Target> {
  const healths = new WeakMap<Target, Health>();
  const checkedAt = new WeakMap<Target, number>();
  const inARow = new WeakMap<Target, number>();
  let picks = 0;
  let isOver = false;

  async function check(instance: Target): Promise<void> {
    const health = await healthOf(instance);
    healths.set(instance, health);
    checkedAt.set(instance, performance.now());
    inARow.set(instance, health === 'ready' ? (inARow.get(instance) ?? 0) + 1 : 0);
  }

  void (async () => {
    while (!isOver) {
      for (const instance of instances()) void check(instance);
      await delay(CHECK_INTERVAL_MS);
    }
  })();

  const withHealth = (...wanted: Health[]) =>
    instances().filter((instance) => wanted.includes(healths.get(instance) ?? 'slow'));
  function next(): Target {
    const ready = withHealth('ready');
    const candidates = ready.length > 0 ? ready : withHealth('slow');
    picks += 1;
    const chosen = candidates[picks % candidates.length] ?? instances()[0];
    if (chosen === undefined) throw new Error('there is no instance');
    return chosen;
  }

  return {
    async choose() {
      for (;;) {
        const chosen = next();
        const validUntil = (checkedAt.get(chosen) ?? Number.NEGATIVE_INFINITY) + MAX_RESULT_AGE_MS;
        if (performance.now() < validUntil) return chosen;
        await check(chosen);
      }
    },
    async allReady() {
      while (!instances().every((instance) => (inARow.get(instance) ?? 0) >= READY_CHECKS)) await delay(50);
    },
    stop() {
      isOver = true;
    },
  };
}

async function healthOf({ pool }: Checked): Promise<Health> {
  try {
    const { statusCode, body } = await pool.request({ method: 'GET', path: '/readyz' });
    const stated = await body.text();
    if (statusCode === 200) return 'ready';
    return stated.includes('stopping') ? 'out' : 'slow';
  } catch {
    return 'out';
  }
}
