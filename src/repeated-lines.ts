/** Log lines of the same kind beyond `MAX_LINES` within this time are counted instead (milliseconds). */
const INTERVAL_MS = 60_000;
const MAX_LINES = 10;
/** Maximum number of kinds that are counted at the same time. */
const MAX_KINDS = 1_000;

export interface RepeatedLines {
  /**
   * Writes a line, unless there were many of this kind within the last minute: then it is counted,
   * and the sum is written when the minute ends.
   * @param kind what the counted lines have in common
   */
  write(kind: Record<string, unknown>, line: () => void): void;
  /** Writes all sums now. */
  flush(): void;
}

export interface RepeatedLinesOptions {
  /** Writes the sum of the lines of this kind that were not written. */
  writeSum: (kind: Record<string, unknown>, count: number, seconds: number) => void;
  intervalMs?: number;
}

interface Counted {
  kind: Record<string, unknown>;
  startedAt: number;
  lines: number;
}

/** Keeps a flood of requests from filling the log. */
export function createRepeatedLines({
  writeSum,
  intervalMs = INTERVAL_MS,
}: RepeatedLinesOptions): RepeatedLines {
  const kinds = new Map<string, Counted>();
  let timer: NodeJS.Timeout | undefined;

  function end(key: string, { kind, startedAt, lines }: Counted): void {
    kinds.delete(key);
    if (lines <= MAX_LINES) return;
    const seconds = Math.max(1, Math.round((performance.now() - startedAt) / 1_000));
    writeSum(kind, lines - MAX_LINES, seconds);
  }

  /** Ends the kinds whose interval has passed. */
  function endDue(now: number): void {
    for (const [key, counted] of kinds) if (now - counted.startedAt >= intervalMs) end(key, counted);
    const [first] = kinds.values();
    timer =
      first && setTimeout(() => endDue(performance.now()), first.startedAt + intervalMs - now + 1).unref();
  }

  return {
    write(kind, line) {
      const key = JSON.stringify(kind);
      const now = performance.now();
      const counted = kinds.get(key);
      if (counted !== undefined && now - counted.startedAt < intervalMs) {
        counted.lines += 1;
        if (counted.lines <= MAX_LINES) line();
        return;
      }
      if (counted !== undefined) end(key, counted);
      const [oldest] = kinds;
      if (kinds.size >= MAX_KINDS && oldest !== undefined) end(...oldest);
      kinds.set(key, { kind, startedAt: now, lines: 1 });
      timer ??= setTimeout(() => endDue(performance.now()), intervalMs + 1).unref();
      line();
    },
    flush() {
      clearTimeout(timer);
      timer = undefined;
      for (const [key, counted] of kinds) end(key, counted);
    },
  };
}
