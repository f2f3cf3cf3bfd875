import type { ObserveJob } from './jobs/jobs.ts';
import type { Metrics } from './metrics.ts';
import type { Upstream } from './zoom/circuit.ts';
import { outcomeOfError, type ZoomObserver } from './zoom/observer.ts';

type Log = Record<'info' | 'warn', (fields: object, message: string) => void>;

/** Observes the calls to Zoom: metrics, and a log line for each change of a circuit breaker. */
export function createZoomObserver({ zoom }: Pick<Metrics, 'zoom'>, log: Log): ZoomObserver {
  return {
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
}

const CIRCUIT_OPENED: Record<Upstream, string> = {
  api: 'Zoom’s API keeps failing: no calls for about ten seconds, then one probe',
  token_endpoint: 'Zoom’s token endpoint keeps failing: no calls for about ten seconds, then one probe',
};

/** Observes the jobs of this instance. */
export function createJobObserver({ jobRan }: Pick<Metrics, 'jobRan'>): ObserveJob {
  return async (job, run) => {
    const startedAt = performance.now();
    try {
      await run();
      jobRan(job, 'success', performance.now() - startedAt);
    } catch (error) {
      jobRan(job, 'failure', performance.now() - startedAt);
      throw error;
    }
  };
}
