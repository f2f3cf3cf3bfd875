import type { Database } from '../database/client.ts';
import { acquireLease } from '../database/lease.ts';
import type { UserCache } from '../database/user-cache.ts';
import { liftWaitBudget } from '../database/wait-budget.ts';
import type { Installation } from '../installations/installation.ts';
import { Problem } from '../problem.ts';
import { meetingRefOf, type Publish } from '../user-events/publish.ts';
import type { MeetingRef } from '../zoom/meeting.ts';
import { type CachedLivestream, storeCached } from './cache-store.ts';
import type { Configuration } from './configuration.ts';
import { detectChange } from './detect-change.ts';
import { type NewChange, recordChange } from './history-store.ts';
import type { Intent } from './intent.ts';
import { createQueues } from './serial-queues.ts';
import { type FindDestination, type Livestream, presentLivestream } from './view.ts';
import {
  readLeaseOwner,
  releaseWriteLease,
  storeIntent,
  takeWriteLease,
  type WriteOutcome,
} from './write-lease-store.ts';

/** An update under way, holding the lease of its livestream. */
export interface HeldWriteLease {
  installation: Installation;
  meeting: MeetingRef;
  /** The copy as the lease was taken, with the fence of the next store. */
  cached: CachedLivestream;
  /** When the intent was first recorded, on the monotonic clock; undefined before. */
  intendedAt: number | undefined;
}

/** The writing of livestreams, one at a time each, over all instances: lease, intent, result. */
export interface WriteLeases {
  /**
   * Runs `work` with the write lease, after all other updates of this livestream.
   * @throws Problem `temporarily_unavailable` when another instance does not come to an end
   */
  serially<T>(
    installation: Installation,
    meeting: MeetingRef,
    work: (write: HeldWriteLease) => Promise<T>,
  ): Promise<T>;
  /**
   * Records the intended configuration, right after Zoom's current one was fetched, and again if
   * sending is delayed. Nothing may be sent before this has returned.
   * @throws Problem `temporarily_unavailable` if the lease was lost in the meantime
   */
  recordIntent(write: HeldWriteLease, intent: Intent): Promise<void>;
  /** Stores what Zoom has and thereby ends the write. */
  store(write: HeldWriteLease, configuration: Configuration, change?: NewChange): Promise<Livestream>;
  /** Gives the lease back without storing; a failure to do so only leaves it to its time. */
  end(write: HeldWriteLease, how: WriteOutcome): Promise<void>;
}

export interface WriteLeasesOptions {
  database: Database;
  memory: UserCache;
  publish: Publish;
  findDestination: FindDestination;
  /** Who this process is in leases. */
  instanceId: string;
}

/** How long to wait for another instance's update of the same livestream. */
const LEASE_WAIT_MS = 10_000;
/** Maximum base delay between attempts to take the lease; the actual delay is up to twice as long. */
const MAX_POLL_DELAY_MS = 75;

export function createWriteLeases(options: WriteLeasesOptions): WriteLeases {
  const {
    database: { sql },
    memory,
    publish,
    findDestination,
    instanceId,
  } = options;
  const queued = createQueues();

  /**
   * Drops reads in progress, so that later callers do not join one that may return outdated data.
   */
  async function ended({ installation: { userId }, meeting }: HeldWriteLease): Promise<void> {
    memory.drop(userId);
    await publish(userId, { event: 'livestream', data: meetingRefOf(meeting) }).catch(() => undefined);
  }

  /** Takes the lease, waiting for another instance's update, unless that instance has died. */
  async function begin(installation: Installation, meeting: MeetingRef): Promise<HeldWriteLease> {
    const { userId, dataKey } = installation;
    const cached = await acquireLease<CachedLivestream>({
      sql,
      instanceId,
      timeoutMs: LEASE_WAIT_MS,
      maxDelayMs: MAX_POLL_DELAY_MS,
      async take(deadOwner) {
        const taken = await takeWriteLease(sql, dataKey, userId, meeting, instanceId, deadOwner);
        memory.drop(userId);
        return taken === undefined
          ? { heldBy: await readLeaseOwner(sql, userId, meeting) }
          : { value: taken };
      },
    });
    return { installation, meeting, cached, intendedAt: undefined };
  }

  return {
    serially: (installation, meeting, work) =>
      queued(`${installation.userId}\n${meeting.kind}\n${meeting.id}`, async () =>
        work(await begin(installation, meeting)),
      ),

    async recordIntent(write, intent) {
      const { installation, meeting, cached } = write;
      const { userId, dataKey } = installation;
      const now = performance.now();
      const { intendedAt = now } = write;
      const fence = await storeIntent(sql, dataKey, userId, meeting, instanceId, cached.fence, intent, {
        requestedMsAgo: now - intendedAt,
        isRetry: write.intendedAt !== undefined,
        change: detectChange(cached, intent.before),
      });
      if (fence === undefined) throw new Problem('temporarily_unavailable', { retryAfter: 5 });
      // What Zoom does from here on is stored, however long the request has waited.
      liftWaitBudget();
      write.cached = { ...cached, configuration: intent.before, intended: intent, fence };
      write.intendedAt = intendedAt;
    },

    /**
     * If the database is unavailable, Zoom's configuration is unaffected: the lease stays, and the
     * row stays dirty.
     */
    async store(write, configuration, change) {
      const { installation, meeting, cached, intendedAt } = write;
      const { userId, dataKey } = installation;
      const fetched = { configuration, source: 'zoom' as const, ageMs: 0 };
      const stored = await storeCached(sql, dataKey, userId, meeting, cached.fence, fetched, change).catch(
        () => null,
      );
      // Another writer has the lease by now. The update was still sent, so record it. The
      // other writer finds any other difference.
      if (stored === undefined && change !== undefined && intendedAt !== undefined)
        await recordChange(sql, dataKey, userId, meeting, change).catch(() => undefined);
      await ended(write);
      return presentLivestream(dataKey, meeting, configuration, {
        source: 'zoom',
        fetchedAt: stored?.fetchedAt ?? new Date(),
        destinationId: await findDestination(installation, configuration).catch(() => null),
      });
    },

    async end(write, how) {
      const { installation, meeting, intendedAt } = write;
      const { userId } = installation;
      await releaseWriteLease(sql, userId, meeting, instanceId, how, intendedAt !== undefined).catch(
        () => undefined,
      );
      if (how === 'unknown') await ended(write);
    },
  };
}
