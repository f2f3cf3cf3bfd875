/**
 * The refusals that a client can meet, in the words of RFC 9457: one catalogue, checked by `code`.
 *
 * `detail` is a sentence for the host that says what to do; a problem may carry a more precise one of its own.
 */
export const problems = {
  invalid_meeting_id: [
    400,
    'Invalid meeting ID',
    'That is not a meeting ID. Copy the 8 to 19 digits that Zoom shows for it.',
  ],
  invalid_request: [
    400,
    'Invalid request',
    'Something in the request is not valid. See the named fields and send it again.',
  ],
  not_signed_in: [401, 'Not signed in', 'Sign in with Zoom and try again.'],
  invalid_signature: [
    401,
    'Invalid signature',
    'This notification does not carry a signature of Zoom’s for this app, or is too old.',
  ],
  cross_site_request: [
    403,
    'Cross-site request',
    'This request came from another site and was refused. Use the app itself.',
  ],
  not_in_account: [
    403,
    'Not in this account',
    'Zoom says that this meeting belongs to another account. Sign in as its host.',
  ],
  hosting_not_allowed: [
    403,
    'Hosting not allowed',
    'Your Zoom user may not host or schedule meetings. Ask your Zoom administrator to allow it.',
  ],
  livestream_not_enabled: [
    403,
    'Livestreaming not enabled',
    'Custom livestreaming is not enabled for you. Switch it on in Zoom: Settings, In Meeting (Advanced), Allow livestreaming; a plan or permission may be missing too.',
  ],
  scope_missing: [
    403,
    'Permission missing',
    'Uplink lacks a permission for this in Zoom. Connect Zoom again to grant it.',
  ],
  reconnect_required: [
    403,
    'Reconnect required',
    'The connection to Zoom has ended. Connect Zoom again to go on.',
  ],
  not_found: [404, 'Not found', 'There is nothing at this address.'],
  meeting_not_found: [
    404,
    'Meeting not found',
    'Zoom does not know this meeting among yours. Check its ID, or whether it was deleted or has expired.',
  ],
  zoom_user_not_found: [
    404,
    'Zoom user not found',
    'Zoom does not know your user any more. Connect Zoom again, or ask your Zoom administrator.',
  ],
  method_not_allowed: [405, 'Method not allowed', 'This address does not take that method.'],
  not_available_for_this_meeting: [
    409,
    'Not available for this meeting',
    'Zoom does not offer livestreaming for this kind of meeting. If it is a webinar, open it as a webinar.',
  ],
  end_to_end_encrypted: [
    409,
    'End-to-end encrypted',
    'An end-to-end encrypted meeting cannot be livestreamed. Choose enhanced encryption in the meeting’s settings in Zoom.',
  ],
  not_started: [409, 'Not started', 'This has not started yet. Start it in Zoom, then try again.'],
  livestream_not_configured: [
    409,
    'Livestream not configured',
    'No custom streaming service is configured for this webinar. Save a stream address and key first.',
  ],
  not_applied: [
    409,
    'Not applied',
    'Zoom accepted the change but did not keep it. Check in Zoom’s settings that Allow livestreaming and Custom Live Streaming Service are switched on, then save again.',
  ],
  precondition_failed: [
    412,
    'Changed meanwhile',
    'The livestream was changed since you loaded it. Look at what it is now and decide again.',
  ],
  payload_too_large: [413, 'Payload too large', 'The request is larger than this address takes.'],
  unsupported_media_type: [415, 'Unsupported media type', 'Send the body as application/json.'],
  precondition_required: [
    428,
    'Precondition required',
    'Say which version you are changing: send If-Match with the ETag that you were given.',
  ],
  too_many_requests: [
    429,
    'Too many requests',
    'That was too many requests in a short time. Wait a moment and try again.',
  ],
  zoom_rate_limited: [
    429,
    'Zoom is limiting requests',
    'Zoom is limiting how fast your account may ask. Try again in a moment.',
  ],
  zoom_daily_limit: [
    429,
    'Zoom’s daily limit reached',
    'Your account has reached one of Zoom’s limits for today. Try again after the time given.',
  ],
  internal_error: [
    500,
    'Internal error',
    'Something went wrong here. Try again; if it stays, give the operator the request ID.',
  ],
  zoom_unavailable: [502, 'Zoom is unavailable', 'Zoom did not answer properly. Try again in a moment.'],
  zoom_error: [
    502,
    'Zoom refused',
    'Zoom refused this for a reason that Uplink does not know. Its own message is given here.',
  ],
  temporarily_unavailable: [
    503,
    'Temporarily unavailable',
    'Uplink cannot do this right now. Try again in a few seconds.',
  ],
  app_misconfigured: [
    503,
    'App misconfigured',
    'Zoom does not accept this server’s credentials. Its operator has to correct them; your data is kept.',
  ],
  zoom_timeout: [
    504,
    'Zoom is slow',
    'Zoom took too long to answer and nothing was changed. Try again in a moment.',
  ],
  outcome_unknown: [
    504,
    'Outcome unknown',
    'Zoom did not say whether it made the change. Sending it again is safe.',
  ],
} as const satisfies Record<string, readonly [status: number, title: string, detail: string]>;

