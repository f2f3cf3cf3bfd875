import type { CircuitState, Upstream } from './circuit.ts';
import { TransportError } from './http.ts';
import type { RateLabel } from './rate-limit/backend.ts';
import type { Priority } from './rate-limit/gcra.ts';

/** What a call does, as metrics and traces name it. */
export type ZoomOperation =
  | 'get_user'
  | 'get_user_settings'
  | 'list_meetings'
  | 'list_webinars'
  | 'get_meeting'
  | 'get_webinar'
  | 'get_livestream'
  | 'update_livestream'
  | 'update_livestream_status'
  | 'exchange_code'
  | 'refresh_token'
  | 'revoke_token';

export type ZoomOutcome =
  | 'success'
  /** Zoom processed the request and returned an error. */
  | 'rejected'
  /** Zoom rejected the access token. */
  | 'token_rejected'
  | 'rate_limited'
  /** A 5xx response, or one without a usable body. */
  | 'server_error'
  | 'timeout'
  | 'connection_failed'
  /** Not sent. */
  | 'circuit_open';

/** One attempt of a call. */
export interface Attempt<Result> {
  operation: ZoomOperation;
  send: () => Promise<Result>;
  outcomeOf: (result: Result) => ZoomOutcome;
}

/** Observes the calls to Zoom, for metrics, traces and the log. */
export interface ZoomObserver {
  /** Runs the attempt. Its result or error is passed through. */
  attempt<Result>(attempt: Attempt<Result>): Promise<Result>;
  retried(operation: ZoomOperation): void;
  /** Called when the rate limiter has granted or rejected a permit. */
  waited(wait: { label: RateLabel; priority: Priority; granted: boolean; ms: number }): void;
  circuitChanged(upstream: Upstream, state: CircuitState): void;
}

export const UNOBSERVED: ZoomObserver = {
  attempt: ({ send }) => send(),
  retried() {},
  waited() {},
  circuitChanged() {},
};

/** The outcome of an attempt that threw: Zoom returned no usable response, or nothing was sent. */
export function outcomeOfError(error: unknown): ZoomOutcome {
  if (error instanceof TransportError) return OUTCOMES[error.reason];
  return 'circuit_open';
}

const OUTCOMES: Record<TransportError['reason'], ZoomOutcome> = {
  not_connected: 'connection_failed',
  reset: 'connection_failed',
  timeout: 'timeout',
  oversized: 'server_error',
  encoded: 'server_error',
};

/** The outcome by HTTP status. */
export function outcomeOfStatus(status: number): ZoomOutcome {
  if (status >= 500) return 'server_error';
  if (status === 429) return 'rate_limited';
  return status >= 200 && status < 300 ? 'success' : 'rejected';
}
