import type { UserCache } from '../database/user-cache.ts';
import type { AccessTokens } from '../tokens/access-tokens.ts';
import type { ZoomApi } from '../zoom/api.ts';
import type { MeetingKind } from '../zoom/meeting.ts';
import { getUserSettings, type UserSettings } from '../zoom/user-settings.ts';

/** A host's settings and their age. */
export interface HostSettings {
  settings: UserSettings;
  ageMs: number;
}

/**
 * The host's settings in Zoom. Settings that were fetched within the last minute are reused if they
 * allow the requested feature. A disabled feature is fetched again each time, so that a host who
 * has just enabled it sees it, unless it was fetched within `maxAgeMs`.
 * @throws Problem
 */
export type ReadHostSettings = (
  userId: string,
  kind: MeetingKind,
  request: { fromZoom: boolean; maxAgeMs?: number },
) => Promise<HostSettings>;

export interface HostSettingsOptions {
  userCache: UserCache;
  tokens: Pick<AccessTokens, 'use'>;
  zoom: ZoomApi;
  /** Seconds for which cached values count as fresh; 0 always fetches. */
  freshSeconds: number;
  /** Monotonic milliseconds. */
  monotonicNow?: () => number;
}

/** Zoom sends webhooks for some changes of settings, but not for all of them. */
const MAX_SECONDS = 60;
/** Estimated size of a user's settings in memory. */
const VALUE_BYTES = 1_000;

export function createReadHostSettings(options: HostSettingsOptions): ReadHostSettings {
  const { userCache, tokens, zoom, monotonicNow = () => performance.now() } = options;
  const freshMs = Math.min(options.freshSeconds, MAX_SECONDS) * 1000;
  const settingsOf = userCache.createValues<{ settings: UserSettings; requestedAt: number }>();

  return async (userId, kind, { fromZoom, maxAgeMs = 0 }) => {
    const scope = userCache.scopeFor(userId);
    const cached = fromZoom ? undefined : settingsOf.get(scope);
    const ageMs = monotonicNow() - (cached?.requestedAt ?? Number.NEGATIVE_INFINITY);
    const isUsable =
      ageMs < maxAgeMs || (ageMs < freshMs && cached !== undefined && isAllowed(cached.settings, kind));
    if (cached !== undefined && userCache.isCurrent(scope) && isUsable)
      return { settings: cached.settings, ageMs };
    const requestedAt = monotonicNow();
    const settings = await tokens.use(userId, (grant) => getUserSettings(zoom, grant));
    settingsOf.set(scope, { settings, requestedAt }, VALUE_BYTES);
    return { settings, ageMs: monotonicNow() - requestedAt };
  };
}

function isAllowed(settings: UserSettings, kind: MeetingKind): boolean {
  const { allowed, customService } = settings[kind];
  return allowed === true && customService === true;
}
