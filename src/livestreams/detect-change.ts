import type { CachedLivestream } from './cached-row.ts';
import type { Configuration } from './configuration.ts';
import { sameConfiguration } from './configuration.ts';
import type { NewChange } from './history-store.ts';

/**
 * Compares the cached livestream with Zoom's current configuration. The result is an update of
 * Uplink that was in doubt, a change made in Zoom, or undefined if there is no difference or it
 * cannot be known.
 */
export function detectChange(
  cached: CachedLivestream | undefined,
  now: Configuration,
): NewChange | undefined {
  const { configuration: previous = null, intended = null } = cached ?? {};
  if (
    intended !== null &&
    sameConfiguration(intended.wanted, now) &&
    !sameConfiguration(intended.before, now)
  )
    return { by: 'uplink', kind: intended.kind, before: intended.before, after: now };
  if (previous === null || sameConfiguration(previous, now)) return undefined;
  if (lacksResolution(cached) && sameConfiguration({ ...previous, resolution: now.resolution }, now))
    return undefined;
  return { by: 'zoom', kind: 'drift', before: previous, after: now };
}

/** Whether the cached value came from a webhook without the resolution. */
function lacksResolution(cached: CachedLivestream | undefined): boolean {
  return cached?.source === 'webhook' && cached.configuration?.resolution === null;
}
