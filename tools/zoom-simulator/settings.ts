export type RetryAfterForm = 'seconds' | 'http-date' | 'iso-date' | 'absent';
export type LabelLimits = { perSecond?: number; perDay?: number };

/**
 * Behavior of the simulator if Zoom's behavior is configurable, has changed, or is not
 * known.
 */
export interface Settings {
  accessTokenSeconds: number;
  /** After this time without use, a refresh token expires. */
  refreshTokenSeconds: number;
  /**
   * How long the previous refresh token is valid after a rotation; 0: invalid immediately.
   */
  refreshGraceSeconds: number;
  authorizationCodeSeconds: number;
  pageTokenSeconds: number;
  /** Both were recorded. */
  invalidCodeError: 'invalid_request' | 'invalid_grant';
  deadRefreshTokenError: 'invalid_grant' | 'invalid_request';
  /** Members omitted from a token response, e.g. `['refresh_token']`. */
  tokenResponseOmits: string[];
  /** Members added to a token response unchanged, e.g. `{ expires_in: '3600' }`. */
  tokenResponseOverrides: Record<string, unknown>;
  unconfiguredLivestream: 'empty-strings' | 'empty-object';
  /** Another user's meeting: 404 with 3001, or 400 with 1010. */
  othersMeeting: 'does-not-exist' | 'not-in-account';
  /** The response to an update of a meeting if the host's custom live streaming service is off. */
  featureOff: 'dropped' | 'refused';
  /** `off`, the limits of the account's plan, or custom limits per label */
  rateLimits: 'off' | 'by-plan' | { light?: LabelLimits; medium?: LabelLimits };
  perSecondRetryAfter: RetryAfterForm;
  dailyRetryAfter: RetryAfterForm;
  /** Daily limit of updates of meetings and webinars per user (100 in Zoom); 0: no limit. */
  dailyUpdateLimit: number;
  /** A second start within this time is a 429. */
  startIntervalSeconds: number;
  /** Whether a retried event has the timestamp and signature of the first attempt, or new ones. */
  retryTimestamp: 'original' | 'fresh';
  /**
   * `meeting.updated` and `webinar.updated`: with the host, or only with the ID and what changed
   * (both were recorded)
   */
  updatedEvents: 'with-host' | 'changed-only';
}

const day = 86_400;

export function defaultSettings(refreshGraceSeconds = 0): Settings {
  return {
    accessTokenSeconds: 3600,
    refreshTokenSeconds: 90 * day,
    refreshGraceSeconds,
    authorizationCodeSeconds: 300,
    pageTokenSeconds: 900,
    invalidCodeError: 'invalid_request',
    deadRefreshTokenError: 'invalid_grant',
    tokenResponseOmits: [],
    tokenResponseOverrides: {},
    unconfiguredLivestream: 'empty-strings',
    othersMeeting: 'does-not-exist',
    featureOff: 'dropped',
    rateLimits: 'off',
    perSecondRetryAfter: 'absent',
    dailyRetryAfter: 'iso-date',
    dailyUpdateLimit: 0,
    startIntervalSeconds: 30,
    retryTimestamp: 'fresh',
    updatedEvents: 'changed-only',
  };
}
