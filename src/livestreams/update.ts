import { setTimeout as delay } from 'node:timers/promises';
import { createDeathWatch } from '../database/instance.ts';
import type { Memory } from '../database/memory.ts';
import { announceUserChanged } from '../database/user-changed.ts';
import type { Installation } from '../installations/installation.ts';
import { isProblem, Problem } from '../problem.ts';
import { getLivestream, updateLivestream } from '../zoom/livestreams.ts';
import type { MeetingRef } from '../zoom/meeting.ts';
import {
  type Configuration,
  type ConfigurationChanges,
  entityTag,
  fieldNames,
  fields,
  missingFields,
} from './configuration.ts';
import { beginWrite, endWrite, type Fence, storeCopy, type WriteEnd, writeOwner } from './copy-store.ts';
import { matches } from './if-match.ts';
import { createQueues } from './queues.ts';
import { connected, type LivestreamsOptions } from './read.ts';
import { type Livestream, presentLivestream } from './view.ts';

export interface UpdateOptions extends LivestreamsOptions {
  memory: Memory;
  /** Who this process is in leases. */
  instanceId: string;
}

/**
 * Changes a livestream at Zoom: merges into what Zoom has now, judged against `ifMatch` (an If-Match header's value), and
 * answers what Zoom kept, read back. Updates of one livestream follow each other, on all instances.
 *
 * @throws Problem `precondition_failed` with the current one · `invalid_request` naming what is missing · `not_applied` ·
 * `outcome_unknown` · whatever Zoom refuses
 */
export type UpdateLivestream = (
  userId: string,
  meeting: MeetingRef,
  changes: ConfigurationChanges,
  ifMatch: string,
) => Promise<Livestream>;

/** How long to wait for another update of the same livestream, milliseconds. */
const WAIT_FOR_OTHERS_MS = 10_000;

