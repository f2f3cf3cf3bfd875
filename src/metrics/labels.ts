/**
 * The values of each label. Counters and histograms start at 0 for all of them, because the first
 * increase of a series that did not exist is invisible to `rate()`. The types make the compiler
 * check that the domain counts nothing else.
 */
export const LABELS = {
  tokenOutcome: ['refreshed', 'dead', 'misconfigured', 'unchanged', 'unknown'],
  idleResult: ['refreshed', 'reconnect_required', 'undecryptable', 'failed'],
  rejectedEvent: ['forged', 'malformed', 'late'],
  zoomOperation: [
    ...['get_user', 'get_user_settings', 'list_meetings', 'list_webinars', 'get_meeting', 'get_webinar'],
    ...['get_livestream', 'update_livestream', 'update_livestream_status'],
    ...['exchange_code', 'refresh_token', 'revoke_token'],
  ],
  zoomOutcome: [
    ...['success', 'rejected', 'token_rejected', 'rate_limited', 'server_error'],
    ...['timeout', 'connection_failed', 'circuit_open'],
  ],
  upstream: ['api', 'token_endpoint'],
  circuitState: ['closed', 'open', 'half_open'],
  rateLabel: ['light', 'medium'],
  priority: ['interactive', 'bulk'],
  job: ['events', 'erase', 'check-live', 'switch-destination', 'bulk-update', 'refresh-idle', 'purge'],
  jobOutcome: ['success', 'failure'],
  jobState: ['waiting', 'running', 'scheduled'],
  pubsubState: ['connecting', 'working', 'lost', 'failed'],
  connectionStatus: ['connected', 'reconnect_required'],
} as const;

export type Label<Name extends keyof typeof LABELS> = (typeof LABELS)[Name][number];
