import createClient from 'openapi-fetch';
import type { Problem, paths } from './types.ts';

/** What went wrong: the API said so, no answer came at all, or the answer was not the API's. */
export type Failure =
  | { kind: 'problem'; problem: Problem; etag: string }
  | { kind: 'unreachable' }
  | { kind: 'unexpected'; status: number };

export type ApiResult<T> = { ok: true; value: T; etag: string } | { ok: false; failure: Failure };

/** What the client of openapi.json gives for one request. */
export type ApiRequest<T> = Promise<{ data?: T; error?: unknown; response: Response }>;

/** Longer than the server's own limit (about 11 s), so that its answer is what a person sees. */
const GIVE_UP_AFTER_MS = 30_000;

/** An answer that is neither JSON nor a problem: from something in between. */
class UnexpectedResponse extends Error {
  readonly status: number;
  constructor(status: number) {
    super(`an answer of ${status} that is not the API's`);
    this.status = status;
  }
}

/** The user that this page was opened for; tabs share the session, which may be another's by now. */
let signedInFor: string | null = null;

/** Names the user (Zoom user id) with every request of `api` and `post` from now on, so that none is answered for another. */
export function identifyAs(userId: string): void {
  signedInFor = userId;
}

function naming(): Record<string, string> {
  return signedInFor === null ? {} : { 'x-uplink-user': signedInFor };
}

/** The server's clock minus this device's (ms), as the latest response told it, to the second. */
let clockOffsetMs = 0;

function recordServerTime({ headers }: Response): void {
  const at = Date.parse(headers.get('date') ?? '');
  if (!Number.isNaN(at)) clockOffsetMs = at - Date.now();
}

/** The present on the server's clock (epoch milliseconds): `fetched_at` is compared with it. */
export function serverNow(): number {
  return Date.now() + clockOffsetMs;
}

/** A client of this API at `origin`; empty for the page's own. Paths, parameters and bodies are checked as types. */
export function createApi(origin = '') {
  const client = createClient<paths>({ baseUrl: origin, fetch: fetchInTime });
  client.use({
    onResponse({ response }) {
      recordServerTime(response);
      rejectOtherUser(response);
    },
  });
  return client;
}

/** The API of this origin, for whoever is signed in. */
export const unguardedApi = createApi();

/** The API of this origin, for the user that the page was opened for. */
export const api = createApi();
api.use({
  onRequest({ request }) {
    for (const [name, value] of Object.entries(naming())) request.headers.set(name, value);
  },
});

/** Asks one of the paths that are not the API's to end sessions. */
export async function post(path: '/logout' | '/logout/everywhere'): ApiRequest<undefined> {
  const response = await fetchInTime(path, { method: 'POST', headers: naming() });
  rejectOtherUser(response);
  return response.ok ? { response } : { error: await response.json(), response };
}

function fetchInTime(request: Request | string, options: RequestInit = {}): Promise<Response> {
  return fetch(request, { ...options, signal: AbortSignal.timeout(GIVE_UP_AFTER_MS) });
}

function rejectOtherUser({ ok, status, headers }: Response): void {
  const type = headers.get('content-type') ?? '';
  if (status === 204 || type.startsWith(ok ? 'application/json' : 'application/problem+json')) return;
  throw new UnexpectedResponse(status);
}

/**
 * What came of a request; never throws. A 204 gives `undefined` as its value; `etag` is empty where the
 * answer had none.
 */
export async function resultFor<T>(requested: ApiRequest<T>): Promise<ApiResult<T>> {
  try {
    const { data, error, response } = await requested;
    const etag = response.headers.get('etag') ?? '';
    if (response.ok) return { ok: true, value: data as T, etag };
    // A problem that broke off halfway comes as text.
    if (typeof error !== 'object') return { ok: false, failure: { kind: 'unreachable' } };
    return { ok: false, failure: { kind: 'problem', problem: error as Problem, etag } };
  } catch (error) {
    if (!(error instanceof UnexpectedResponse)) return { ok: false, failure: { kind: 'unreachable' } };
    return { ok: false, failure: { kind: 'unexpected', status: error.status } };
  }
}

/** Whether the failure is the problem of this `code`. */
export function isProblem(failure: Failure, code: string): boolean {
  return failure.kind === 'problem' && failure.problem.code === code;
}
