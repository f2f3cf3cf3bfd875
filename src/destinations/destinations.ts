import { randomUUID } from 'node:crypto';
import type { DataKey } from '../crypto/data-key.ts';
import type { Database } from '../database/client.ts';
import type { InvalidateUser } from '../database/invalidation.ts';
import type { SqlClient } from '../database/sql-client.ts';
import type { UserCache } from '../database/user-cache.ts';
import type { Installation } from '../installations/installation.ts';
import type { Installations } from '../installations/installations.ts';
import { limits } from '../limits.ts';
import type { ConfigurationChanges } from '../livestreams/configuration.ts';
import { matches } from '../livestreams/if-match.ts';
import { Problem } from '../problem.ts';
import {
  configurationOf,
  type Destination,
  type DestinationChanges,
  type NewDestination,
  type PresentedDestination,
  presentDestination,
} from './destination.ts';
import {
  deleteDestination,
  insertDestination,
  readDestination,
  readDestinations,
  recordDestinationUse,
  replaceDestination,
  type StoredDestination,
} from './destination-store.ts';
import { targetTag } from './find-destination.ts';
import { type Service, serviceOf } from './paste/services.ts';

/**
 * A user's saved destinations. Malformed, unknown and other users' ids are all Problem `not_found`.
 */
export interface Destinations {
  /** Oldest first. */
  list(userId: string): Promise<PresentedDestination[]>;
  get(userId: string, id: string): Promise<PresentedDestination>;
  /** @throws Problem `invalid_request` if the user already has {@link MAX_DESTINATIONS} */
  create(userId: string, destination: NewDestination): Promise<PresentedDestination>;
  /**
   * @param ifMatch value of the If-Match header
   * @throws Problem `precondition_required` without it · `precondition_failed`, with the current
   * `ETag`
   */
  change(
    userId: string,
    id: string,
    changes: DestinationChanges,
    ifMatch: string | undefined,
  ): Promise<PresentedDestination>;
  remove(userId: string, id: string): Promise<void>;
  /** Decrypts one destination; its stream key is plain text. */
  open(userId: string, id: string): Promise<Destination>;
  /** The changes when it is applied to a meeting. */
  configurationOf(userId: string, id: string): Promise<ConfigurationChanges>;
  /**
   * The same for an id in a request body.
   * @throws Problem `invalid_request` for `destination_id`
   */
  configurationNamed(userId: string, destinationId: string): Promise<ConfigurationChanges>;
  /** Decrypts all destinations, oldest first; their stream keys are plain text. */
  all(userId: string): Promise<Destination[]>;
  /** Records that a livestream was set to this destination. Never rejects. */
  recordUse(userId: string, id: string): Promise<void>;
}

export interface DestinationsOptions {
  database: Database;
  installations: Installations;
  userCache: UserCache;
  /** Invalidates the user's cached data in every process. */
  invalidateUser: InvalidateUser;
}

export const MAX_DESTINATIONS = limits.destination.max;

/** Maximum attempts of a change, each of which a concurrent change can supersede. */
const MAX_TRIES = 20;

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export function createDestinations(options: DestinationsOptions): Destinations {
  const { database, installations, userCache, invalidateUser } = options;
  const { prisma } = database;

  /**
   * Awaits a change, then drops the user's cache, because cached livestreams contain destination
   * ids.
   */
  async function withInvalidation<Result>(userId: string, change: Promise<Result>): Promise<Result> {
    const result = await change;
    userCache.drop(userId);
    // Processes that can't be notified now drop their cache when they reconnect to pub/sub.
    await invalidateUser(userId).catch(() => undefined);
    return result;
  }

  async function named(userId: string, id: string): Promise<ConfigurationChanges> {
    const { destination } = await find(prisma, await installations.get(userId), id);
    return configurationOf(destination);
  }

  async function all(userId: string): Promise<Destination[]> {
    return readDestinations(database.sql, await installations.get(userId));
  }

  return {
    all,
    async list(userId) {
      const { dataKey } = await installations.get(userId);
      return (await all(userId)).map((destination) => presentDestination(dataKey, destination));
    },
    async get(userId, id) {
      const installation = await installations.get(userId);
      return presentDestination(installation.dataKey, (await find(prisma, installation, id)).destination);
    },
    async create(userId, { service: chosen, ...content }) {
      const installation = await installations.get(userId);
      const { dataKey } = installation;
      const id = randomUUID();
      const service = chosen ?? serviceOf(content.streamUrl);
      const row = { id, service, content, max: MAX_DESTINATIONS };
      const createdAt = await withInvalidation(userId, insertDestination(database, installation, row));
      if (createdAt !== undefined)
        return presentDestination(dataKey, {
          ...content,
          ...{ id, service, createdAt, lastUsedAt: null, previousTargets: [] },
        });
      throw (await installations.isInstalled(userId)) ? tooMany() : new Problem('not_signed_in');
    },
    async change(userId, id, changes, ifMatch) {
      const installation = await installations.get(userId);
      for (let tries = 0; tries < MAX_TRIES; tries++) {
        const destination = await withInvalidation(
          userId,
          tryChange(prisma, installation, { id, changes, ifMatch }),
        );
        if (destination !== undefined) return destination;
      }
      throw new Problem('temporarily_unavailable', { retryAfter: 1 });
    },
    async remove(userId, id) {
      const isDeleted =
        ID.test(id) && (await withInvalidation(userId, deleteDestination(prisma, userId, id)));
      if (!isDeleted) throw notFound();
    },
    async open(userId, id) {
      return (await find(prisma, await installations.get(userId), id)).destination;
    },
    async recordUse(userId, id) {
      // The livestream is saved already: a lost time of use must not fail it.
      await recordDestinationUse(database.sql, userId, id).catch(() => undefined);
    },
    configurationOf: named,
    async configurationNamed(userId, destinationId) {
      return named(userId, destinationId).catch((error) => {
        throw error instanceof Problem && error.code === 'not_found' ? unknownDestination() : error;
      });
    },
  };
}

