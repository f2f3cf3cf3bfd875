import type { ProblemCode } from '../problem.ts';
import type { ErrorBody } from './error-body.ts';
import type { MeetingKind } from './meeting.ts';

/** A Zoom REST API operation. The meaning of some error codes depends on it. */
export interface Operation {
  kind: MeetingKind | 'user';
  action: 'read' | 'update' | 'start' | 'stop' | 'mode' | 'list';
}

/** What is known about the meeting when Zoom rejects an operation. Unknown members are omitted. */
export interface KnownState {
  /** Zoom has just returned this meeting, so its ID is valid. */
  isReadable?: boolean;
  /** The meeting or webinar is in progress. */
  isRunning?: boolean;
  /** The host's settings and plan allow livestreaming to a custom service. */
  isLivestreamingEnabled?: boolean;
}

/** A rejection by Zoom, to be looked up in the table. */
export interface Rejection extends Operation {
  /** HTTP status. */
  status: number;
  body: ErrorBody;
  known?: KnownState;
}

/**
 * One row. It applies if all of its conditions are met. `pattern` is a condition on the message;
 * see {@link PATTERNS}. `access_token_rejected` is handled internally: the token is refreshed, and
 * the call is repeated once.
 */
interface Rule {
  code: number;
  status?: number;
  kind?: Operation['kind'];
  action?: Operation['action'] | readonly Operation['action'][];
  hasFieldErrors?: true;
  known?: KnownState;
  pattern?: keyof typeof PATTERNS;
  problem: ProblemCode | 'access_token_rejected';
}

const STATUS_ACTIONS = ['start', 'stop', 'mode'] as const;

/**
 * What each Zoom error means, by operation, HTTP status, code and known state. The first row that
 * applies determines the problem code. If no row applies, the problem is `zoom_error`.
 *
 * Zoom localizes messages by the language of the account, so a row depends on the message only if
 * code and state are not enough. Two properties can be recognized in every language: that a message
 * names a scope, or quotes a setting. If only the message distinguishes the meanings of a code, it
 * is compared with the texts that Zoom documents. An unknown text, such as a translation, is
 * classified by the rows that follow.
 *
 * Sources: Zoom's API reference for meetings, webinars and users; its table of OAuth error messages
 * (47xx); responses recorded from real accounts where they differ.
 */
export const ZOOM_ERRORS: readonly Rule[] = [
  // The access token, with any HTTP status.
  { code: 124, problem: 'access_token_rejected' },
  { code: 104, pattern: 'names_scope', problem: 'scope_missing' },
  { code: 104, status: 401, problem: 'access_token_rejected' },
  { code: 104, problem: 'scope_missing' },
  { code: 4700, problem: 'scope_missing' },
  { code: 4711, problem: 'scope_missing' },
  { code: 4702, problem: 'app_misconfigured' },
  { code: 4704, problem: 'app_misconfigured' },
  { code: 4717, problem: 'app_misconfigured' },
  { code: 4735, problem: 'reconnect_required' },
  { code: 4737, problem: 'reconnect_required' },
  { code: 4738, problem: 'reconnect_required' },
  { code: 4741, problem: 'reconnect_required' },

  // 300: invalid fields, an invalid ID, or a request that could not be read.
  { code: 300, hasFieldErrors: true, problem: 'invalid_request' },
  { code: 300, kind: 'user', problem: 'zoom_error' },
  { code: 300, pattern: 'body_unreadable', problem: 'zoom_error' },
  { code: 300, pattern: 'validation_failed', problem: 'invalid_request' },
  { code: 300, action: 'list', problem: 'invalid_request' },
  { code: 300, status: 404, problem: 'meeting_not_found' },
  { code: 300, pattern: 'invalid_id', problem: 'invalid_meeting_id' },
  // Zoom has just accepted the ID, so another field is invalid.
  { code: 300, status: 400, action: 'update', known: { isReadable: true }, problem: 'invalid_request' },
  { code: 300, problem: 'invalid_meeting_id' },

  // 3000 on a meeting: livestreaming is off, locked or not included in the host's plan; the meeting
  // is not in progress; or it is a webinar.
  { code: 3000, known: { isLivestreamingEnabled: false }, problem: 'livestream_not_enabled' },
  { code: 3000, pattern: 'quotes_setting', problem: 'livestream_not_enabled' },
  { code: 3000, kind: 'webinar', problem: 'livestream_not_configured' },
  {
    code: 3000,
    action: STATUS_ACTIONS,
    known: { isRunning: true },
    problem: 'not_available_for_this_meeting',
  },
  { code: 3000, action: STATUS_ACTIONS, known: { isRunning: false }, problem: 'not_started' },
  { code: 3000, action: 'start', problem: 'not_started' },
  { code: 3000, known: { isLivestreamingEnabled: true }, problem: 'not_available_for_this_meeting' },
  { code: 3000, pattern: 'not_a_meeting', problem: 'not_available_for_this_meeting' },
  // It could be read as a meeting, which leaves one of the recorded reasons.
  { code: 3000, action: 'update', known: { isReadable: true }, problem: 'livestream_not_enabled' },
  { code: 3000, problem: 'not_available_for_this_meeting' },

  // 200: a plan, a permission or a feature is missing. For the status of a webinar also: it has not
  // started.
  { code: 200, kind: 'user', problem: 'zoom_error' },
  { code: 200, kind: 'meeting', problem: 'livestream_not_enabled' },
  { code: 200, known: { isLivestreamingEnabled: false }, problem: 'livestream_not_enabled' },
  {
    code: 200,
    action: STATUS_ACTIONS,
    known: { isRunning: true },
    problem: 'livestream_not_enabled',
  },
  { code: 200, action: STATUS_ACTIONS, pattern: 'feature_missing', problem: 'livestream_not_enabled' },
  { code: 200, action: STATUS_ACTIONS, problem: 'not_started' },
  { code: 200, pattern: 'not_started', problem: 'not_started' },
  { code: 200, problem: 'livestream_not_enabled' },
  { code: 2306, kind: 'user', problem: 'zoom_error' },
  { code: 2306, problem: 'livestream_not_enabled' },

  { code: 1001, problem: 'zoom_user_not_found' },
  { code: 1010, problem: 'not_in_account' },
  { code: 1120, problem: 'zoom_user_not_found' },
  { code: 3001, problem: 'meeting_not_found' },
  { code: 3161, problem: 'hosting_not_allowed' },
  { code: 4400, problem: 'end_to_end_encrypted' },
  { code: 4927, problem: 'not_started' },
];

