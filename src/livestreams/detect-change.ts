import type { CachedLivestream } from './cache-store.ts';
import type { Configuration } from './configuration.ts';
import { sameConfiguration } from './configuration.ts';
import type { NewChange } from './history-store.ts';

/**
 * What became of a livestream between the copy and what Zoom has `now`: an update of ours whose outcome was not known, a change
 * made elsewhere, or nothing that could be told.
 */
export function detectChange(
  cached: CachedLivestream | undefined,
  now: Configuration,
): NewChange | undefined {
  const { configuration: known = null, intended = null } = cached ?? {};
  if (
    intended !== null &&
    sameConfiguration(intended.wanted, now) &&
    !sameConfiguration(intended.before, now)
  )
    return { by: 'uplink', kind: intended.kind, before: intended.before, after: now };
  if (known === null || sameConfiguration(known, now)) return undefined;
  if (lacksResolution(cached) && sameConfiguration({ ...known, resolution: now.resolution }, now))
    return undefined;
  return { by: 'zoom', kind: 'drift', before: known, after: now };
}

/** Whether the copy is of an event that left the resolution out. */
function lacksResolution(cached: CachedLivestream | undefined): boolean {
  return cached?.source === 'webhook' && cached.configuration?.resolution === null;
}
