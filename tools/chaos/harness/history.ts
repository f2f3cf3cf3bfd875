import type { TokenCall } from './token-log.ts';

/** One request of a host's and what came back. Times are milliseconds on the harness's monotonic clock. */
export interface ClientResponse {
  user: string;
  instance: string;
  sentAt: number;
  receivedAt: number;
  /** 0: no answer came. */
  status: number;
  /** The problem's code, or why no answer came. */
  code: string;
  /** The harness itself hung up. */
  hungUp: boolean;
}

/** A time in which answers may be refusals: the database away, a process stopped. */
export interface Disruption {
  from: number;
  to: number;
}

/** What happened in one scenario to its users, in order. */
export interface History {
  users: Set<string>;
  responses: ClientResponse[];
  disruptions: Disruption[];
  /** Presentations of these users' refresh tokens. */
  calls(): TokenCall[];
}

export function createHistory(users: Iterable<string>, allCalls: readonly TokenCall[]): History {
  const ours = new Set(users);
  const from = allCalls.length;
  return {
    users: ours,
    responses: [],
    disruptions: [],
    calls: () => allCalls.slice(from).filter(({ user }) => ours.has(user)),
  };
}

export const isSuccess = ({ status }: ClientResponse) => status >= 200 && status < 300;
export const mustReconnect = ({ status, code }: ClientResponse) =>
  status === 403 && code === 'reconnect_required';
/** The host knows where they stand: it works, or they know what to do. */
export const isDefinite = (response: ClientResponse) => isSuccess(response) || mustReconnect(response);

/** Refresh tokens presented that Zoom had rotated before. */
export function staleReplays(calls: readonly TokenCall[]): number {
  return calls.filter(({ stale }) => stale).length;
}

/** The value below which this share of all lies; 0 of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
