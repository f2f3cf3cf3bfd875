import { randomUUID } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import { zoomDateTime } from '../clock.ts';
import { sendJson } from '../reply.ts';
import type { RetryAfterForm } from '../settings.ts';

/**
 * An API error: an HTTP status and Zoom's own code, which must not be mixed up (webinar errors have
 * the code 200).
 */
export interface Problem {
  status: number;
  code: number;
  message: string;
  errors?: { field: string; message: string }[];
}

export type Label = 'Light' | 'Medium';

export const accessTokenRejected = (message = 'Invalid access token.') => ({ code: 124, message });

const problem = (status: number, code: number, message: string): Problem => ({ status, code, message });

export const scopeMissing = (scope: string) =>
  problem(400, 4711, `Invalid access token, does not contain scopes:[${scope}].`);

/** An endpoint that does not exist. */
export const unknownEndpoint = () => problem(404, 2300, 'This API endpoint is not recognized.');

export const badPageToken = () => problem(400, 300, 'The next page token is invalid or expired.');

export const malformedBody = () => problem(400, 300, 'Request Body should be a valid JSON object.');

export const validationFailed = (errors: { field: string; message: string }[]): Problem => ({
  ...problem(400, 300, 'Validation Failed.'),
  errors,
});

export const userDoesNotExist = (userId: string) => problem(404, 1001, `User does not exist: ${userId}.`);

export const hostingNotAllowed = () =>
  problem(400, 3161, 'Meeting hosting and scheduling capabilities are not allowed for your user account.');

export const notInAccount = (accountId: string) =>
  problem(400, 1010, `User does not belong to this account: ${accountId}.`);

export const livestreamingOff = () =>
  problem(
    400,
    3000,
    'Not allowed to start live streaming. To use this feature, enable the "Allow livestreaming of meetings" ' +
      'setting in the "Settings" page of the Zoom web portal.',
  );

export const endToEndEncrypted = () =>
  problem(400, 4400, 'End-to-end encrypted meetings currently do not support the livestreaming feature.');

export const webinarPlanMissing = () =>
  problem(
    400,
    200,
    'Webinar plan is missing. You must subscribe to the webinar plan and enable webinars for this user ' +
      'in order to perform this action.',
  );

export const webinarLivestreamOff = () =>
  problem(400, 200, 'The current user has not enabled the custom live streaming feature of the webinar.');

export const webinarNotConfigured = () =>
  problem(400, 3000, 'The current webinar is not configured with a custom streaming service.');

export const startedTooSoonAfter = (id: string, seconds: number) =>
  problem(
    429,
    429,
    `Too many requests submitted to start the live stream of this meeting: ${id}. If the live stream has not ` +
      `already started, retry making a new request after ${seconds} seconds.`,
  );

export function sendProblem(reply: FastifyReply, { status, ...body }: Problem): FastifyReply {
  return sendJson(reply, status, body);
}

export interface RateLimitResponse {
  category: Label;
  limit: 'per-second' | 'daily';
  retryAfter: RetryAfterForm | { value: string };
  /** Milliseconds. */
  retryAt: number;
  now: number;
  allowed?: number;
}

const perSecondMessage = 'You have reached the maximum per-second rate limit for this API. Try again later.';
const dailyMessage =
  'You have reached the maximum daily rate limit for this API. Refer to the response header for details on when ' +
  'you can make another request.';

/** The header that every response of the API has. */
export function trackingId(): [name: string, value: string] {
  return ['x-zm-trackingid', `v=2.0;clid=us04;rid=WEB_${randomUUID().replaceAll('-', '')}`];
}

/** 429 with Zoom's rate-limit headers. */
export function rateLimited(reply: FastifyReply, response: RateLimitResponse): FastifyReply {
  const retryAfter = writeRetryAfter(response);
  if (retryAfter !== undefined) reply.header('retry-after', retryAfter);
  reply.headers({
    'x-ratelimit-category': response.category,
    'x-ratelimit-type': response.limit === 'daily' ? 'Daily-limit' : 'QPS',
    'x-ratelimit-limit': String(response.allowed ?? (response.limit === 'daily' ? 6000 : 4)),
    'x-ratelimit-remaining': '0',
  });
  return sendJson(reply, 429, {
    code: 429,
    message: response.limit === 'daily' ? dailyMessage : perSecondMessage,
  });
}

function writeRetryAfter({ retryAfter, retryAt, now }: RateLimitResponse): string | undefined {
  if (typeof retryAfter === 'object') return retryAfter.value;
  if (retryAfter === 'seconds') return String(Math.max(0, Math.ceil((retryAt - now) / 1000)));
  // the two date forms have whole seconds: rounded up, so that a client which obeys them is never
  // too early
  const wholeSecond = Math.ceil(retryAt / 1000) * 1000;
  if (retryAfter === 'http-date') return new Date(wholeSecond).toUTCString();
  return retryAfter === 'iso-date' ? zoomDateTime(wholeSecond) : undefined;
}
