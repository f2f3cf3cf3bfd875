/**
 * Catalogue of the API's problems (RFC 9457) by `code`. `detail` is for the host: what happened,
 * and what to do.
 */
export const problems = {
  invalid_meeting_id: {
    status: 400,
    title: 'Invalid meeting ID',
    detail: 'This is not a meeting ID. Copy the 8 to 19 digits that Zoom shows for the meeting.',
  },
  invalid_request: {
    status: 400,
    title: 'Invalid request',
    detail: 'Some values are not valid. Fix the listed fields and try again.',
  },
  not_signed_in: { status: 401, title: 'Not signed in', detail: 'Sign in with Zoom and try again.' },
  invalid_signature: {
    status: 401,
    title: 'Invalid signature',
    detail: 'This webhook has no valid Zoom signature for this app, or is too old.',
  },
  cross_site_request: {
    status: 403,
    title: 'Cross-site request',
    detail: 'This request came from another site and was rejected. Use the app itself.',
  },
  not_in_account: {
    status: 403,
    title: 'Not in this account',
    detail: 'This meeting belongs to another Zoom account. Sign in as its host.',
  },
  hosting_not_allowed: {
    status: 403,
    title: 'Hosting not allowed',
    detail: 'Your Zoom user isn’t allowed to host meetings. Contact your Zoom administrator.',
  },
  livestream_not_enabled: {
    status: 403,
    title: 'Livestreaming not enabled',
    detail:
      'Custom livestreaming is off for your Zoom user. Turn on Allow livestreaming in Zoom under Settings, In Meeting (Advanced). Your plan or a permission may also prevent it.',
  },
  scope_missing: {
    status: 403,
    title: 'Permission missing',
    detail: 'Uplink needs a Zoom permission that it doesn’t have. Reconnect to Zoom to grant it.',
  },
  staging_copy: {
    status: 403,
    title: 'Staging copy',
    detail: 'This server runs on a copy of the data. It changes nothing and doesn’t contact Zoom.',
  },
  reconnect_required: {
    status: 403,
    title: 'Reconnect required',
    detail: 'Uplink lost its connection to Zoom. Reconnect to Zoom to continue.',
  },
  not_found: { status: 404, title: 'Not found', detail: 'This URL does not exist.' },
  meeting_not_found: {
    status: 404,
    title: 'Meeting not found',
    detail: 'We can’t find this meeting in your Zoom account. It may have been deleted or expired.',
  },
  zoom_user_not_found: {
    status: 404,
    title: 'Zoom user not found',
    detail: 'Zoom can’t find your user. Reconnect to Zoom, or contact your Zoom administrator.',
  },
  method_not_allowed: {
    status: 405,
    title: 'Method not allowed',
    detail: 'Method not allowed for this URL.',
  },
  not_available_for_this_meeting: {
    status: 409,
    title: 'Not available for this meeting',
    detail:
      'Zoom doesn’t offer livestreaming for this kind of meeting. If it is a webinar, open it as a webinar.',
  },
  end_to_end_encrypted: {
    status: 409,
    title: 'End-to-end encrypted',
    detail:
      'End-to-end encrypted meetings can’t be livestreamed. Choose enhanced encryption in the meeting’s settings in Zoom.',
  },
  not_started: {
    status: 409,
    title: 'Not started',
    detail: 'The meeting hasn’t started yet. Start it in Zoom, then try again.',
  },
  livestream_not_configured: {
    status: 409,
    title: 'Livestream not configured',
    detail: 'This webinar has no custom livestream. Save a stream URL and a stream key first.',
  },
  not_applied: {
    status: 409,
    title: 'Not applied',
    detail:
      'Zoom accepted the change but didn’t keep it. Turn on Allow livestreaming and Custom Live Streaming Service in Zoom, then save again.',
  },
  switch_in_progress: {
    status: 409,
    title: 'Switch in progress',
    detail: 'This livestream is being switched to another destination. Wait until that has finished.',
  },
  precondition_failed: {
    status: 412,
    title: 'Changed in the meantime',
    detail: 'The livestream was changed since you loaded it. Review the current version and try again.',
  },
  payload_too_large: {
    status: 413,
    title: 'Payload too large',
    detail: 'The request body is too large for this URL.',
  },
  unsupported_media_type: {
    status: 415,
    title: 'Unsupported media type',
    detail: 'Send the body as application/json.',
  },
  precondition_required: {
    status: 428,
    title: 'Precondition required',
    detail: 'Send If-Match with the ETag of the version that you are changing.',
  },
  too_many_requests: {
    status: 429,
    title: 'Too many requests',
    detail: 'Too many requests in a short time. Wait a moment and try again.',
  },
  zoom_rate_limited: {
    status: 429,
    title: 'Zoom rate limit reached',
    detail: 'Your Zoom account has hit its rate limit. Try again in a moment.',
  },
  zoom_daily_limit: {
    status: 429,
    title: 'Zoom daily limit reached',
    detail: 'Your Zoom account has hit a daily limit. Try again when the limit resets.',
  },
  internal_error: {
    status: 500,
    title: 'Internal error',
    detail: 'Something went wrong. Try again; if it keeps happening, send the request ID to the operator.',
  },
  zoom_unavailable: {
    status: 502,
    title: 'Zoom is unavailable',
    detail: 'Zoom isn’t responding right now. Try again in a moment.',
  },
  zoom_error: {
    status: 502,
    title: 'Zoom error',
    detail: 'Zoom rejected the request for an unknown reason. See its own message.',
  },
  temporarily_unavailable: {
    status: 503,
    title: 'Temporarily unavailable',
    detail: 'Uplink is temporarily unavailable. Try again in a few seconds.',
  },
  app_misconfigured: {
    status: 503,
    title: 'App misconfigured',
    detail: 'Zoom rejects this server’s credentials. The operator must correct them; your data is kept.',
  },
  zoom_timeout: {
    status: 504,
    title: 'Zoom timed out',
    detail: 'Zoom took too long to respond. Nothing was changed. Try again in a moment.',
  },
  outcome_unknown: {
    status: 504,
    title: 'Outcome unknown',
    detail: 'Zoom did not confirm the change, so it may or may not have been made. It’s safe to try again.',
  },
} as const satisfies Record<string, { status: number; title: string; detail: string }>;