async function find(sql: SqlClient, installation: Installation, id: string): Promise<StoredDestination> {
  const stored = ID.test(id) ? await readDestination(sql, installation, id) : undefined;
  if (stored === undefined) throw notFound();
  return stored;
}

/** @returns the changed destination; undefined if a concurrent change was stored first */
async function tryChange(
  sql: SqlClient,
  installation: Installation,
  { id, changes, ifMatch }: { id: string; changes: DestinationChanges; ifMatch: string | undefined },
): Promise<PresentedDestination | undefined> {
  const { dataKey } = installation;
  const { destination: before, version } = await find(sql, installation, id);
  if (ifMatch === undefined) throw new Problem('precondition_required');
  const current = presentDestination(dataKey, before);
  if (!matches(ifMatch, current.etag)) throw changedSince(current);
  const after = { ...before, ...changes, service: serviceAfter(before, changes) };
  after.previousTargets = previousTargets(dataKey, before, after);
  const isStored = await replaceDestination(sql, installation, version, after);
  return isStored ? presentDestination(dataKey, after) : undefined;
}

/** How many previous URLs and keys are stored, to find the meetings that still have them. */
const MAX_PREVIOUS_TARGETS = 10;

function previousTargets(dataKey: DataKey, before: Destination, after: Destination): string[] {
  const [oldTag, newTag] = [targetTag(dataKey, before), targetTag(dataKey, after)];
  const earlier = oldTag === newTag ? before.previousTargets : [oldTag, ...before.previousTargets];
  return [...new Set(earlier)].filter((tag) => tag !== newTag).slice(0, MAX_PREVIOUS_TARGETS);
}

/** The service of the new stream URL. If it is unknown, a service that the user chose is kept. */
function serviceAfter(before: Destination, { service, streamUrl }: DestinationChanges): Service {
  if (service !== undefined) return service;
  if (streamUrl === undefined || streamUrl === before.streamUrl) return before.service;
  const wasChosen = before.service !== serviceOf(before.streamUrl);
  const detected = serviceOf(streamUrl);
  return detected === 'custom' && wasChosen ? before.service : detected;
}

function notFound(): Problem {
  return new Problem('not_found', {
    reason: 'no_such_destination',
    detail: 'This destination does not exist. It may have been deleted.',
  });
}

function changedSince({ etag }: PresentedDestination): Problem {
  return new Problem('precondition_failed', {
    reason: 'destination_changed',
    detail: 'The destination was changed since you loaded it. Review the current version and try again.',
    headers: { etag },
  });
}

function tooMany(): Problem {
  return new Problem('invalid_request', {
    reason: 'too_many_destinations',
    facts: { most: MAX_DESTINATIONS },
    detail: `You have reached the limit of ${MAX_DESTINATIONS} destinations. Delete one that you no longer use, then save again.`,
  });
}

function unknownDestination(): Problem {
  return new Problem('invalid_request', {
    errors: [
      {
        field: 'destination_id',
        message: 'does not match any of your destinations',
        reason: 'no_such_destination',
      },
    ],
  });
}
