import type { Clock } from '../clock.ts';

/** Minutes after the previous attempt: 5, 25 and 85 minutes after the first. */
export const retryMinutes = [5, 20, 60] as const;

export interface Retries {
  schedule(dueAt: number, attempt: () => Promise<void>): void;
  /** Makes the attempts that are due; resolves when they have finished. */
  runDue(): Promise<void>;
  /** Makes all pending attempts now. */
  runAll(): Promise<void>;
  count(): number;
  clear(): void;
}

/** Retries: by a timer, or immediately for a test. */
export function createRetries(clock: Clock): Retries {
  let waiting: { dueAt: number; attempt: () => Promise<void> }[] = [];
  let timer: NodeJS.Timeout | undefined;

  async function run(isReady: (dueAt: number) => boolean): Promise<void> {
    const ready = waiting.filter(({ dueAt }) => isReady(dueAt));
    waiting = waiting.filter(({ dueAt }) => !isReady(dueAt));
    await Promise.all(ready.map(({ attempt }) => attempt()));
    setTimer();
  }

  function setTimer(): void {
    clearTimeout(timer);
    if (waiting.length === 0) return;
    const next = Math.min(...waiting.map(({ dueAt }) => dueAt));
    timer = setTimeout(() => run(isDue), Math.max(1000, next - clock.now())).unref();
  }

  const isDue = (dueAt: number) => dueAt <= clock.now();

  return {
    schedule(dueAt, attempt) {
      waiting.push({ dueAt, attempt });
      setTimer();
    },
    runDue: () => run(isDue),
    runAll: () => run(() => true),
    count: () => waiting.length,
    clear() {
      clearTimeout(timer);
      waiting = [];
    },
  };
}
