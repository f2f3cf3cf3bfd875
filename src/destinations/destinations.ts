import { randomUUID } from 'node:crypto';
import type { DataKey } from '../crypto/data-key.ts';
import type { Database } from '../database/client.ts';
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
  replaceDestination,
  type StoredDestination,
} from './destination-store.ts';
import { targetTag } from './find-destination.ts';
import { type Service, serviceOf } from './paste/services.ts';

/** A user's saved destinations. Ids that are malformed, unknown or somebody else's are all Problem `not_found`. */
export interface Destinations {
  /** In the order of creation. */
  list(userId: string): Promise<PresentedDestination[]>;
  get(userId: string, id: string): Promise<PresentedDestination>;
  /** @throws Problem `invalid_request` where the user has {@link MAX_DESTINATIONS} already */
  create(userId: string, destination: NewDestination): Promise<PresentedDestination>;
  /**
   * @param ifMatch an If-Match header's value
   * @throws Problem `precondition_required` without one · `precondition_failed`, with the current tag in `ETag`
   */
  change(
    userId: string,
    id: string,
    changes: DestinationChanges,
    ifMatch: string | undefined,
  ): Promise<PresentedDestination>;
  remove(userId: string, id: string): Promise<void>;
  /** One, opened, its stream key in clear. */
  open(userId: string, id: string): Promise<Destination>;
  /** What applying it to a meeting changes there. */
  configurationOf(userId: string, id: string): Promise<ConfigurationChanges>;
  /** The same for an id within a body: Problem `invalid_request` that names `destination_id`. */
  configurationNamed(userId: string, destinationId: string): Promise<ConfigurationChanges>;
  /** Opened, stream keys in clear, in the order of creation. */
  all(userId: string): Promise<Destination[]>;
}

export interface DestinationsOptions {
  database: Database;
  installations: Installations;
  memory: UserCache;
  /** Has every process drop what it keeps of the user. */
  announce: (userId: string) => Promise<void>;
}

export const MAX_DESTINATIONS = limits.destination.max;

/** How often a store that is to overwrite whatever there is may be outrun. */
const MAX_TRIES = 20;

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export function createDestinations(options: DestinationsOptions): Destinations {
  const { database, installations, memory, announce } = options;
  const { prisma } = database;

  async function find({ userId, dataKey }: Installation, id: string): Promise<StoredDestination> {
    const stored = ID.test(id) ? await readDestination(prisma, dataKey, userId, id) : undefined;
    if (stored === undefined) throw notFound();
    return stored;
  }

  /** The changed destination, or undefined where somebody else has stored meanwhile. */
  async function tryChange(
    installation: Installation,
    id: string,
    changes: DestinationChanges,
    ifMatch: string | undefined,
  ): Promise<PresentedDestination | undefined> {
    const { userId, dataKey } = installation;
    const { destination: before, version } = await find(installation, id);
    if (ifMatch === undefined) throw new Problem('precondition_required');
    const current = presentDestination(dataKey, before);
    if (!matches(ifMatch, current.etag)) throw outrun(current);
    const after = { ...before, ...changes, service: serviceAfter(before, changes) };
    after.previousTargets = previousTargets(dataKey, before, after);
    const isStored = await replaceDestination(prisma, dataKey, userId, version, after);
    return isStored ? presentDestination(dataKey, after) : undefined;
  }

  /** Cached livestreams name the destination that they have. */
  async function changed<Result>(userId: string, change: Promise<Result>): Promise<Result> {
    const result = await change;
    memory.drop(userId);
    // Other processes that can't be reached now drop it when their listening connection is back.
    await announce(userId).catch(() => undefined);
    return result;
  }

  async function named(userId: string, id: string): Promise<ConfigurationChanges> {
    const { destination } = await find(await installations.get(userId), id);
    return configurationOf(destination);
  }

  async function all(userId: string): Promise<Destination[]> {
    const { dataKey } = await installations.get(userId);
    return readDestinations(prisma, dataKey, userId);
  }

  return {
    all,
    async list(userId) {
      const { dataKey } = await installations.get(userId);
      return (await all(userId)).map((destination) => presentDestination(dataKey, destination));
    },
    async get(userId, id) {
      const installation = await installations.get(userId);
      return presentDestination(installation.dataKey, (await find(installation, id)).destination);
    },
    async create(userId, { service: chosen, ...content }) {
      const { dataKey } = await installations.get(userId);
      const id = randomUUID();
      const service = chosen ?? serviceOf(content.streamUrl);
      const row = { id, service, content, most: MAX_DESTINATIONS };
      const createdAt = await changed(userId, insertDestination(database, dataKey, userId, row));
      if (createdAt !== undefined)
        return presentDestination(dataKey, { ...content, id, service, createdAt, previousTargets: [] });
      throw (await installations.isInstalled(userId)) ? tooMany() : new Problem('not_signed_in');
    },
    async change(userId, id, changes, ifMatch) {
      const installation = await installations.get(userId);
      for (let tries = 0; tries < MAX_TRIES; tries++) {
        const destination = await changed(userId, tryChange(installation, id, changes, ifMatch));
        if (destination !== undefined) return destination;
      }
      throw new Problem('temporarily_unavailable', { retryAfter: 1 });
    },
    async remove(userId, id) {
      const isDeleted = ID.test(id) && (await changed(userId, deleteDestination(prisma, userId, id)));
      if (!isDeleted) throw notFound();
    },
    async open(userId, id) {
      return (await find(await installations.get(userId), id)).destination;
    },
    configurationOf: named,
    async configurationNamed(userId, destinationId) {
      return named(userId, destinationId).catch((error) => {
        throw error instanceof Problem && error.code === 'not_found' ? unknownDestination() : error;
      });
    },
  };
}

/** How many earlier URLs and keys of a destination are known, so that the meetings that still have them can be found. */
const MAX_PREVIOUS_TARGETS = 10;

function previousTargets(dataKey: DataKey, before: Destination, after: Destination): string[] {
  const [was, is] = [targetTag(dataKey, before), targetTag(dataKey, after)];
  const earlier = was === is ? before.previousTargets : [was, ...before.previousTargets];
  return [...new Set(earlier)].filter((tag) => tag !== is).slice(0, MAX_PREVIOUS_TARGETS);
}

/** The service that the new address tells; for an address that tells none, the one that was chosen stays. */
function serviceAfter(before: Destination, { service, streamUrl }: DestinationChanges): Service {
  if (service !== undefined) return service;
  if (streamUrl === undefined || streamUrl === before.streamUrl) return before.service;
  const wasChosen = before.service !== serviceOf(before.streamUrl);
  const reported = serviceOf(streamUrl);
  return reported === 'custom' && wasChosen ? before.service : reported;
}

function notFound(): Problem {
  return new Problem('not_found', {
    reason: 'no_such_destination',
    detail: 'You have no such destination. It may have been deleted; see the list of your destinations.',
  });
}

function outrun({ etag }: PresentedDestination): Problem {
  return new Problem('precondition_failed', {
    reason: 'destination_changed',
    detail: 'The destination was changed since you loaded it. Look at what it is now and decide again.',
    headers: { etag },
  });
}

function tooMany(): Problem {
  return new Problem('invalid_request', {
    reason: 'too_many_destinations',
    facts: { most: MAX_DESTINATIONS },
    detail: `You have ${MAX_DESTINATIONS} destinations, which is the most. Delete one that you no longer use, then save again.`,
  });
}

function unknownDestination(): Problem {
  return new Problem('invalid_request', {
    errors: [
      { field: 'destination_id', message: 'is none of your destinations', reason: 'no_such_destination' },
    ],
  });
}
