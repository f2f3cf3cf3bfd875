import { setTimeout as delay } from 'node:timers/promises';

/** Times are milliseconds since the shutdown began. */
export const shutdownDeadlines = {
  /** Requests and jobs. Later steps need the rest of the grace period. */
  work: 22_000,
  /** Tokens that Zoom has just rotated, and values of reads. */
  stores: 23_500,
  connections: 24_200,
  traces: 24_600,
  /** The process ends itself. The platform kills it after 30 seconds (fly.toml). */
  all: 25_000,
} as const;

export interface ShutdownStep {
  /** What the log says that the process waits for. */
  waitingFor: string;
  work: Promise<unknown>;
  /** Milliseconds since the shutdown began. */
  deadline: number;
  /** How long the step may take (milliseconds). @default until its deadline */
  maxMs?: number;
  /** Members of the log line that describe what is in progress. No personal data. */
  inProgress?: () => object;
  /** Whether nothing is lost if the step does not finish. */
  isOptional?: boolean;
}

/** Ends a process in steps. None of them can take longer than its deadline allows. */
export interface Shutdown {
  /** Begins the shutdown: deadlines count from the first call. `wait` does it otherwise. */
  begin(): void;
  /**
   * Waits for a step, until its deadline at most, and logs every few seconds what it waits for.
   * Never rejects, so that the next step is not skipped.
   */
  wait(step: ShutdownStep): Promise<void>;
  /** Steps that failed or did not finish in time, without the optional ones. */
  unfinished(): readonly string[];
}

export interface ShutdownOptions {
  log: {
    warn(fields: object, message: string): void;
    error(fields: object, message: string): void;
  };
  /** How long a step may take before it is logged, and the interval of further lines. */
  logEveryMs?: number;
}

const LOG_EVERY_MS = 3_000;

export function createShutdown({ log, logEveryMs = LOG_EVERY_MS }: ShutdownOptions): Shutdown {
  let beganAt: number | undefined;
  const unfinished: string[] = [];

  function elapsedMs(): number {
    beganAt ??= performance.now();
    return performance.now() - beganAt;
  }

  return {
    begin: () => void elapsedMs(),
    async wait({ waitingFor, work, deadline, maxMs = deadline, inProgress, isOptional = false }) {
      const state = () => ({ waitingFor, ms: Math.round(elapsedMs()), ...inProgress?.() });
      const timeLeft = Math.max(0, Math.min(maxMs, deadline - elapsedMs()));
      const logging = setInterval(() => log.warn(state(), 'still stopping'), logEveryMs);
      const over = new AbortController();
      try {
        const late = delay(timeLeft, 'late', { signal: over.signal }).catch(() => 'over');
        if ((await Promise.race([work, late])) !== 'late') return;
        log.warn(state(), 'stopping without waiting any longer');
      } catch (err) {
        log.error({ err, ...state() }, 'a step of the shutdown failed');
      } finally {
        clearInterval(logging);
        over.abort();
      }
      if (!isOptional) unfinished.push(waitingFor);
    },
    unfinished: () => unfinished,
  };
}
