export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Moves the simulator's time forward, so that tests don't wait for an expiry or a retry. */
  advance(milliseconds: number): void;
  reset(): void;
}

/** A clock that runs like `source`, plus the time it was advanced by. */
export function createClock(source: () => number = Date.now): Clock {
  let ahead = 0;
  return {
    now: () => source() + ahead,
    advance: (milliseconds) => {
      ahead += milliseconds;
    },
    reset: () => {
      ahead = 0;
    },
  };
}

/** `2025-01-20T00:00:00Z`: Zoom writes date-times without milliseconds. */
export function zoomDateTime(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}