export type ProblemCode = keyof typeof problems;

/** What a refusal can say beyond its code, as codes: a client that has a language of its own says them in it. */
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
  ...['webinar_livestreaming_off', 'plan_or_permission', 'nothing_runs', 'stored_page_invalid'],
  'somebody_else',
] as const;
export type ProblemReason = (typeof PROBLEM_REASONS)[number];

/** What can be wrong with a field, as codes. */
export const FIELD_REASONS = [
  ...['missing', 'needed', 'empty', 'too_long', 'characters', 'one_of', 'type', 'unknown_field'],
  ...['stream_address', 'page_address', 'meeting_id', 'time', 'nothing_to_change'],
  ...['not_kept', 'no_such_destination', 'too_many_meetings', 'not_later'],
] as const;
export type FieldReason = (typeof FIELD_REASONS)[number];

/** The particulars of a refusal's reason. */
export interface ProblemFacts {
  /** How many there can be, and how many were asked for. */
  most?: number;
  meetings?: number;
  /** How long it takes until it can be asked for again. */
  seconds?: number;
  /** The one that stays. */
  resolution?: string;
}

export interface FieldError {
  /** Name of the field as the client sent it, dots for nesting; empty for the whole body. */
  field: string;
  message: string;
  /** Left out where Zoom alone says it, or only a program can meet it. */
  reason?: FieldReason;
  /** How long it may be, and which values it may have. */
  facts?: { most?: number; allowed?: string[] };
}

export interface ProblemMembers {
  /** A sentence more precise than the catalogue's. */
  detail?: string;
  /** That sentence as a code, with its particulars. */
  reason?: ProblemReason;
  facts?: ProblemFacts;
  /** What Zoom answered, for the client's `zoom` member. */
  zoom?: { status: number; code: number | null; message: string };
  /** Seconds until it makes sense to try again. */
  retryAfter?: number;
  errors?: FieldError[];
  /** HTTP status where it differs from the catalogue's (an open circuit is 503, not 502). */
  status?: number;
  /** Further members of the problem, `livestream` of a 412 for one. */
  extension?: Record<string, unknown>;
  /** Headers that belong to the answer, `etag` and `allow` for two. */
  headers?: Record<string, string>;
  cause?: unknown;
}

/** A refusal with a `code` of the catalogue. Its message never holds a value that came from a client or from Zoom. */
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
    return this.members.status ?? problems[this.code][0];
  }
}

/** Whether `error` is the refusal `code`. */
export function isProblem(error: unknown, ...codes: ProblemCode[]): error is Problem {
  return error instanceof Problem && (codes.length === 0 || codes.includes(error.code));
}
