import type { TokenCall } from './token-log.ts';

/** The result of one request. Times are milliseconds on the harness's monotonic clock. */
export interface ClientResponse {
  user: string;
  instance: string;
  sentAt: number;
  receivedAt: number;
  /** 0 if no response arrived. */
  status: number;
  /** The problem code, or the reason why no response arrived. */
  code: string;
  /** The harness itself hung up. */
  hungUp: boolean;
}

/** A period in which requests may fail: the database is unreachable or a process is stopped. */
export interface Disruption {
  from: number;
  to: number;
}

/** The users of one scenario, and their responses in order. */
export interface History {
  users: Set<string>;
  responses: ClientResponse[];
  disruptions: Disruption[];
  /** The calls to the token endpoint with refresh tokens of these users. */
  calls(): TokenCall[];
}

export function createHistory(users: Iterable<string>, allCalls: readonly TokenCall[]): History {
  const userSet = new Set(users);
  const from = allCalls.length;
  return {
    users: userSet,
    responses: [],
    disruptions: [],
    calls: () => allCalls.slice(from).filter(({ user }) => userSet.has(user)),
  };
}

export const isSuccess = ({ status }: ClientResponse) => status >= 200 && status < 300;
export const mustReconnect = ({ status, code }: ClientResponse) =>
  status === 403 && code === 'reconnect_required';
/** Success, or a clear request to reconnect. */
export const isDefinite = (response: ClientResponse) => isSuccess(response) || mustReconnect(response);

/** The number of calls with a refresh token that Zoom had already rotated. */
export function staleReplays(calls: readonly TokenCall[]): number {
  return calls.filter(({ stale }) => stale).length;
}

/** The quantile of the values; 0 for an empty list. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
