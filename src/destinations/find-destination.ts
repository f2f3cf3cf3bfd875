import type { DataKey } from '../crypto/data-key.ts';
import type { UserCache, UserCacheScope } from '../database/user-cache.ts';
import type { Configuration } from '../livestreams/configuration.ts';
import type { FindDestination } from '../livestreams/view.ts';
import type { Destination } from './destination.ts';

export interface FindDestinationOptions {
  memory: UserCache;
  /** Destinations with their keys in clear, in the order of creation. */
  readAll: (userId: string) => Promise<Destination[]>;
}

/**
 * Looks a configuration up among the user's destinations, which are kept in memory until anything of the user changes: as
 * keyed hashes, so that no stream key stays there. Of two equal ones the older is found.
 */
export function createFindDestination({ memory, readAll }: FindDestinationOptions): FindDestination {
  const indexes = new WeakMap<UserCacheScope, Map<string, string>>();

  return async ({ userId, dataKey }, configuration) => {
    if (configuration.streamKey === '') return null;
    const mine = memory.scopeFor(userId);
    const index = indexes.get(mine) ?? indexOf(dataKey, await readAll(userId));
    if (memory.isCurrent(mine)) indexes.set(mine, index);
    return index.get(targetTag(dataKey, configuration)) ?? null;
  };
}

function indexOf(dataKey: DataKey, destinations: Destination[]): Map<string, string> {
  return new Map(
    destinations.toReversed().map((destination) => [targetTag(dataKey, destination), destination.id]),
  );
}

/** A keyed hash of where a stream goes: its URL and key together. Useless without the user's data key. */
export function targetTag(
  dataKey: DataKey,
  { streamUrl, streamKey }: Pick<Configuration, 'streamUrl' | 'streamKey'>,
): string {
  return dataKey.tag(JSON.stringify(['target', streamUrl, streamKey]));
}
