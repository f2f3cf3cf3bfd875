import { Problem, type ProblemCode, type ProblemMembers } from '../problem.ts';
import type { HttpAnswer } from './http.ts';
import { parseZoomJson } from './json.ts';
import type { MeetingKind } from './meeting.ts';
import { retryAfterSeconds } from './retry-after.ts';

/** Which call was answered: some of Zoom's codes mean different things in different places. */
export interface CallContext {
  kind: MeetingKind | 'user';
  action: 'read' | 'update' | 'status' | 'list';
}

/** The access token was not taken (Zoom's code 124, whatever the HTTP status): refresh once, replay once. */
export class AccessTokenRejected extends Error {
  override readonly name = 'AccessTokenRejected';
}

/** Zoom asked to be left alone: `retryAfter` seconds must pass before the account is called again. */
export class AskedToWait extends Problem {
  override readonly code: 'zoom_rate_limited' | 'zoom_daily_limit' | 'zoom_unavailable';
  constructor(code: AskedToWait['code'], members: ProblemMembers & { retryAfter: number }) {
    super(code, members);
    this.code = code;
  }
}

const PER_SECOND_WAIT_SECONDS = 1;
const INVALID_ACCESS_TOKEN = 124;
const MAX_MESSAGE_LENGTH = 300;
const WEBINAR_NOT_ENABLED =
  'Custom livestreaming of webinars is not enabled for you. Switch it on in Zoom: Settings, Webinar, Allow livestreaming of webinars, Custom Live Streaming Service; a webinar plan or a permission may be missing too.';

/**
 * Zoom's body codes whose meaning does not depend on the HTTP status.
 * Sources: Zoom's API reference for meetings, webinars and users; Zoom's table of OAuth error messages for 47xx.
 */
const BY_CODE: Readonly<Record<number, ProblemCode>> = {
  1001: 'zoom_user_not_found',
  1010: 'not_in_account',
  1120: 'zoom_user_not_found',
  3001: 'meeting_not_found',
  3161: 'hosting_not_allowed',
  4400: 'end_to_end_encrypted',
  4700: 'scope_missing',
  4711: 'scope_missing',
  4702: 'app_misconfigured',
  4704: 'app_misconfigured',
  4717: 'app_misconfigured',
  4735: 'reconnect_required',
  4737: 'reconnect_required',
  4738: 'reconnect_required',
  4741: 'reconnect_required',
  4927: 'not_started',
};

/**
 * What an answer of Zoom's that is not the expected success means.
 * @returns the error to throw; never holds more of the answer than Zoom's own code and message
 */
export function failureOf(answer: HttpAnswer, context: CallContext, now: number): Error {
  const body = readErrorBody(answer.text);
  if (answer.status === 429) return startedTooSoon(answer, body, context) ?? rateLimited(answer, body, now);
  if (answer.status >= 500) return failing(answer, now);
  if (body === undefined || answer.status < 400) return unusable(answer.status);
  if (body.code === INVALID_ACCESS_TOKEN)
    return new AccessTokenRejected('Zoom did not take the access token');
  const zoom = { status: answer.status, code: body.code, message: body.message };
  if (body.code === 300 && body.errors.length > 0)
    return new Problem('invalid_request', { zoom, errors: body.errors });
  const code = problemCode(body, context);
  const detail = detailOf(code, context);
  return new Problem(code, { zoom, ...(detail === undefined ? {} : { detail }) });
}

/** A sentence for where the catalogue's would not fit. */
function detailOf(code: ProblemCode, { kind, action }: CallContext): string | undefined {
  if (code === 'livestream_not_enabled' && kind === 'webinar') return WEBINAR_NOT_ENABLED;
  // Zoom's one code for an id that it does not take, and for a stream that does not run.
  if (code === 'invalid_meeting_id' && action === 'status') return NOTHING_RUNS;
  return undefined;
}

const NOTHING_RUNS =
  'Zoom did not take that. If the livestream does not run, there is nothing to stop or to change; otherwise check the meeting ID.';

