import { setTimeout as delay } from 'node:timers/promises';

/**
 * Polls a condition. Resolves to true when it holds, or to false after `withinMs` milliseconds.
 * Checks once more at the end, because a busy process may have had no time to poll.
 */
export async function eventually(
  condition: () => boolean | Promise<boolean>,
  { withinMs = 10_000, everyMs = 20 }: { withinMs?: number; everyMs?: number } = {},
): Promise<boolean> {
  const giveUpAt = performance.now() + withinMs;
  while (performance.now() < giveUpAt) {
    if (await condition()) return true;
    await delay(everyMs);
  }
  return condition();
}

/** Polls until the condition holds. Otherwise only the timeout of the test ends it. */
export async function waitUntil(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await delay(10);
}