/** Properties of a message. */
const PATTERNS = {
  /** Names of scopes are not translated: `meeting:update:livestream`, `webinar:read:admin`. */
  names_scope: (message: string) => /\b[a-z_]+:(?:read|write|update|delete)\b/.test(message),
  /**
   * `enable the "Allow livestreaming of meetings" setting`, in the quotation marks of all languages
   * that Zoom supports.
   */
  quotes_setting: (message: string) => /(?:["“„”«»「『‹]).{3,}(?:["“”«»」』›])/u.test(message),
  body_unreadable: startsWith(/^request body should be a valid json object/),
  validation_failed: startsWith(/^validation failed/),
  invalid_id: startsWith(/^(invalid|missing) ?(meeting|webinar) ?id/),
  not_a_meeting: startsWith(/^cannot access webinar info/),
  not_started: startsWith(/^webinar .*has not started/),
  feature_missing: startsWith(
    /^(no permission|webinar plan is missing|only available for paid account|the current user has not enabled)/,
  ),
} as const satisfies Record<string, (message: string) => boolean>;

function startsWith(beginning: RegExp): (message: string) => boolean {
  return (message) => beginning.test(message.toLowerCase());
}

/** Whether the result depends on state that another call could fetch. */
export function isAmbiguous({ kind, action, body }: Rejection): boolean {
  if (body.code === 3000) return action !== 'read' && action !== 'list';
  return body.code === 200 && kind === 'webinar' && isStatusAction(action);
}

/** The problem code of a rejection. */
export function findZoomError(rejection: Rejection): Rule['problem'] {
  return ZOOM_ERRORS.find((rule) => fits(rule, rejection))?.problem ?? 'zoom_error';
}

function fits(rule: Rule, { kind, action, status, body, known = {} }: Rejection): boolean {
  return (
    rule.code === body.code &&
    (rule.status === undefined || rule.status === status) &&
    (rule.kind === undefined || rule.kind === kind) &&
    (rule.action === undefined || [rule.action].flat().includes(action)) &&
    (rule.hasFieldErrors === undefined || body.errors.length > 0) &&
    isKnown(rule.known, known) &&
    (rule.pattern === undefined || PATTERNS[rule.pattern](body.message))
  );
}

function isKnown(wanted: KnownState = {}, known: KnownState): boolean {
  return (Object.keys(wanted) as (keyof KnownState)[]).every((name) => known[name] === wanted[name]);
}

export function isStatusAction(action: Operation['action']): boolean {
  return STATUS_ACTIONS.some((one) => one === action);
}
