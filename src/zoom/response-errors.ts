import { Problem, type ProblemCode, type ProblemMembers, type ProblemReason } from '../problem.ts';
import { type ErrorBody, readErrorBody } from './error-body.ts';
import {
  findZoomError,
  isStatusAction,
  type KnownState,
  type Operation,
  type Rejection,
} from './error-table.ts';
import type { HttpResponse } from './http.ts';
import { retryAfterSeconds } from './retry-after.ts';

/**
 * The call that a response belongs to. Some Zoom codes have several meanings, depending on the
 * call.
 */
export interface CallContext extends Operation {
  known?: KnownState;
  /**
   * Seconds since Zoom accepted a start of this livestream; omitted if this app did not start it
   * recently.
   */
  startedSecondsAgo?: number;
}

/**
 * Zoom rejected the access token (code 124, with any HTTP status): refresh it and repeat the call,
 * once.
 */
export class AccessTokenRejected extends Error {
  override readonly name = 'AccessTokenRejected';
}

/** A rate limit: the account must not be called for `retryAfter` seconds. */
export class RateLimitedError extends Problem {
  override readonly code: 'zoom_rate_limited' | 'zoom_daily_limit' | 'zoom_unavailable';
  constructor(code: RateLimitedError['code'], members: ProblemMembers & { retryAfter: number }) {
    super(code, members);
    this.code = code;
  }
}

/** The rejection behind a problem, which can be classified again; see {@link clarified}. */
const rejections = new WeakMap<Problem, Rejection>();

const PER_SECOND_WAIT_SECONDS = 1;
const RATE_LIMITED = 429;

/**
 * Converts a response that is not a success to an error. Of the response, the error contains only
 * Zoom's code and messages.
 * @returns the error to throw
 */
export function failureOf(response: HttpResponse, context: CallContext, now: number): Error {
  const body = readErrorBody(response.text);
  if (response.status === RATE_LIMITED) return tooManyRequests(response, body, context, now);
  if (response.status >= 500) return serverError(response, now);
  if (body === undefined) return unusable(response.status);
  if (body.code === RATE_LIMITED) return tooManyRequests(response, body, context, now);
  return rejected({ ...context, status: response.status, body });
}

function rejected(rejection: Rejection): Error {
  const code = findZoomError(rejection);
  if (code === 'access_token_rejected') return new AccessTokenRejected('Zoom rejected the access token');
  const { status, body } = rejection;
  const problem = new Problem(code, {
    zoom: { status, code: body.code, message: body.message },
    ...(code === 'invalid_request' && body.errors.length > 0 ? { errors: body.errors } : {}),
    ...sentenceFor(code, rejection),
  });
  rejections.set(problem, rejection);
  return problem;
}

/** The rejection behind a problem; undefined if Zoom did not reject a call. */
export function rejectionOf(problem: Problem): Rejection | undefined {
  return rejections.get(problem);
}

/** Classifies the rejection again with more knowledge of the meeting. */
export function clarified(problem: Problem, known: KnownState): Problem {
  const rejection = rejections.get(problem);
  if (rejection === undefined) return problem;
  const classified = rejected({ ...rejection, known: { ...rejection.known, ...known } });
  return classified instanceof Problem ? classified : problem;
}

/** A more specific message than that of the problem catalogue, if there is one. */
function sentenceFor(
  code: ProblemCode,
  { kind, action, body }: Rejection,
): Pick<ProblemMembers, 'reason' | 'detail'> {
  const reason = reasonFor(code, { kind, action, body });
  return reason === undefined ? {} : { reason, detail: SENTENCES[reason] };
}

function reasonFor(
  code: ProblemCode,
  { kind, action, body }: Pick<Rejection, 'kind' | 'action' | 'body'>,
): keyof typeof SENTENCES | undefined {
  if (code === 'livestream_not_enabled' && kind === 'webinar') return 'webinar_livestreaming_off';
  if (code === 'livestream_not_enabled' && body.code !== 3000) return 'plan_or_permission';
  // Zoom uses one code for an invalid ID and for a livestream that is not running.
  if (code === 'invalid_meeting_id' && isStatusAction(action)) return 'nothing_runs';
  return undefined;
}

const SENTENCES = {
  webinar_livestreaming_off:
    'Custom livestreaming of webinars is off. Turn it on in Zoom: Settings, Webinar, Allow livestreaming of webinars, Custom Live Streaming Service. You may also need a webinar plan or a permission.',
  plan_or_permission:
    'Your Zoom plan (Pro or higher), a permission or a setting is missing. Check in Zoom under Settings, In Meeting (Advanced) that Allow livestreaming of meetings is on, or contact your Zoom administrator.',
  nothing_runs:
    'Zoom rejected this. If the livestream is not running, there is nothing to stop or change. Otherwise check the meeting ID.',
} as const satisfies Partial<Record<ProblemReason, string>>;

/**
 * An invalid response: a gateway's page, a redirect, an incomplete body. It does not affect the
 * user's grant.
 */