/** No proper answer: a gateway's page, a redirect, half a body. Nothing can be concluded about the user's grant. */
export function unusable(status: number): Problem {
  return new Problem('zoom_unavailable', {
    cause: new Error(`Zoom answered HTTP ${status} without a usable body`),
  });
}

/** An upstream that fails and says when it will be back is not asked before. */
function failing({ status, headers }: HttpAnswer, now: number): Problem {
  const retryAfter = retryAfterSeconds(headers['retry-after'], now) ?? 0;
  if (retryAfter === 0) return unusable(status);
  return new AskedToWait('zoom_unavailable', { status: 503, retryAfter, cause: unusable(status).cause });
}

interface ErrorBody {
  code: number;
  message: string;
  errors: { field: string; message: string }[];
}

function readErrorBody(text: string): ErrorBody | undefined {
  let body: unknown;
  try {
    body = parseZoomJson(text);
  } catch {
    return undefined;
  }
  if (!isRecord(body) || typeof body.code !== 'number') return undefined;
  const errors = Array.isArray(body.errors) ? body.errors.filter(isRecord) : [];
  return {
    code: body.code,
    message: sentence(body.message),
    errors: errors
      .slice(0, 20)
      .map((error) => ({ field: sentence(error.field), message: sentence(error.message) })),
  };
}

function problemCode(body: ErrorBody, { kind, action }: CallContext): ProblemCode {
  if (body.code === 200 && kind === 'webinar') return refusedWebinar(body.message);
  if (body.code === 3000)
    return kind === 'webinar' ? 'livestream_not_configured' : 'not_available_for_this_meeting';
  if (body.code === 300 && kind !== 'user')
    return action === 'list' ? 'invalid_request' : 'invalid_meeting_id';
  return BY_CODE[body.code] ?? 'zoom_error';
}

/** Zoom uses its code 200 for several refusals about webinars; only "has not started" is told from the rest. */
function refusedWebinar(message: string): ProblemCode {
  return /\bnot\s+started\b/i.test(message) ? 'not_started' : 'livestream_not_enabled';
}

/**
 * Zoom takes one start of a livestream in 30 seconds, and says so with 429 too. That is about this meeting, and holds up nothing
 * else of the account. No rate limit of the account names a number of seconds in its message.
 */
function startedTooSoon(
  { status }: HttpAnswer,
  body: ErrorBody | undefined,
  { action }: CallContext,
): Problem | undefined {
  const retryAfter = action === 'status' && body !== undefined ? secondsIn(body.message) : undefined;
  if (body === undefined || retryAfter === undefined) return undefined;
  return new Problem('zoom_rate_limited', {
    reason: 'started_too_soon',
    facts: { seconds: retryAfter },
    detail: `Zoom takes one start of a livestream in ${retryAfter} seconds. Look whether it has started; if not, try again then.`,
    retryAfter,
    zoom: { status, code: body.code, message: body.message },
  });
}

function rateLimited(answer: HttpAnswer, body: ErrorBody | undefined, now: number): AskedToWait {
  const type = String(answer.headers['x-ratelimit-type'] ?? '');
  const message = body?.message ?? '';
  const perDay = /daily/i.test(type) || (type === '' && /\b(daily|per day)\b/i.test(message));
  const asked =
    retryAfterSeconds(answer.headers['retry-after'], now) ?? (perDay ? secondsToMidnightUtc(now) : undefined);
  const retryAfter = Math.max(asked ?? secondsIn(message) ?? PER_SECOND_WAIT_SECONDS, 1);
  return new AskedToWait(perDay ? 'zoom_daily_limit' : 'zoom_rate_limited', {
    retryAfter,
    zoom: { status: answer.status, code: body?.code ?? null, message },
  });
}

/** "retry making a new request after 30 seconds": the only place where Zoom states a second start's wait. */
function secondsIn(message: string): number | undefined {
  const found = /\bafter (\d{1,4}) seconds?\b/i.exec(message);
  return found === null ? undefined : Number(found[1]);
}

/** Zoom's daily limits are counted per day of UTC. */
function secondsToMidnightUtc(now: number): number {
  return 86_400 - Math.floor((now / 1000) % 86_400);
}

function sentence(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, MAX_MESSAGE_LENGTH) : '';
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
