import { setTimeout as delay } from 'node:timers/promises';
import type { TokenCall } from './token-log.ts';

export interface RawResponse {
  status: number;
  headers?: Record<string, string>;
  body?: string;
}

/** What goes wrong with the presentation of a refresh token. */
export interface TokenFault {
  /** Whose; anybody's when left out. */
  user?: string;
  /** How many presentations it meets. @default 1 */
  times?: number;
  /** Before Zoom sees it. */
  before?: (call: TokenCall) => unknown;
  /** Zoom does nothing, and this is what comes back: `reset` ends the connection. */
  instead?: 'reset' | RawResponse;
  /** When Zoom has done its work and nothing of the answer has left. */
  after?: (call: TokenCall) => unknown;
  /** Zoom has done its work, and this becomes of its answer. */
  deliver?: 'lost' | 'truncated' | RawResponse;
}

export interface TokenFaults {
  add(fault: TokenFault): void;
  /** The oldest that meets this user's presentation, used up by it. */
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

/** Waits a while between these bounds (milliseconds): Zoom's answers take their time. */
export function between(min: number, most: number): () => Promise<void> {
  return () => delay(min + Math.random() * (most - min));
}
