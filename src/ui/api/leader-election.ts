/** The part of the Web Locks API (`navigator.locks`) that is used. */
export type Locks = {
  request(
    name: string,
    options: { signal?: AbortSignal; steal?: boolean },
    hold: () => Promise<void>,
  ): Promise<unknown>;
};

export type ElectionOptions = {
  locks: Locks | undefined;
  onElected: () => void;
  /** Another tab leads: this one was frozen or hung. */
  onReplaced: () => void;
  /** Requests a sign of life from the leader. */
  ping: () => void;
};

const PING_INTERVAL_MS = 500;
/** A leader that replied this recently needs no ping. */
const RECENT_MS = 400;
/** Frozen and hung pages keep their lock: after this many pings without a reply, it is taken. */
const MAX_MISSED_PINGS = 2;

/** Elects one tab of a browser as the leader: the one that holds a Web Lock. */
export function createElection({ locks, onElected, onReplaced, ping }: ElectionOptions) {
  let lockName = '';
  let isLeader = false;
  let release: () => void = () => {};
  /** The current request for the lock; null before `enter` and after `leave`. */
  let attempt: AbortController | null = null;
  let ticker: ReturnType<typeof setInterval> | undefined;
  let lastSignAt = 0;
  let missedPings = 0;

  function recordSign(): void {
    lastSignAt = performance.now();
    missedPings = 0;
  }

  /** Holds the lock until this tab leaves, or the lock is taken from it. */
  function lead(own: AbortController): Promise<void> {
    return new Promise((resolve) => {
      if (attempt !== own) return resolve();
      release = resolve;
      isLeader = true;
      missedPings = 0;
      onElected();
    });
  }

  function stepDown(): void {
    isLeader = false;
    release();
    release = () => {};
  }

  /** Waits for the lock, or takes it. */
  async function elect(steal: boolean): Promise<void> {
    attempt?.abort();
    const own = new AbortController();
    attempt = own;
    try {
      await locks?.request(lockName, steal ? { steal } : { signal: own.signal }, () => lead(own));
    } catch {
      // Aborted by this tab, or taken by another.
      if (attempt !== own) return;
      stepDown();
      lastSignAt = performance.now();
      onReplaced();
      elect(false);
    }
  }

  function tick(): void {
    if (isLeader || performance.now() - lastSignAt < RECENT_MS) return;
    if (missedPings < MAX_MISSED_PINGS) {
      missedPings += 1;
      ping();
      return;
    }
    missedPings = 0;
    elect(true);
  }

  return {
    isLeader: () => isLeader,
    enter(name: string): void {
      lockName = name;
      recordSign();
      elect(false);
      ticker = setInterval(tick, PING_INTERVAL_MS);
    },
    leave(): void {
      clearInterval(ticker);
      attempt?.abort();
      attempt = null;
      stepDown();
    },
    /** The leader is alive. */
    recordSign,
  };
}
