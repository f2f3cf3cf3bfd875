import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';

const WINDOW_MS = 250;
/** Share of a window in which the event loop may be busy. */
const MAX_UTILIZATION = 0.2;
const MAX_WAIT_MS = 1_000;

/** Waits until the event loop has been nearly idle for 250 ms, and for about a second at most. */
export async function untilIdle(): Promise<void> {
  const giveUpAt = performance.now() + MAX_WAIT_MS;
  while (performance.now() < giveUpAt) {
    const before = performance.eventLoopUtilization();
    await delay(WINDOW_MS);
    if (performance.eventLoopUtilization(before).utilization < MAX_UTILIZATION) return;
  }
}
