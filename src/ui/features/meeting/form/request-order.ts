/**
 * Orders the requests about one livestream. Of concurrent reads, the response to the latest request
 * wins. While the user's own change is pending, its response comes before any event.
 */
export function createRequestOrder() {
  let latest = 0;
  let applied = 0;
  let pendingChanges = 0;
  let missedEvent = false;
  return {
    /** Starts a read and returns its number. */
    startRead: (): number => ++latest,
    /** Whether the response to a later request was applied before. */
    isSuperseded: (read: number): boolean => read < applied,
    apply: (read: number): void => {
      applied = read;
    },
    startChange: (): void => {
      pendingChanges += 1;
    },
    /** Ends a change. Reads that began before a successful one are superseded. */
    endChange: (succeeded: boolean): void => {
      pendingChanges -= 1;
      if (succeeded) applied = ++latest;
    },
    /** Whether an event must wait for a pending change; `takeMissedEvent` then returns true. */
    defersEvent: (): boolean => {
      missedEvent ||= pendingChanges > 0;
      return pendingChanges > 0;
    },
    /** Whether an event was deferred since the last call. */
    takeMissedEvent: (): boolean => {
      const missed = missedEvent;
      missedEvent = false;
      return missed;
    },
  };
}

export type RequestOrder = ReturnType<typeof createRequestOrder>;
