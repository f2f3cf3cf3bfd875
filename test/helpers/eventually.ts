import { setTimeout as delay } from 'node:timers/promises';

/**
 * Asks again and again until the answer is yes; false when `withinMs` milliseconds have passed without. Whoever was busy all that
 * time, and has hardly asked, asks once more when it is over.
 */
export async function eventually(
  isSo: () => boolean | Promise<boolean>,
  { withinMs = 10_000, everyMs = 20 }: { withinMs?: number; everyMs?: number } = {},
): Promise<boolean> {
  const giveUpAt = performance.now() + withinMs;
  while (performance.now() < giveUpAt) {
    if (await isSo()) return true;
    await delay(everyMs);
  }
  return isSo();
}
