import { setTimeout as delay } from 'node:timers/promises';
import type { Instance } from './instance.ts';

/** A load balancer's part: which instance the next request goes to. */
export interface Balancer {
  /**
   * The next of those that last said they were ready; where none did, of those that at least answered. Answers that this process
   * has become too busy to renew are not believed: a load balancer that stands still sends nothing either.
   */
  choose(): Promise<Instance>;
  /** Resolves when every instance has been checked for a while and found ready. */
  allReady(): Promise<void>;
  stop(): void;
}

/** `out`: it has said that it is stopping, or nothing listens there. `slow`: not ready for another reason. */
type Health = 'ready' | 'slow' | 'out';

const CHECK_EVERY_MS = 500;
/** How long an answer is believed: as long as one that was just missed and the next. */
const BELIEVED_MS = 2 * CHECK_EVERY_MS;
const READY_CHECKS = 3;

/** Asks every instance's /readyz twice a second, as a load balancer's health check does, and believes the last answer. */
export function createBalancer(instances: () => readonly Instance[]): Balancer {
  const healths = new WeakMap<Instance, Health>();
  const checkedAt = new WeakMap<Instance, number>();
  const inARow = new WeakMap<Instance, number>();
  let permit = 0;
  let isOver = false;

  async function check(instance: Instance): Promise<void> {
    const health = await healthOf(instance);
    healths.set(instance, health);
    checkedAt.set(instance, performance.now());
    inARow.set(instance, health === 'ready' ? (inARow.get(instance) ?? 0) + 1 : 0);
  }

  void (async () => {
    while (!isOver) {
      for (const instance of instances()) void check(instance);
      await delay(CHECK_EVERY_MS);
    }
  })();

  const those = (...wanted: Health[]) =>
    instances().filter((instance) => wanted.includes(healths.get(instance) ?? 'slow'));
  function next(): Instance {
    const ready = those('ready');
    const candidates = ready.length > 0 ? ready : those('slow');
    permit += 1;
    const chosen = candidates[permit % candidates.length] ?? instances()[0];
    if (chosen === undefined) throw new Error('there is no instance');
    return chosen;
  }

  return {
    async choose() {
      for (;;) {
        const chosen = next();
        const believedUntil = (checkedAt.get(chosen) ?? Number.NEGATIVE_INFINITY) + BELIEVED_MS;
        if (performance.now() < believedUntil) return chosen;
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

async function healthOf({ pool }: Instance): Promise<Health> {
  try {
    const { statusCode, body } = await pool.request({ method: 'GET', path: '/readyz' });
    const stated = await body.text();
    if (statusCode === 200) return 'ready';
    return stated.includes('stopping') ? 'out' : 'slow';
  } catch {
    return 'out';
  }
}
