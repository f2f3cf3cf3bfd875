import type { ObserveJob } from './jobs/jobs.ts';
import type { Metrics } from './metrics.ts';
import type { Tracing } from './tracing/tracing.ts';
import type { Upstream } from './zoom/circuit.ts';
import { outcomeOfError, type ZoomObserver } from './zoom/observer.ts';

type Log = Record<'info' | 'warn', (fields: object, message: string) => void>;

interface ZoomObserverOptions {
  metrics: Pick<Metrics, 'zoom'>;
  tracing: Tracing | undefined;
  log: Log;
}

/**
 * Observes the calls to Zoom: metrics, traces, and a log line for each change of a circuit breaker.
 */
export function createZoomObserver({ metrics: { zoom }, tracing, log }: ZoomObserverOptions): ZoomObserver {
  const measured: ZoomObserver = {
    async attempt({ operation, send, outcomeOf }) {
      const startedAt = performance.now();
      const elapsed = () => performance.now() - startedAt;
      try {
        const result = await send();
        zoom.attempted(operation, outcomeOf(result), elapsed());
        return result;
      } catch (error) {
        zoom.attempted(operation, outcomeOfError(error), elapsed());
        throw error;
      }
    },
    retried: zoom.retried,
    waited: zoom.waited,
    circuitChanged(upstream, state) {
      zoom.circuitChanged(upstream, state);
      if (state === 'open') log.warn({ upstream }, CIRCUIT_OPENED[upstream]);
      if (state === 'closed') log.info({ upstream }, 'Zoom responds again: the circuit is closed');
    },
  };
  if (tracing === undefined) return measured;
  return {
    ...measured,
    attempt: ({ operation, send, outcomeOf }) =>
      tracing.runCall(`zoom ${operation}`, { 'zoom.operation': operation }, (span) =>
        measured.attempt({
          operation,
          send,
          outcomeOf(result) {
            const outcome = outcomeOf(result);
            span.set({ 'zoom.outcome': outcome });
            if (outcome !== 'success') span.fail(outcome);
            return outcome;
          },
        }),
      ),
  };
}

const CIRCUIT_OPENED: Record<Upstream, string> = {
  api: 'Zoom’s API keeps failing: no calls for about ten seconds, then one probe',
  token_endpoint: 'Zoom’s token endpoint keeps failing: no calls for about ten seconds, then one probe',
};

/** Observes the jobs of this instance. */
export function createJobObserver(
  { jobRan }: Pick<Metrics, 'jobRan'>,
  tracing: Tracing | undefined,
): ObserveJob {
  const measure: ObserveJob = async (job, run) => {
    const startedAt = performance.now();
    try {
      await run();
      jobRan(job, 'success', performance.now() - startedAt);
    } catch (error) {
      jobRan(job, 'failure', performance.now() - startedAt);
      throw error;
    }
  };
  if (tracing === undefined) return measure;
  return (job, run) => tracing.runJob(job, () => measure(job, run));
}
