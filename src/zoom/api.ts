import { setTimeout as delay } from 'node:timers/promises';
import type { Secret } from '../crypto/secret.ts';
import { Problem } from '../problem.ts';
import { createCircuit } from './circuit.ts';
import { readErrorBody, toErrorBody } from './error-body.ts';
import { type Http, type HttpRequest, type HttpResponse, TransportError } from './http.ts';
import { parseZoomJson } from './json.ts';
import { UNOBSERVED, type ZoomObserver, type ZoomOperation, type ZoomOutcome } from './observer.ts';
import type { RateLabel } from './rate-limit/backend.ts';
import type { Priority } from './rate-limit/gcra.ts';
import type { Caller, RateLimiter } from './rate-limit/rate-limiter.ts';
import {
  AccessTokenRejected,
  type CallContext,
  failureOf,
  RateLimitedError,
  unusable,
} from './response-errors.ts';
import { createRetryBudget } from './retry-budget.ts';

/** The access token of a user who installed the app. */
export interface Grant {
  userId: string;
  accountId: string;
  accessToken: Secret;
}

export interface Call {
  operation: ZoomOperation;
  method: 'GET' | 'PATCH';
  /** Path after the API prefix, with a leading slash and encoded segments. */
  path: string;
  body?: Record<string, unknown>;
  label: RateLabel;
  context: CallContext;
  /**
   * Called when the rate limiter has granted a permit, right before the request is sent. If it
   * throws, nothing is sent.
   */
  beforeSending?: (() => Promise<void>) | undefined;
}

/** Calls the Zoom REST API; see {@link createZoomApi}. */
export type ZoomApi = (grant: Grant, call: Call) => Promise<unknown>;

export interface ZoomApiOptions {
  /** `https://api.zoom.us/v2`, or the address of a replacement. */
  apiUrl: string;
  http: Http;
  limiter: RateLimiter;
  /** @default none */
  observer?: ZoomObserver;
  /** Epoch milliseconds. */
  now?: () => number;
}

/** Deadline of one call after its first permit, including all retries (milliseconds). */
const TOTAL_MS = 10_000;
const MAX_RETRIES = 2;
const RETRY_DELAY_MS = { min: 200, max: 2_000 };

/**
 * Clients for the Zoom REST API, one for each priority. They share a rate limiter, a circuit
 * breaker and a retry budget. A `bulk` call gets a permit only if no interactive call waits, and
 * waits for it without a time limit.
 *
 * A read without a proper response is retried at most twice. Retries are limited to a tenth of all
 * requests, and each needs another permit. An update is never retried: if it was sent and no
 * response arrived, its outcome is unknown, and the caller decides. The result is the parsed JSON,
 * or `undefined` for an empty 204.
 *
 * @throws Problem, or AccessTokenRejected for Zoom's code 124
 */
export function createZoomApi({
  apiUrl,
  http,
  limiter,
  observer = UNOBSERVED,
  now = Date.now,
}: ZoomApiOptions): Record<Priority, ZoomApi> {
  const circuit = createCircuit(isHealthy, (state) => observer.circuitChanged('api', state));
  const retries = createRetryBudget();

  async function request(caller: Caller, grant: Grant, call: Call): Promise<unknown> {
    await acquirePermit(caller);
    await call.beforeSending?.();
    retries.earn();
    const deadline = performance.now() + TOTAL_MS;
    for (let attempt = 0; ; attempt += 1) {
      const outcome = await once(grant, call, deadline);
      const mayRetry = call.method === 'GET' && isTransient(outcome) && attempt < MAX_RETRIES;
      if (mayRetry && (await acquireRetryPermit(caller, deadline))) {
        observer.retried(call.operation);
        continue;
      }
      if (outcome instanceof RateLimitedError) await limiter.reportRateLimited(caller, outcome);
      if (outcome instanceof Error) throw call.method === 'GET' ? outcome : updateError(outcome);
      return outcome.body;
    }
  }

  async function acquirePermit(caller: Caller): Promise<void> {
    const { label, priority } = caller;
    const startedAt = performance.now();
    let granted = false;
    try {
      await limiter.acquire(caller);
      granted = true;
    } finally {
      observer.waited({ label, priority, granted, ms: performance.now() - startedAt });
    }
  }

  /**
   * Waits for the retry delay and for a permit.
   * @returns false if no time would be left for another attempt
   */
  async function acquireRetryPermit(caller: Caller, deadline: number): Promise<boolean> {
    const delayMs = RETRY_DELAY_MS.min + Math.random() * (RETRY_DELAY_MS.max - RETRY_DELAY_MS.min);
    const isTimeLeft = (ms: number) => performance.now() + ms + 1_000 < deadline;
    if (!isTimeLeft(delayMs) || !retries.spend()) return false;
    await delay(delayMs);
    const hasPermit = await acquirePermit(caller).then(
      () => true,
      () => false,
    );
    return hasPermit && isTimeLeft(0);
  }

  async function once(grant: Grant, call: Call, deadline: number): Promise<Error | { body: unknown }> {
    const attemptMs = Math.max(1_000, Math.min(5_000, deadline - performance.now()));
    const send = () => circuit(() => http.send(toHttpRequest(apiUrl, grant, call, attemptMs)));
    try {
      return await observer.attempt({
        operation: call.operation,
        send: async () => readResponse(await send(), call.context, now()),
        outcomeOf,
      });
    } catch (error) {
      return errorWithoutResponse(error, call);
    }
  }

  const withPriority =
    (priority: Priority): ZoomApi =>
    ({ userId, accountId, accessToken }, call) => {
      const caller = { userId, accountId, label: call.label, updates: call.method !== 'GET', priority };
      return request(caller, { userId, accountId, accessToken }, call);
    };
  return { interactive: withPriority('interactive'), bulk: withPriority('bulk') };
}

