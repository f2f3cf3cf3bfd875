export type RetryAfterForm = 'seconds' | 'http-date' | 'iso-date' | 'absent';
export type LabelLimits = { perSecond?: number; perDay?: number };

/**
 * How the simulator behaves where Zoom's own behaviour is configurable, has changed, or is not
 * known for sure.
 */
export interface Settings {
  accessTokenSeconds: number;
  /** unused for this long, a refresh token dies */
  refreshTokenSeconds: number;
  /**
   * for how long the previous refresh token still works after a rotation; 0: invalid immediately
   */
  refreshGraceSeconds: number;
  authorizationCodeSeconds: number;
  pageTokenSeconds: number;
  /** seen in the wild as either */
  invalidCodeError: 'invalid_request' | 'invalid_grant';
  deadRefreshTokenError: 'invalid_grant' | 'invalid_request';
  /** members left out of a token response, e.g. `['refresh_token']` */
  tokenResponseOmits: string[];
  /** members added to a token response unchanged, e.g. `{ expires_in: '3600' }` */
  tokenResponseOverrides: Record<string, unknown>;
  unconfiguredLivestream: 'empty-strings' | 'empty-object';
  /** another user's meeting: 404 with 3001, or 400 with 1010 */
  othersMeeting: 'does-not-exist' | 'not-in-account';
  /** the response to an update of a meeting if the host's custom live streaming service is off */
  featureOff: 'dropped' | 'refused';
  /** `off`, the limits of the account's plan, or limits of your own for each label */
  rateLimits: 'off' | 'by-plan' | { light?: LabelLimits; medium?: LabelLimits };
  perSecondRetryAfter: RetryAfterForm;
  dailyRetryAfter: RetryAfterForm;
  /** updates of meetings and webinars one user may make a day (100 at Zoom); 0: no limit */
  dailyUpdateLimit: number;
  /** a second start sooner than this after the first is a 429 */
  startIntervalSeconds: number;
  /** whether a repeated notification carries the first one's timestamp and signature or new ones */
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
