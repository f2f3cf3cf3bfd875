import type { DataKey } from '../crypto/data-key.ts';
import type { UserCache, UserCacheScope } from '../database/user-cache.ts';
import type { Preloaded } from '../database/user-preload.ts';
import type { DataOwner } from '../installations/installation.ts';
import type { Configuration } from '../livestreams/configuration.ts';
import type { FindDestination } from '../livestreams/view.ts';
import type { Destination } from './destination.ts';
import { type DestinationsRow, decryptPreloaded } from './destination-store.ts';

export interface FindDestinationOptions {
  userCache: UserCache;
  /** Rows that were read when the user was found. */
  preloaded?: Preloaded<DestinationsRow>;
  /** Decrypted destinations, oldest first. */
  readAll: (userId: string) => Promise<Destination[]>;
}

/** Estimated size of one destination in an index. */
const ENTRY_BYTES = 200;
/** Most users save no destination. An empty map takes as much as one with four entries. */
const EMPTY: ReadonlyMap<string, string> = new Map();

/**
 * Finds the user's destination with this stream URL and key. The index is cached until data of the
 * user changes, as keyed hashes, so that no stream key stays in memory. Of equal destinations the
 * oldest is found.
 */
export function createFindDestination(options: FindDestinationOptions): FindDestination {
  const { userCache, preloaded, readAll } = options;
  const indexes = userCache.createValues<ReadonlyMap<string, string>>();

  function readDestinations(scope: UserCacheScope, user: DataOwner): Promise<Destination[]> | Destination[] {
    const found = preloaded?.take(scope);
    return found === undefined ? readAll(user.userId) : decryptPreloaded(user, found.row);
  }

  return async ({ userId, dataKey }, configuration) => {
    if (configuration.streamKey === '') return null;
    const scope = userCache.scopeFor(userId);
    const index = indexes.get(scope) ?? indexOf(dataKey, await readDestinations(scope, { userId, dataKey }));
    if (userCache.isCurrent(scope)) indexes.set(scope, index, index.size * ENTRY_BYTES);
    return index.get(targetTag(dataKey, configuration)) ?? null;
  };
}

function indexOf(dataKey: DataKey, destinations: Destination[]): ReadonlyMap<string, string> {
  if (destinations.length === 0) return EMPTY;
  return new Map(
    destinations.toReversed().map((destination) => [targetTag(dataKey, destination), destination.id]),
  );
}

/** Keyed hash of a stream URL and key together. Reveals nothing without the user's data key. */
export function targetTag(
  dataKey: DataKey,
  { streamUrl, streamKey }: Pick<Configuration, 'streamUrl' | 'streamKey'>,
): string {
  return dataKey.tag(JSON.stringify(['target', streamUrl, streamKey]));
}
