import { matches, type RecordedRequest, type RequestFilter } from '../recorder.ts';
import type { RetryAfterForm } from '../settings.ts';

/** A raw response. An object is sent as JSON; strings and bytes are sent unchanged. */
export interface FaultResponse {
  status: number;
  body?: string | Uint8Array | object;
  headers?: Record<string, string>;
}

/**
 * The effect of a fault. With `…-after-work` the request is processed first and only the response
 * is affected. With all others, the request is not processed.
 */
export type FaultEffect =
  /** Waits for `delayMs` or `until`, then processes the request. */
  | { kind: 'delay' }
  | { kind: 'hang' }
  | { kind: 'hang-after-work' }
  | ({ kind: 'answer' } & FaultResponse)
  | ({ kind: 'answer-after-work' } & FaultResponse)
  | { kind: 'reset' }
  | { kind: 'reset-after-work' }
  /** The real response, truncated. */
  | { kind: 'truncate' }
  /** Gzip-encoded spaces, which decompress to `megabytes` (default 200). */
  | { kind: 'gzip-bomb'; status?: number; megabytes?: number }
  /** Code 124, although the token is valid. */
  | { kind: 'stale-token'; httpStatus?: 400 | 401 }
  /** 429; `retryAfter` is one of the forms, or the header's literal value */
  | {
      kind: 'rate-limit';
      limit?: 'per-second' | 'daily';
      retryAfter?: RetryAfterForm | { value: string };
      /** For the forms that contain a time. */
      retryAfterSeconds?: number;
    };

/** Which requests a fault affects. */
export interface FaultTarget extends RequestFilter {
  /** Number of requests that it affects; default 1, Infinity: until it is cleared. */
  times?: number;
  /** Number of matching requests that it skips first; default 0. */
  skip?: number;
  /** Waits this long before the effect (milliseconds of real time). */
  delayMs?: number;
  /**
   * Waits for this too before the effect; for tests in the simulator's own process, which know
   * when.
   */
  until?: Promise<unknown>;
}

export type FaultRequest = FaultTarget & FaultEffect;

export type Fault = FaultRequest & {
  readonly id: number;
  /** Requests that it will still affect. */
  left: number;
  /** Requests that it has affected. */
  met: number;
};

export interface Faults {
  add(request: FaultRequest): Fault;
  list(): Fault[];
  remove(id: number): boolean;
  clear(): void;
  /** Returns the oldest fault that applies to this request, and removes it after its last use. */
  take(request: RecordedRequest): Fault | undefined;
}

export function createFaults(): Faults {
  let faults: Fault[] = [];
  let lastId = 0;
  return {
    add(request) {
      lastId += 1;
      const fault: Fault = { ...request, id: lastId, left: request.times ?? 1, met: 0 };
      faults.push(fault);
      return fault;
    },
    list: () => [...faults],
    remove(id) {
      const before = faults.length;
      faults = faults.filter((fault) => fault.id !== id);
      return faults.length < before;
    },
    clear() {
      faults = [];
    },
    take(request) {
      const fault = faults.find((candidate) => matches(request, candidate) && !letsPass(candidate));
      if (!fault) return undefined;
      fault.left -= 1;
      fault.met += 1;
      if (fault.left <= 0) faults = faults.filter((candidate) => candidate !== fault);
      return fault;
    },
  };
}

function letsPass(fault: Fault): boolean {
  if (!fault.skip) return false;
  fault.skip -= 1;
  return true;
}
