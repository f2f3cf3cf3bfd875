import type { Problem } from './api.ts';

/** What went wrong: the API said so, no answer came at all, or the answer was not the API's. */
export type Failure =
  | { kind: 'problem'; problem: Problem; etag: string }
  | { kind: 'unreachable' }
  | { kind: 'unexpected'; status: number };

export type Answer<T> = { ok: true; value: T; etag: string } | { ok: false; failure: Failure };

export type CallOptions = {
  method?: 'GET' | 'POST' | 'PATCH';
  headers?: Record<string, string>;
  body?: unknown;
};

/** Longer than the server's own limit (about 11 s), so that its answer is what a person sees. */
const GIVE_UP_AFTER_MS = 30_000;

/**
 * Calls this origin and never throws. A 204 gives `undefined` as its value; `etag` is empty where the
 * answer had none.
 */
export async function call<T>(path: string, options: CallOptions = {}): Promise<Answer<T>> {
  try {
    const response = await fetch(path, requestOf(options));
    return await answerOf<T>(response);
  } catch {
    return { ok: false, failure: { kind: 'unreachable' } };
  }
}

function requestOf({ method = 'GET', headers = {}, body }: CallOptions): RequestInit {
  const signal = AbortSignal.timeout(GIVE_UP_AFTER_MS);
  if (body === undefined) return { method, headers, signal };
  return {
    method,
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal,
  };
}

async function answerOf<T>(response: Response): Promise<Answer<T>> {
  const etag = response.headers.get('etag') ?? '';
  const type = response.headers.get('content-type') ?? '';
  if (response.status === 204) return { ok: true, value: undefined as T, etag };
  if (response.ok && type.startsWith('application/json')) {
    return { ok: true, value: (await response.json()) as T, etag };
  }
  if (type.startsWith('application/problem+json')) {
    return { ok: false, failure: { kind: 'problem', problem: (await response.json()) as Problem, etag } };
  }
  return { ok: false, failure: { kind: 'unexpected', status: response.status } };
}

/** Whether the failure is the problem of this `code`. */
export function isProblem(failure: Failure, code: string): boolean {
  return failure.kind === 'problem' && failure.problem.code === code;
}