export function unusable(status: number): Problem {
  return new Problem('zoom_unavailable', {
    cause: new Error(`Zoom responded with HTTP ${status} and without a usable body`),
  });
}

/** A server error. If it has a `Retry-After`, Zoom is not called before that time. */
function serverError({ status, headers }: HttpResponse, now: number): Problem {
  const retryAfter = retryAfterSeconds(headers['retry-after'], now) ?? 0;
  if (retryAfter === 0) return unusable(status);
  return new RateLimitedError('zoom_unavailable', { status: 503, retryAfter, cause: unusable(status).cause });
}

function tooManyRequests(
  response: HttpResponse,
  body: ErrorBody | undefined,
  context: CallContext,
  now: number,
): Problem {
  return startedTooSoon(response, body, context) ?? rateLimited(response, body, now);
}

const START_INTERVAL_SECONDS = 30;

/**
 * Zoom accepts one start of a livestream in 30 seconds, and rejects another one with 429. This
 * limit applies to one meeting, so other calls of the account may continue. Limits of the account
 * have a header, or a message without a number of seconds. Only that number is read from the
 * message, which may be in any language.
 */
function startedTooSoon(
  { status, headers }: HttpResponse,
  body: ErrorBody | undefined,
  { action, startedSecondsAgo }: CallContext,
): Problem | undefined {
  if (action !== 'start' || body === undefined || headers['x-ratelimit-type'] !== undefined) return undefined;
  const since = startedSecondsAgo ?? START_INTERVAL_SECONDS;
  const left = since < START_INTERVAL_SECONDS ? Math.ceil(START_INTERVAL_SECONDS - since) : undefined;
  const retryAfter = secondsIn(body.message) ?? left;
  if (retryAfter === undefined) return undefined;
  return new Problem('zoom_rate_limited', {
    reason: 'started_too_soon',
    facts: { seconds: retryAfter },
    detail: `You just started this livestream. Check whether it is live; if not, try again in ${retryAfter} seconds.`,
    retryAfter,
    zoom: { status, code: body.code, message: body.message },
  });
}

function rateLimited(response: HttpResponse, body: ErrorBody | undefined, now: number): RateLimitedError {
  const message = body?.message ?? '';
  const header = response.headers['retry-after'];
  const named = retryAfterSeconds(header, now) ?? retryAfterSeconds(DATE_TIME.exec(message)?.[0], now);
  const perDay = isDaily(response, message);
  const retryAfterOrMidnight = named ?? (perDay ? secondsToMidnightUtc(now) : undefined);
  const retryAfter = Math.max(retryAfterOrMidnight ?? secondsIn(message) ?? PER_SECOND_WAIT_SECONDS, 1);
  return new RateLimitedError(perDay ? 'zoom_daily_limit' : 'zoom_rate_limited', {
    retryAfter,
    zoom: { status: response.status, code: body?.code ?? null, message },
  });
}

/** Zoom sends a date and time, in the header or in the message, only for daily limits. */
const DATE_TIME = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z/;

function isDaily({ headers }: HttpResponse, message: string): boolean {
  const type = headers['x-ratelimit-type'];
  if (type !== undefined) return /daily/i.test(String(type));
  return DATE_TIME.test(`${String(headers['retry-after'] ?? '')} ${message}`) || DAILY.test(message);
}

/**
 * "Daily" or "per day" in each language of Zoom. Without a header, only the message distinguishes a
 * daily limit from one per second. Zoom's languages are English, Chinese (simplified, traditional),
 * Dutch, French, German, Indonesian, Italian, Japanese, Korean, Polish, Portuguese, Russian,
 * Spanish, Swedish, Turkish and Vietnamese.
 */
const DAILY = new RegExp(
  [
    ...[
      'daily',
      'per day',
      'each day',
      '每日',
      '每天',
      '单日',
      '單日',
      'dagelijks',
      'per dag',
      'quotidien',
      'journali',
      'par jour',
    ],
    ...[
      'täglich',
      'tages',
      'pro tag',
      'harian',
      'per hari',
      'giornalier',
      'al giorno',
      '1日',
      '日次',
      '毎日',
      '일일',
      '하루',
      '매일',
    ],
    ...[
      'dzienn',
      'na dzień',
      'diári',
      'por dia',
      'дневн',
      'суточн',
      'в день',
      'в сутки',
      'diari',
      'por día',
      'al día',
    ],
    ...['daglig', 'dygn', 'günlük', 'hàng ngày', 'hằng ngày', 'mỗi ngày', 'trong ngày'],
  ].join('|'),
  'i',
);

/**
 * Seconds in a message: its only number of one to four digits. Longer IDs, and parts of dates and
 * grouped IDs, do not count.
 */
function secondsIn(message: string): number | undefined {
  const found = message.match(/(?<!\d[.,:\s'’-]?)\d{1,4}(?![.,:\s'’-]?\d)/g) ?? [];
  return found.length === 1 ? Number(found[0]) : undefined;
}

/** Zoom's daily limits are counted per day of UTC. */
function secondsToMidnightUtc(now: number): number {
  return 86_400 - Math.floor((now / 1000) % 86_400);
}
