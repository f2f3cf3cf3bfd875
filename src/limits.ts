/**
 * Maximum number of rows per user and their retention. Every table that grows with user activity
 * has an entry. docs/self-hosting.md has the same table for operators. Durations are PostgreSQL
 * intervals.
 */
export const limits = {
  session: {
    max: 20,
    retention: '31 days',
    /** After Zoom has rejected the user's tokens: the user may have been deactivated in Zoom. */
    retentionWithoutConnection: '1 day',
  },
  /** Per browser. */
  authorizationRequest: { max: 20, retention: '10 minutes' },
  destination: { max: 200 },
  /** Cached livestreams. */
  livestream: { max: 5_000, retention: '90 days' },
  liveStatus: { max: 5_000, retention: '90 days' },
  /** When a meeting last started and ended. */
  meetingSession: { max: 5_000, retention: '90 days' },
  startAttempt: { max: 5_000, retention: '90 days' },
  /** Of a livestream to another destination: only the latest is stored. */
  destinationSwitch: { max: 5_000, retention: '30 days' },
  listingPage: { max: 500, retention: '30 days' },
  history: {
    max: 20_000,
    maxPerMeeting: 200,
    /** Of one meeting, besides its other entries. */
    maxRevealsPerMeeting: 50,
    retention: '400 days',
  },
  bulkUpdate: {
    max: 50,
    maxUnfinished: 10,
    /** Of all of a user's bulk updates. */
    maxRows: 20_000,
    retention: '90 days',
    /** Cancelled before any row was sent to Zoom. */
    unchangedRetention: '1 hour',
  },
  userEvent: { max: 1_000, retention: '1 day' },
  /** Zoom's webhook events, processed or not. */
  webhookEvent: { retention: '8 days' },
  failedJob: { retention: '8 days' },
  erasedUser: { retention: '30 days' },
  rateLimit: { retention: '2 days' },
  /** Requests for pages and documents from one address, per process. */
  page: { perMinute: 600 },
  /** Concurrent exports of one user, per process. */
  export: { max: 1 },
  eventStream: { max: 6 },
} as const;

/**
 * Units that a request spends of the user's cost budget, which has as many units per minute as the
 * user has requests. docs/reliability.md has the same numbers.
 */
export const costs = {
  export: 30,
  meetingsOfDestinations: 10,
  bulkUpdate: 5,
  destinationSwitch: 5,
  calendarLink: 5,
  parse: 2,
} as const;
