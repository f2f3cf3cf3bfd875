import {
  BrokenCircuitError,
  ConsecutiveBreaker,
  circuitBreaker,
  handleAll,
  type IBreaker,
  CircuitState as PolicyState,
  SamplingBreaker,
} from 'cockatiel';
import { Problem } from '../problem.ts';

const CONSECUTIVE_FAILURES = 5;
const SAMPLING = { threshold: 0.5, duration: 30_000, minimumRps: 20 / 30 };
const HALF_OPEN_AFTER_MS = 10_000;
/** Spreads the probes of instances whose circuits opened at the same time. */
const JITTER_MS = 2_000;

/** What a circuit protects. */
export type Upstream = 'api' | 'token_endpoint';

export type CircuitState = 'closed' | 'open' | 'half_open';

/**
 * Runs `call`. While the circuit is open, it fails immediately with 503 `zoom_unavailable` instead.
 */
export type Circuit<T> = (call: () => Promise<T>) => Promise<T>;

/**
 * Circuit breaker for an upstream, local to this process. It opens after 5 failures in a row, or if
 * half of at least 20 calls in 30 seconds failed. After about 10 seconds a single probe is sent;
 * other calls fail until the probe has succeeded. A thrown error is a failure, and so is a response
 * that is not `healthy`. A proper error response of Zoom is healthy.
 *
 * @param onChange called with each new state
 */
export function createCircuit<T>(
  healthy: (response: T) => boolean,
  onChange: (state: CircuitState) => void = () => {},
): Circuit<T> {
  const policy = circuitBreaker(
    handleAll.orWhenResult((response) => !healthy(response as T)),
    {
      halfOpenAfter: HALF_OPEN_AFTER_MS + Math.random() * JITTER_MS,
      breaker: eitherBreaker(new ConsecutiveBreaker(CONSECUTIVE_FAILURES), new SamplingBreaker(SAMPLING)),
    },
  );
  policy.onStateChange((state) => {
    const name = STATE_NAMES[state];
    if (name !== undefined) onChange(name);
  });
  return async (call) => {
    if (policy.state === PolicyState.HalfOpen) throw openCircuit();
    try {
      return await policy.execute(() => call());
    } catch (error) {
      throw error instanceof BrokenCircuitError ? openCircuit() : error;
    }
  };
}

const STATE_NAMES: Partial<Record<PolicyState, CircuitState>> = {
  [PolicyState.Closed]: 'closed',
  [PolicyState.Open]: 'open',
  [PolicyState.HalfOpen]: 'half_open',
};

function openCircuit(): Problem {
  return new Problem('zoom_unavailable', { status: 503, retryAfter: HALF_OPEN_AFTER_MS / 1000 });
}

/** Opens as soon as one of two breakers opens. Both receive every outcome. */
function eitherBreaker(first: IBreaker, second: IBreaker): IBreaker {
  return {
    state: undefined,
    success(state) {
      first.success(state);
      second.success(state);
    },
    failure(state) {
      const opens = [first.failure(state), second.failure(state)];
      return opens.includes(true);
    },
  };
}
