import { setTimeout as delay } from 'node:timers/promises';
import type { Secret } from '../crypto/secret.ts';
import { Problem } from '../problem.ts';
import { type Circuit, createCircuit } from './circuit.ts';
import { readErrorBody, toErrorBody } from './error-body.ts';
import { type Http, type HttpResponse, TransportError } from './http.ts';
import { parseZoomJson } from './json.ts';
import type { Priority, RateLabel } from './rate-limit/backend.ts';
import type { Caller, RateLimiter } from './rate-limit/rate-limiter.ts';
import { type CallContext, failureOf, RateLimitedError, unusable } from './response-errors.ts';
import { createRetryBudget } from './retry-budget.ts';

/** For whom Zoom is asked: the token of one installed user. */
export interface Grant {
  userId: string;
  accountId: string;
  accessToken: Secret;
}

export interface Call {
  method: 'GET' | 'PATCH';
  /** Below the API prefix, starting with a slash, segments already encoded. */
  path: string;
  body?: Record<string, unknown>;
  label: RateLabel;
  context: CallContext;
  /** Runs when its turn has come, right before it is sent, and by throwing keeps it from being sent. */
  beforeSending?: (() => Promise<void>) | undefined;
}

/** Asks Zoom's REST API; see {@link createZoomApi}. */
export type ZoomApi = (grant: Grant, call: Call) => Promise<unknown>;

export interface ZoomApiOptions {
  /** `https://api.zoom.us/v2` or what stands for it. */
  apiUrl: string;
  http: Http;
  budget: RateLimiter;
  /** Epoch milliseconds. */
  now?: () => number;
}

/** Everything together, waits and retries included, ends within this (milliseconds). */
const TOTAL_MS = 10_000;
const MAX_RETRIES = 2;
const RETRY_DELAY_MS = { minimum: 200, most: 2_000 };

/**
 * Clients of Zoom's REST API: paced per account, one circuit, bounded time, typed refusals. Both share all of that; a call of
 * `bulk` gets a turn only where no interactive one waits, and waits for it as long as it takes.
 *
 * A read that got no proper answer is repeated at most twice, within a tenth of all requests, and takes another turn for it;
 * an update never: once sent without an answer its outcome is unknown, and the caller decides. Answers are parsed JSON,
 * `undefined` for an empty 204.
 *
 * @throws Problem with the contract's code · AccessTokenRejected on Zoom's code 124
 */
export function createZoomApi({
  apiUrl,
  http,
  budget,
  now = Date.now,
}: ZoomApiOptions): Record<Priority, ZoomApi> {
  const circuit = createCircuit(isHealthy);
  const retries = createRetryBudget();

  async function request(caller: Caller, grant: Grant, call: Call): Promise<unknown> {
    await budget.permit(caller);
    await call.beforeSending?.();
    retries.earn();
    const deadline = performance.now() + TOTAL_MS;
    for (let attempt = 0; ; attempt += 1) {
      const outcome = await once(grant, call, deadline);
      const again = call.method === 'GET' && isTransient(outcome) && attempt < MAX_RETRIES;
      if (again && (await hasAnotherPermit(caller, deadline))) continue;
      if (outcome instanceof RateLimitedError) await budget.reportRateLimited(caller, outcome);
      if (outcome instanceof Error) throw call.method === 'GET' ? outcome : orPerhapsDone(outcome);
      return outcome.body;
    }
  }

  /** Waits a moment and for a turn, as long as there is time for another answer afterwards. */
  async function hasAnotherPermit(caller: Caller, deadline: number): Promise<boolean> {
    const pause = RETRY_DELAY_MS.minimum + Math.random() * (RETRY_DELAY_MS.most - RETRY_DELAY_MS.minimum);
    const isTime = (ms: number) => performance.now() + ms + 1_000 < deadline;
    if (!isTime(pause) || !retries.spend()) return false;
    await delay(pause);
    const hasPermit = await budget.permit(caller).then(
      () => true,
      () => false,
    );
    return hasPermit && isTime(0);
  }

  async function once(grant: Grant, call: Call, deadline: number): Promise<Error | { body: unknown }> {
    const attemptMs = Math.max(1_000, Math.min(5_000, deadline - performance.now()));
    try {
      const response = await send(circuit, http, apiUrl, grant, call, attemptMs);
      return readResponse(response, call.context, now());
    } catch (error) {
      return withoutResponse(error, call);
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

function send(
  circuit: Circuit<HttpResponse>,
  http: Http,
  apiUrl: string,
  grant: Grant,
  call: Call,
  timeoutMs: number,
): Promise<HttpResponse> {
  const headers: Record<string, string> = {
    authorization: `Bearer ${grant.accessToken.reveal()}`,
    accept: 'application/json',
  };
  if (call.body !== undefined) headers['content-type'] = 'application/json';
  const body = call.body === undefined ? {} : { body: JSON.stringify(call.body) };
  return circuit(() =>
    http.send({ method: call.method, url: `${apiUrl}${call.path}`, headers, timeoutMs, ...body }),
  );
}

function readResponse(response: HttpResponse, context: CallContext, now: number): Error | { body: unknown } {
  if (response.status === 204) return { body: undefined };
  if (response.status < 200 || response.status > 202) return failureOf(response, context, now);
  const isUpdate = context.action !== 'read' && context.action !== 'list';
  if (isUpdate && response.text === '') return { body: undefined };
  try {
    const body = parseZoomJson(response.text);
    // A body with a code is an error, whatever its HTTP status says.
    return toErrorBody(body) === undefined ? { body } : failureOf(response, context, now);
  } catch {
    return carriesCode(response) ? failureOf(response, context, now) : unusable(response.status);
  }
}

function carriesCode({ text }: HttpResponse): boolean {
  return readErrorBody(text) !== undefined;
}

/** What to tell when no answer came: an update that may have been done is never called a mere failure. */
function withoutResponse(error: unknown, call: Call): Error {
  if (!(error instanceof TransportError)) return error as Error;
  if (error.sent && call.method !== 'GET') return new Problem('outcome_unknown', { cause: error });
  return new Problem(error.reason === 'timeout' ? 'zoom_timeout' : 'zoom_unavailable', { cause: error });
}

/** A gateway that answers for Zoom does not say whether an update went through. */
function orPerhapsDone(outcome: Error): Error {
  const isGateways =
    outcome instanceof Problem && outcome.code === 'zoom_unavailable' && outcome.status === 502;
  if (!isGateways) return outcome;
  return new Problem(outcome.code, { ...outcome.members, reason: 'perhaps_done', detail: PERHAPS_DONE });
}

const PERHAPS_DONE =
  'Zoom did not answer properly, and may or may not have made the change. Sending it again is safe.';

/** A failure that may be gone a moment later. An open circuit is none: it says how long to wait. */
function isTransient(outcome: Error | { body: unknown }): boolean {
  return (
    outcome instanceof Problem &&
    outcome.code === 'zoom_unavailable' &&
    outcome.members.retryAfter === undefined
  );
}

/** Whether the upstream works: it responded by itself, even with an error. Old errors of Zoom's have HTTP status 300. */
function isHealthy(response: HttpResponse): boolean {
  if (response.status >= 500) return false;
  if (response.status >= 300 && response.status < 400) return carriesCode(response);
  return response.status === 204 || response.status === 429 || /^\s*[[{]/.test(response.text);
}
