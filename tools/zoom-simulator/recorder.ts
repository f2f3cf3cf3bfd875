import type { IncomingHttpHeaders } from 'node:http';

export interface RecordedRequest {
  /** Milliseconds, on the simulator's clock. */
  at: number;
  method: string;
  /** Without the query. */
  path: string;
  query: Record<string, unknown>;
  /** As received, including Authorization; in memory only. */
  headers: IncomingHttpHeaders;
  body?: unknown;
  /** The user of the token, code or refresh token. */
  user?: string;
  /** The ID of the fault that was applied. */
  fault?: number;
  /** Undefined as long as no response was sent. */
  status?: number;
}

export interface RequestFilter {
  method?: string;
  /** A string is the whole path, in which `*` matches one segment. */
  path?: string | RegExp;
  user?: string;
}

export interface Recorder {
  add(request: RecordedRequest): void;
  list(filter?: RequestFilter): RecordedRequest[];
  clear(): void;
}

const stored = 20_000;

/**
 * Records the latest requests, at least half of `kept`: a benchmark sends more than memory should
 * hold.
 */
export function createRecorder(): Recorder {
  let requests: RecordedRequest[] = [];
  return {
    add(request) {
      if (requests.length >= stored) requests = requests.slice(stored / 2);
      requests.push(request);
    },
    list: (filter = {}) => requests.filter((request) => matches(request, filter)),
    clear() {
      requests = [];
    },
  };
}

/**
 * Whether a request has this method, path and user; omitted filters match everything.
 */
export function matches(
  request: Pick<RecordedRequest, 'method' | 'path' | 'user'>,
  filter: RequestFilter,
): boolean {
  if (filter.method !== undefined && filter.method.toUpperCase() !== request.method) return false;
  if (filter.user !== undefined && filter.user !== request.user) return false;
  return filter.path === undefined || pathMatches(request.path, filter.path);
}

function pathMatches(path: string, pattern: string | RegExp): boolean {
  if (pattern instanceof RegExp) {
    pattern.lastIndex = 0;
    return pattern.test(path);
  }
  if (!pattern.includes('*')) return path === pattern;
  const segments = pattern.split('/');
  const actual = path.split('/');
  return (
    segments.length === actual.length &&
    segments.every((segment, index) => segment === '*' || segment === actual[index])
  );
}
