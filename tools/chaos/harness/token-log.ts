/**
 * One use of a refresh token, as received by Zoom. Times are milliseconds on the harness's
 * monotonic clock.
 */
export interface TokenCall {
  user: string;
  /** Index of the refresh token; 0 is the one of the latest authorization. */
  generation: number;
  /** Whether the token was already rotated when Zoom processed it; undefined before that. */
  stale?: boolean;
  /** `withheld`: Zoom did not process it. Undefined while it is in progress. */
  outcome?: 'rotated' | 'refused' | 'withheld';
  arrivedAt: number;
  /** When Zoom rotated the token. From then on only the new token is valid. */
  rotatedAt?: number;
  /** When the last byte of a response was sent, including a corrupted one. */
  respondedAt?: number;
}

interface Issued {
  user: string;
  generation: number;
  isSpent: boolean;
  isDead: boolean;
}

/**
 * Records which refresh token was issued to which user, and how it was used. Independent of the
 * simulator's own state.
 */
export interface TokenLog {
  readonly calls: TokenCall[];
  /** A new authorization: the user's previous tokens are invalid. */
  authorized(user: string, refreshToken: string): void;
  arrived(refreshToken: string): TokenCall;
  rotated(call: TokenCall, presented: string, issued: string): void;
  notRotated(call: TokenCall, presented: string, outcome: 'refused' | 'withheld'): void;
  revoked(user: string): void;
  /** Whether Zoom would accept this refresh token of this user. */
  isLive(user: string, refreshToken: string): boolean;
}

export function createTokenLog(): TokenLog {
  const calls: TokenCall[] = [];
  const issued = new Map<string, Issued>();
  const newest = new Map<string, number>();

  function issue(user: string, refreshToken: string, generation: number): void {
    newest.set(user, generation);
    issued.set(refreshToken, { user, generation, isSpent: false, isDead: false });
  }

  function revoked(user: string): void {
    for (const token of issued.values()) if (token.user === user) token.isDead = true;
  }

  return {
    calls,
    revoked,
    authorized(user, refreshToken) {
      revoked(user);
      issue(user, refreshToken, 0);
    },
    arrived(refreshToken) {
      const { user = '', generation = -1 } = issued.get(refreshToken) ?? {};
      const call: TokenCall = { user, generation, arrivedAt: performance.now() };
      calls.push(call);
      return call;
    },
    rotated(call, presented, next) {
      const token = issued.get(presented);
      call.stale = token?.isSpent ?? true;
      call.outcome = 'rotated';
      call.rotatedAt = performance.now();
      if (token !== undefined) token.isSpent = true;
      issue(call.user, next, (newest.get(call.user) ?? 0) + 1);
    },
    notRotated(call, presented, outcome) {
      call.stale = issued.get(presented)?.isSpent ?? true;
      call.outcome = outcome;
    },
    isLive(user, refreshToken) {
      const token = issued.get(refreshToken);
      return token !== undefined && token.user === user && !token.isSpent && !token.isDead;
    },
  };
}
