import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { State } from '../state.ts';
import type { User } from '../types.ts';
import { mintAccessToken } from './access-token.ts';

/**
 * The grant of one user. Zoom has one active grant per user and app (its error 4741).
 */
export interface Grant {
  user: User;
  scopes: string[];
  createdAt: number;
  dead: boolean;
}

export interface AccessToken {
  grant: Grant;
  expiresAt: number;
  /** Code 124 is usually a 401, but was recorded with 400 too. */
  rejectedWith: 400 | 401;
}

interface RefreshToken {
  grant: Grant;
  /** The expiry: after 90 days, or at the end of the grace period after a rotation. */
  usableUntil: number;
}

export interface TokenPair {
  accessToken: string;
  refreshToken: string;
  scopes: string[];
}

/**
 * Every active grant with its tokens, as plain data. Times are milliseconds since the epoch.
 */
export interface SavedGrant {
  userId: string;
  scopes: string[];
  createdAt: number;
  accessTokens: { token: string; expiresAt: number; rejectedWith: 400 | 401 }[];
  refreshTokens: { token: string; usableUntil: number }[];
}

export interface Grants {
  /** Creates a grant for the user and revokes the previous one. */
  create(user: User, scopes: string[]): TokenPair;
  /** Rotates the token; undefined if it is unknown, rotated, revoked or expired. */
  refresh(refreshToken: string): TokenPair | undefined;
  findAccessToken(token: string): AccessToken | undefined;
  ownerOfRefreshToken(token: string): string | undefined;
  /** The active grant of this user. */
  of(userId: string): Grant | undefined;
  expireAccessTokens(userId: string | undefined, httpStatus: 400 | 401): void;
  kill(userId: string): void;
  /** For every active grant; Zoom never does this. */
  setScopes(scopes: string[]): void;
  /** The data for `load` of another simulator. */
  save(): SavedGrant[];
  /** Adds the grants of existing users and ignores others. */
  load(saved: readonly SavedGrant[]): void;
  clear(): void;
}

export function createGrants(state: State, clock: Clock, clientId: () => string): Grants {
  const live = new Map<string, Grant>();
  const accessTokens = new Map<string, AccessToken>();
  const refreshTokens = new Map<string, RefreshToken>();

  function issue(grant: Grant): TokenPair {
    const { accessTokenSeconds, refreshTokenSeconds } = state.settings;
    const now = clock.now();
    const accessToken = mintAccessToken(grant.user, clientId(), now, accessTokenSeconds);
    const refreshToken = mintAccessToken(grant.user, clientId(), now, refreshTokenSeconds);
    accessTokens.set(accessToken, { grant, expiresAt: now + accessTokenSeconds * 1000, rejectedWith: 401 });
    refreshTokens.set(refreshToken, { grant, usableUntil: now + refreshTokenSeconds * 1000 });
    return { accessToken, refreshToken, scopes: grant.scopes };
  }

  function kill(userId: string): void {
    const grant = live.get(userId);
    if (grant) grant.dead = true;
    live.delete(userId);
  }

  return {
    create(user, scopes) {
      kill(user.id);
      const grant: Grant = { user, scopes: [...scopes], createdAt: clock.now(), dead: false };
      live.set(user.id, grant);
      return issue(grant);
    },
    refresh(presented) {
      const token = refreshTokens.get(presented);
      if (!token || token.grant.dead || token.usableUntil <= clock.now()) return undefined;
      const graceEnds = clock.now() + state.settings.refreshGraceSeconds * 1000;
      token.usableUntil = Math.min(token.usableUntil, graceEnds);
      return issue(token.grant);
    },
    findAccessToken: (token) => accessTokens.get(token),
    ownerOfRefreshToken: (token) => refreshTokens.get(token)?.grant.user.id,
    of: (userId) => live.get(userId),
    expireAccessTokens(userId, httpStatus) {
      for (const token of accessTokens.values()) {
        if (userId !== undefined && token.grant.user.id !== userId) continue;
        token.expiresAt = 0;
        token.rejectedWith = httpStatus;
      }
    },
    kill,
    setScopes(scopes) {
      for (const grant of live.values()) grant.scopes = [...scopes];
    },
    save: () =>
      [...live.values()].map((grant) => ({
        userId: grant.user.id,
        scopes: grant.scopes,
        createdAt: grant.createdAt,
        accessTokens: [...accessTokens]
          .filter(([, token]) => token.grant === grant)
          .map(([token, { expiresAt, rejectedWith }]) => ({ token, expiresAt, rejectedWith })),
        refreshTokens: [...refreshTokens]
          .filter(([, token]) => token.grant === grant)
          .map(([token, { usableUntil }]) => ({ token, usableUntil })),
      })),
    load(saved) {
      for (const { userId, scopes, createdAt, ...tokens } of saved) {
        const user = state.users.get(userId);
        if (!user) continue;
        const grant: Grant = { user, scopes, createdAt, dead: false };
        live.set(userId, grant);
        for (const { token, ...rest } of tokens.accessTokens) accessTokens.set(token, { grant, ...rest });
        for (const { token, ...rest } of tokens.refreshTokens) refreshTokens.set(token, { grant, ...rest });
      }
    },
    clear() {
      live.clear();
      accessTokens.clear();
      refreshTokens.clear();
    },
  };
}

/** An unguessable authorization code as long as those of Zoom. */
export function mintCode(): string {
  return randomBytes(24).toString('base64url');
}