function toHttpRequest(apiUrl: string, grant: Grant, call: Call, timeoutMs: number): HttpRequest {
  const headers: Record<string, string> = {
    authorization: `Bearer ${grant.accessToken.reveal()}`,
    accept: 'application/json',
  };
  if (call.body !== undefined) headers['content-type'] = 'application/json';
  const body = call.body === undefined ? {} : { body: JSON.stringify(call.body) };
  return { method: call.method, url: `${apiUrl}${call.path}`, headers, timeoutMs, ...body };
}

function readResponse(response: HttpResponse, context: CallContext, now: number): Error | { body: unknown } {
  if (response.status === 204) return { body: undefined };
  if (response.status < 200 || response.status > 202) return failureOf(response, context, now);
  const isUpdate = context.action !== 'read' && context.action !== 'list';
  if (isUpdate && response.text === '') return { body: undefined };
  try {
    const body = parseZoomJson(response.text);
    // A body with a code is an error, even if the HTTP status indicates success.
    return toErrorBody(body) === undefined ? { body } : failureOf(response, context, now);
  } catch {
    return hasErrorCode(response) ? failureOf(response, context, now) : unusable(response.status);
  }
}

function outcomeOf(result: Error | { body: unknown }): ZoomOutcome {
  if (!(result instanceof Error)) return 'success';
  if (result instanceof AccessTokenRejected) return 'token_rejected';
  if (result instanceof Problem && result.code === 'zoom_unavailable') return 'server_error';
  return result instanceof RateLimitedError ? 'rate_limited' : 'rejected';
}

function hasErrorCode({ text }: HttpResponse): boolean {
  return readErrorBody(text) !== undefined;
}

/**
 * The error for a call without a response. An update that Zoom may have made is `outcome_unknown`.
 */
function errorWithoutResponse(error: unknown, call: Call): Error {
  if (!(error instanceof TransportError)) return error as Error;
  if (error.sent && call.method !== 'GET') return new Problem('outcome_unknown', { cause: error });
  return new Problem(error.reason === 'timeout' ? 'zoom_timeout' : 'zoom_unavailable', { cause: error });
}

/** An error response from Zoom's gateway does not show whether an update was made. */
function updateError(error: Error): Error {
  const isFromGateway = error instanceof Problem && error.code === 'zoom_unavailable' && error.status === 502;
  if (!isFromGateway) return error;
  return new Problem(error.code, { ...error.members, reason: 'perhaps_done', detail: PERHAPS_DONE });
}

const PERHAPS_DONE =
  "Zoom didn't confirm the change, which may or may not be saved. It's safe to save again.";

/** Whether a retry may succeed. An open circuit is not transient: its error has a `retryAfter`. */
function isTransient(outcome: Error | { body: unknown }): boolean {
  return (
    outcome instanceof Problem &&
    outcome.code === 'zoom_unavailable' &&
    outcome.members.retryAfter === undefined
  );
}

/**
 * Whether Zoom itself responded, even with an error. Some of its old errors have HTTP status 300.
 */
function isHealthy(response: HttpResponse): boolean {
  if (response.status >= 500) return false;
  if (response.status >= 300 && response.status < 400) return hasErrorCode(response);
  return response.status === 204 || response.status === 429 || /^\s*[[{]/.test(response.text);
}