export type ProblemCode = keyof typeof problems;

/** More precise reasons than `code`: clients with translations choose their message by it. */
export const PROBLEM_REASONS = [
  ...['too_many_destinations', 'no_such_destination', 'destination_changed'],
  ...['too_many_meetings', 'too_many_bulk_updates', 'no_such_bulk_update', 'still_running'],
  ...['changed_since', 'not_asked_in_time', 'resolution_stays', 'unreadable'],
  ...[
    'no_such_change',
    'change_unreadable',
    'nothing_to_restore',
    'was_not_configured',
    'not_configured_yet',
  ],
  ...['perhaps_started', 'started_too_soon', 'perhaps_done', 'too_many_windows'],
  ...['no_switch_to_retry', 'perhaps_stopped', 'meeting_ended'],
  ...['webinar_livestreaming_off', 'plan_or_permission', 'nothing_runs', 'stored_page_invalid'],
  ...['somebody_else', 'no_such_session'],
] as const;
export type ProblemReason = (typeof PROBLEM_REASONS)[number];

/** What is wrong with a field: clients with translations choose their message by it. */
export const FIELD_REASONS = [
  ...['missing', 'needed', 'empty', 'too_long', 'characters', 'one_of', 'type', 'unknown_field'],
  ...['stream_address', 'page_address', 'meeting_id', 'time', 'nothing_to_change'],
  ...['not_kept', 'no_such_destination', 'too_many_meetings', 'not_later'],
] as const;
export type FieldReason = (typeof FIELD_REASONS)[number];

/** Values that the message of a {@link ProblemReason} names. */
export interface ProblemFacts {
  /** The maximum, and how many the request was for. */
  most?: number;
  meetings?: number;
  /** Seconds until the request can succeed. */
  seconds?: number;
  /** The resolution that Zoom keeps. */
  resolution?: string;
}

export interface FieldError {
  /** Field name as the client sent it, nested with dots; empty for the whole body. */
  field: string;
  message: string;
  /** Omitted if only Zoom reports the error, or only a program can cause it. */
  reason?: FieldReason;
  /** The maximum length, and the allowed values. */
  facts?: { most?: number; allowed?: string[] };
}

export interface ProblemMembers {
  /** Replaces the catalogue's `detail`. */
  detail?: string;
  /** The same as `detail`, as a code with values. */
  reason?: ProblemReason;
  facts?: ProblemFacts;
  /** Zoom's response, for the `zoom` member. */
  zoom?: { status: number; code: number | null; message: string };
  /** Seconds to wait before a retry. */
  retryAfter?: number;
  errors?: FieldError[];
  /** Overrides the catalogue's status: an open circuit is 503, not 502. */
  status?: number;
  /** Extension members of the problem, e.g. `livestream` of a 412. */
  extension?: Record<string, unknown>;
  /** Response headers, e.g. `etag` and `allow`. */
  headers?: Record<string, string>;
  cause?: unknown;
}

/**
 * An error with a `code` of the catalogue. Its message never contains a value from a client or from
 * Zoom.
 */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly code: ProblemCode;
  readonly members: ProblemMembers;

  constructor(code: ProblemCode, members: ProblemMembers = {}) {
    super(code, members.cause === undefined ? undefined : { cause: members.cause });
    this.code = code;
    this.members = members;
  }

  get status(): number {
    return this.members.status ?? problems[this.code].status;
  }
}

/** Whether `error` is a problem with one of `codes`; any problem if the list is empty. */
export function isProblem(error: unknown, ...codes: ProblemCode[]): error is Problem {
  return error instanceof Problem && (codes.length === 0 || codes.includes(error.code));
}

/** A problem as stored with a background operation: without the members of an HTTP response. */
export interface StoredProblem extends Pick<ProblemMembers, 'reason' | 'facts' | 'errors'> {
  code: ProblemCode;
  title: string;
  /** For the host. */
  detail: string;
}

export function toStoredProblem({ code, members }: Problem): StoredProblem {
  const { title, detail } = problems[code];
  return {
    code,
    title,
    detail: members.detail ?? detail,
    ...(members.reason === undefined ? {} : { reason: members.reason }),
    ...(members.facts === undefined ? {} : { facts: members.facts }),
    ...(members.errors === undefined ? {} : { errors: members.errors }),
  };
}
