import { setTimeout as delay } from 'node:timers/promises';
import type { TokenCall } from './token-log.ts';

export interface RawResponse {
  status: number;
  headers?: Record<string, string>;
  body?: string;
}

/** A fault in a token refresh request. */
export interface TokenFault {
  /** The affected user. @default any */
  user?: string;
  /** The number of affected requests. @default 1 */
  times?: number;
  /** Runs before the request reaches Zoom. */
  before?: (call: TokenCall) => unknown;
  /** The response, without forwarding the request to Zoom. `reset` resets the connection. */
  instead?: 'reset' | RawResponse;
  /** Runs after Zoom has processed the request, before any of the response is sent. */
  after?: (call: TokenCall) => unknown;
  /** Replaces Zoom's response after Zoom has processed the request. */
  deliver?: 'lost' | 'truncated' | RawResponse;
}

export interface TokenFaults {
  add(fault: TokenFault): void;
  /** Takes the oldest fault that applies to this user. */
  take(user: string): TokenFault | undefined;
  clear(): void;
}

export function createTokenFaults(): TokenFaults {
  let waiting: { fault: TokenFault; left: number }[] = [];
  return {
    add: (fault) => void waiting.push({ fault, left: fault.times ?? 1 }),
    take(user) {
      const found = waiting.find(({ fault }) => fault.user === undefined || fault.user === user);
      if (found === undefined) return undefined;
      found.left -= 1;
      if (found.left <= 0) waiting = waiting.filter((other) => other !== found);
      return found.fault;
    },
    clear() {
      waiting = [];
    },
  };
}

/**
 * Returns a function that waits for a random time between these bounds (milliseconds), to simulate
 * latency.
 */
export function between(min: number, max: number): () => Promise<void> {
  return () => delay(min + Math.random() * (max - min));
}
