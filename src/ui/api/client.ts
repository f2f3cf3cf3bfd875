import createClient from 'openapi-fetch';
import type { Problem, paths } from './types.ts';

/**
 * Why a request failed: a problem from the API, no response at all, or a response that is not the
 * API's.
 */
export type Failure =
  | { kind: 'problem'; problem: Problem; etag: string }
  | { kind: 'unreachable' }
  | { kind: 'unexpected'; status: number };

/** A value and its ETag. */
export type Tagged<T> = { value: T; etag: string };

export type ApiResult<T> = ({ ok: true } & Tagged<T>) | { ok: false; failure: Failure };

/** The result of one request of the openapi-fetch client. */
export type ApiRequest<T> = Promise<{ data?: T; error?: unknown; response: Response }>;

/** Longer than the server's own timeout (about 11 s), so that the user sees the server's error. */
const GIVE_UP_AFTER_MS = 30_000;

/** A response that is neither JSON nor a problem, for example from a proxy. */
class UnexpectedResponse extends Error {
  readonly status: number;
  constructor(status: number) {
    super(`unexpected response with status ${status}`);
    this.status = status;
  }
}

/**
 * The user whom this page shows. Tabs share the session, so another user may have signed in since.
 */
let pageUserId: string | null = null;

/**
 * Sends this user (Zoom user id) with every later request of `api` and `post`, so that the server
 * rejects requests for another user.
 */
export function identifyAs(userId: string): void {
  pageUserId = userId;
}

function userHeader(): Record<string, string> {
  return pageUserId === null ? {} : { 'x-uplink-user': pageUserId };
}

/**
 * The server's clock minus this device's (ms), from the latest response, accurate to one second.
 */
let clockOffsetMs = 0;

function recordServerTime({ headers }: Response): void {
  const at = Date.parse(headers.get('date') ?? '');
  if (!Number.isNaN(at)) clockOffsetMs = at - Date.now();
}

/**
 * The current time on the server's clock (epoch milliseconds), for comparison with `fetched_at`.
 */
export function serverNow(): number {
  return Date.now() + clockOffsetMs;
}

/**
 * A client of the API at `origin`; empty for the page's own origin. TypeScript checks paths,
 * parameters and bodies.
 */
export function createApi(origin = '') {
  const client = createClient<paths>({ baseUrl: origin, fetch: fetchInTime });
  client.use({
    onResponse({ response }) {
      recordServerTime(response);
      rejectForeignResponse(response);
    },
  });
  return client;
}

/** The API of this origin, for any signed-in user. */
export const unguardedApi = createApi();

/** The API of this origin, for the user whom this page shows. */
export const api = createApi();
api.use({
  onRequest({ request }) {
    for (const [name, value] of Object.entries(userHeader())) request.headers.set(name, value);
  },
});

/** Calls a path outside the API that ends sessions. */
export async function post(path: '/logout' | '/logout/everywhere'): ApiRequest<undefined> {
  const response = await fetchInTime(path, { method: 'POST', headers: userHeader() });
  rejectForeignResponse(response);
  return response.ok ? { response } : { error: await response.json(), response };
}

function fetchInTime(request: Request | string, options: RequestInit = {}): Promise<Response> {
  return fetch(request, { ...options, signal: AbortSignal.timeout(GIVE_UP_AFTER_MS) });
}

function rejectForeignResponse({ ok, status, headers }: Response): void {
  const type = headers.get('content-type') ?? '';
  if (status === 204 || type.startsWith(ok ? 'application/json' : 'application/problem+json')) return;
  throw new UnexpectedResponse(status);
}

/**
 * The result of a request; never throws. For a 204, `value` is `undefined`. `etag` is empty if the
 * response had none.
 */
export async function resultFor<T>(requested: ApiRequest<T>): Promise<ApiResult<T>> {
  try {
    const { data, error, response } = await requested;
    const etag = response.headers.get('etag') ?? '';
    if (response.ok) return { ok: true, value: data as T, etag };
    // The body of a problem that was cut off is text.
    if (typeof error !== 'object') return { ok: false, failure: { kind: 'unreachable' } };
    return { ok: false, failure: { kind: 'problem', problem: error as Problem, etag } };
  } catch (error) {
    if (!(error instanceof UnexpectedResponse)) return { ok: false, failure: { kind: 'unreachable' } };
    return { ok: false, failure: { kind: 'unexpected', status: error.status } };
  }
}

/** Whether the failure is a problem with this `code`. */
export function isProblem(failure: Failure, code: string): boolean {
  return failure.kind === 'problem' && failure.problem.code === code;
}
