const seconds = { type: 'number', minimum: 0 };
const retryAfterForm = { enum: ['seconds', 'http-date', 'iso-date', 'absent'] };
const labelLimits = {
  type: 'object',
  additionalProperties: false,
  properties: { perSecond: { type: 'integer', minimum: 0 }, perDay: { type: 'integer', minimum: 0 } },
};

/** Any of the settings. Unknown names are rejected. */
export const settingsSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    accessTokenSeconds: seconds,
    refreshTokenSeconds: seconds,
    refreshGraceSeconds: seconds,
    authorizationCodeSeconds: seconds,
    pageTokenSeconds: seconds,
    invalidCodeError: { enum: ['invalid_request', 'invalid_grant'] },
    deadRefreshTokenError: { enum: ['invalid_grant', 'invalid_request'] },
    tokenResponseOmits: { type: 'array', items: { type: 'string' } },
    tokenResponseOverrides: { type: 'object' },
    unconfiguredLivestream: { enum: ['empty-strings', 'empty-object'] },
    othersMeeting: { enum: ['does-not-exist', 'not-in-account'] },
    featureOff: { enum: ['dropped', 'refused'] },
    rateLimits: {
      anyOf: [
        { enum: ['off', 'by-plan'] },
        {
          type: 'object',
          additionalProperties: false,
          properties: { light: labelLimits, medium: labelLimits },
        },
      ],
    },
    perSecondRetryAfter: retryAfterForm,
    dailyRetryAfter: retryAfterForm,
    dailyUpdateLimit: { type: 'integer', minimum: 0 },
    startIntervalSeconds: seconds,
    retryTimestamp: { enum: ['original', 'fresh'] },
    updatedEvents: { enum: ['with-host', 'changed-only'] },
  },
};
