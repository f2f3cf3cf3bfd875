import type { IncomingHttpHeaders } from 'node:http';

export interface RecordedRequest {
  /** milliseconds, on the simulator's clock */
  at: number;
  method: string;
  /** without the query */
  path: string;
  query: Record<string, unknown>;
  /** as received, Authorization included: kept in memory only */
  headers: IncomingHttpHeaders;
  body?: unknown;
  /** the user whose token, code or refresh token was presented */
  user?: string;
  /** the id of the fault that met it */
  fault?: number;
  /** absent while it is unanswered, and for ever when it never is */
  status?: number;
}

export interface RequestFilter {
  method?: string;
  /** a string is the whole path, in which `*` matches one segment */
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
 * Remembers the latest requests, at least half of `kept`: a benchmark sends more than memory should
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
 * Whether a request has this method, path and user; what the filter leaves out matches everything.
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