export function createUpdateLivestream(options: UpdateOptions): UpdateLivestream {
  const { database, installations, tokens, zoom, memory, instanceId } = options;
  const inTurn = createQueues();

  function ask(installation: Installation, meeting: MeetingRef): Promise<Configuration> {
    return tokens.use(installation.userId, (grant) => getLivestream(zoom, grant, meeting));
  }

  /** Lets nobody who asks from now on join a read that began before, whose answer may be the older one. */
  async function ended({ installation: { userId } }: Write): Promise<void> {
    memory.drop(userId);
    await announceUserChanged(database, userId).catch(() => undefined);
  }

  /**
   * Stores what Zoom has and thereby ends the write. A database that is away now changes nothing about what Zoom has:
   * the lease stays, and with it the copy is dirty.
   */
  async function store(write: Write, configuration: Configuration): Promise<Livestream> {
    const { installation, meeting, fence } = write;
    const { userId, dataKey } = installation;
    const copy = { configuration, source: 'zoom' as const, ageMs: 0 };
    const stored = await storeCopy(database.prisma, dataKey, userId, meeting, fence, copy).catch(
      () => undefined,
    );
    await ended(write);
    return presentLivestream(dataKey, meeting, configuration, {
      source: 'zoom',
      fetchedAt: stored?.fetchedAt ?? new Date(),
    });
  }

  /** Gives the lease back without storing; a failure to do so only leaves it to its time. */
  async function end(write: Write, how: WriteEnd): Promise<void> {
    const { installation, meeting, owner } = write;
    await endWrite(database.prisma, installation.userId, meeting, owner, how).catch(() => undefined);
    if (how === 'unknown') await ended(write);
  }

  /** What Zoom has now, or the refusal to change it. */
  async function checkBefore(
    write: Write,
    changes: ConfigurationChanges,
    ifMatch: string,
  ): Promise<Configuration> {
    const { installation, meeting } = write;
    const before = await ask(installation, meeting).catch(async (error) => {
      await end(write, 'nothing_changed');
      throw error;
    });
    const missing = missingRefusal({ ...before, ...changes });
    if (missing !== undefined) {
      await end(write, 'nothing_changed');
      throw missing;
    }
    if (matches(ifMatch, entityTag(installation.dataKey, meeting, before))) return before;
    const { view, etag } = await store(write, before);
    throw new Problem('precondition_failed', { extension: { livestream: view }, headers: { etag } });
  }

  async function change(write: Write, changes: ConfigurationChanges, ifMatch: string): Promise<Livestream> {
    const { installation, meeting } = write;
    const before = await checkBefore(write, changes, ifMatch);
    const wanted = { ...before, ...changes };
    try {
      await tokens.use(installation.userId, (grant) => updateLivestream(zoom, grant, meeting, wanted));
    } catch (error) {
      await end(write, mayHaveChanged(error) ? 'unknown' : 'nothing_changed');
      throw error;
    }
    const after = await ask(installation, meeting).catch(() => undefined);
    if (after === undefined) {
      await end(write, 'unknown');
      const origin = { source: 'zoom' as const, fetchedAt: new Date(), stale: true };
      return presentLivestream(installation.dataKey, meeting, wanted, origin);
    }
    const livestream = await store(write, after);
    const lost = notKept(before, changes, after);
    if (lost.length > 0) throw notApplied(lost, livestream);
    return livestream;
  }

  /** Takes the write lease, waiting for another instance's update of the same livestream, unless that instance has died. */
  async function begin(installation: Installation, meeting: MeetingRef): Promise<Write> {
    const { userId } = installation;
    const isGone = createDeathWatch(database.prisma, instanceId);
    const giveUpAt = performance.now() + WAIT_FOR_OTHERS_MS;
    let deadOwner: string | undefined;
    for (;;) {
      const fence = await beginWrite(database.prisma, userId, meeting, instanceId, deadOwner);
      memory.drop(userId);
      if (fence !== undefined) return { installation, meeting, owner: instanceId, fence };
      if (performance.now() > giveUpAt) throw new Problem('temporarily_unavailable', { retryAfter: 5 });
      const holder = await writeOwner(database.prisma, userId, meeting);
      if (holder !== undefined && (await isGone(holder))) deadOwner = holder;
      else await delay(50 + Math.random() * 100);
    }
  }

  return async (userId, meeting, changes, ifMatch) => {
    const installation = await connected(installations, userId);
    return inTurn(`${userId}\n${meeting.kind}\n${meeting.id}`, async () =>
      change(await begin(installation, meeting), changes, ifMatch),
    );
  };
}

/** An update under way, holding the lease of its livestream. */
interface Write {
  installation: Installation;
  meeting: MeetingRef;
  owner: string;
  fence: Fence;
}
/** Where Zoom holds none yet, all three of its required fields are needed. */
export function missingRefusal(wanted: Configuration): Problem | undefined {
  const missing = missingFields(wanted);
  if (missing.length === 0) return undefined;
  return new Problem('invalid_request', {
    detail:
      'This livestream is not configured yet, so Zoom needs its stream address, stream key and page address.',
    errors: missing.map((field) => ({ field, message: 'is needed, because Zoom holds none yet' })),
  });
}

/** Unless Zoom has refused properly, it may have carried the update out. */
function mayHaveChanged(error: unknown): boolean {
  return !isProblem(error) || isProblem(error, 'outcome_unknown', 'zoom_unavailable', 'zoom_timeout');
}

/** Asked-for fields that stand as they stood before: Zoom said yes and did nothing. One that it rewrote counts as kept. */
function notKept(before: Configuration, changes: ConfigurationChanges, after: Configuration): string[] {
  return fields
    .filter(
      (field) =>
        changes[field] !== undefined && after[field] !== changes[field] && after[field] === before[field],
    )
    .map((field) => fieldNames[field]);
}

function notApplied(names: string[], { view, etag }: Livestream): Problem {
  return new Problem('not_applied', {
    errors: names.map((field) => ({ field, message: 'was accepted by Zoom but not kept' })),
    extension: { livestream: view },
    headers: { etag },
  });
}
