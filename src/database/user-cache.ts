/**
 * What one process keeps in memory of one user. Parts of the domain hang their own copies on it by `WeakMap`;
 * all of them go together when anything about the user changes anywhere.
 */
export interface UserCacheScope {
  readonly userId: string;
  /** False once it was dropped: what hangs on it must not be answered from any more. */
  readonly current: boolean;
}

export interface Memory {
  /** Counts what was dropped: unchanged over a database read, nothing of anybody's changed meanwhile. */
  readonly epoch: number;
  /**
   * This user's memory. Take it before reading the database and hang what was read on it: if the user changes in
   * between it is dropped, and the late copy with it. While other processes can't be heard, it is one that nobody finds again.
   */
  of(userId: string): UserCacheScope;
  /** Whether a copy that hangs on `memory` may be answered from now. */
  holds(memory: UserCacheScope): boolean;
  /** Forgets what is kept of a user: call it before and after changing their rows. */
  drop(userId: string): void;
}

export interface UserCacheOptions {
  /** Whether changes made by other processes are sure to have been heard. */
  isTrusted: () => boolean;
  /** Users kept at most; the one unused for longest goes first. */
  maxUsers?: number;
}

const MAX_USERS = 5_000;

/** In-process memory of users, dropped user by user; see {@link UserCacheScope}. `clear` forgets all. */
export function createUserCache({
  isTrusted,
  maxUsers = MAX_USERS,
}: UserCacheOptions): Memory & { clear(): void } {
  const users = new Map<string, { userId: string; current: boolean }>();
  let epoch = 0;

  function detach(userId: string): void {
    epoch += 1;
    const memory = users.get(userId);
    if (memory === undefined) return;
    memory.current = false;
    users.delete(userId);
  }

  function oldest(): string {
    return users.keys().next().value ?? '';
  }

  return {
    get epoch() {
      return epoch;
    },
    of(userId) {
      if (!isTrusted()) return { userId, current: false };
      const known = users.get(userId);
      if (known !== undefined) {
        users.delete(userId);
        users.set(userId, known);
        return known;
      }
      if (users.size >= maxUsers) detach(oldest());
      const memory = { userId, current: true };
      users.set(userId, memory);
      return memory;
    },
    holds: (memory) => memory.current && isTrusted(),
    drop: detach,
    clear() {
      epoch += 1;
      for (const memory of users.values()) memory.current = false;
      users.clear();
    },
  };
}
