import type { Database } from '../database/client.ts';
import { acquireLease } from '../database/lease.ts';
import type { UserCache } from '../database/user-cache.ts';
import { liftWaitBudget } from '../database/wait-budget.ts';
import type { Installation } from '../installations/installation.ts';
import { Problem } from '../problem.ts';
import { meetingRefOf, type Publish } from '../user-events/publish.ts';
import type { MeetingRef } from '../zoom/meeting.ts';
import { storeCached } from './cache-store.ts';
import type { CachedLivestream } from './cached-row.ts';
import type { Configuration } from './configuration.ts';
import { detectChange } from './detect-change.ts';
import { type NewChange, recordChange } from './history-store.ts';
import type { Intent } from './intent.ts';
import { createSerialQueues } from './serial-queues.ts';
import { type FindDestination, type Livestream, presentLivestream } from './view.ts';
import {
  readLeaseOwner,
  releaseWriteLease,
  storeIntent,
  takeWriteLease,
  type WriteOutcome,
} from './write-lease-store.ts';

/** A write lease that this process holds, and the state of its write. */
export interface HeldWriteLease {
  installation: Installation;
  meeting: MeetingRef;
  /** The livestream in the cache, with the fence of the next store. */
  cached: CachedLivestream;
  /** When the intent was first recorded, on the monotonic clock; undefined before. */
  intendedAt: number | undefined;
}

/** Serializes the updates of each livestream across all instances: lease, intent, result. */
export interface WriteLeases {
  /**
   * Runs `work` with the write lease, after all other updates of this livestream.
   * @throws Problem `temporarily_unavailable` if another instance holds the lease for too long
   */
  withWriteLease<T>(
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
  /**
   * Stores Zoom's configuration and releases the lease. If the database is unavailable, the result
   * is still returned: the lease expires, and the row stays dirty.
   */
  store(write: HeldWriteLease, configuration: Configuration, change?: NewChange): Promise<Livestream>;
  /** Releases the lease without storing a result. If that fails, the lease expires. */
  release(write: HeldWriteLease, outcome: WriteOutcome): Promise<void>;
}

export interface WriteLeasesOptions {
  database: Database;
  userCache: UserCache;
  publish: Publish;
  findDestination: FindDestination;
  /** Identifies this process as the owner of leases. */
  instanceId: string;
}

/** How long to wait for another instance's update of the same livestream. */
const LEASE_WAIT_MS = 10_000;
/**
 * Maximum base delay between attempts to take the lease; the actual delay is up to twice as long.
 */
const MAX_POLL_DELAY_MS = 75;

export function createWriteLeases(options: WriteLeasesOptions): WriteLeases {
  const {
    database: { sql },
    userCache,
    publish,
    findDestination,
    instanceId,
  } = options;
  const enqueue = createSerialQueues();
  const acquire = createAcquire(options);

  /** Later callers must not join a read in progress, which may return outdated data. */
  async function publishChange({ installation: { userId }, meeting }: HeldWriteLease): Promise<void> {
    userCache.livestreams.drop(userId);
    await publish(userId, { event: 'livestream', data: meetingRefOf(meeting) }).catch(() => undefined);
  }

  return {
    withWriteLease: (installation, meeting, work) =>
      enqueue(`${installation.userId}\n${meeting.kind}\n${meeting.id}`, async () =>
        work(await acquire(installation, meeting)),
      ),

    async recordIntent(write, intent) {
      const { installation, meeting, cached } = write;
      const now = performance.now();
      const { intendedAt = now } = write;
      const fence = await storeIntent(sql, installation, meeting, {
        instanceId,
        fence: cached.fence,
        intent,
        requestedMsAgo: now - intendedAt,
        isRetry: write.intendedAt !== undefined,
        change: detectChange(cached, intent.before),
      });
      if (fence === undefined) throw new Problem('temporarily_unavailable', { retryAfter: 5 });
      // From here on Zoom's configuration may change: the result is stored even if the request has
      // used up its budget for waiting.
      liftWaitBudget();
      write.cached = { ...cached, configuration: intent.before, intended: intent, fence };
      write.intendedAt = intendedAt;
    },

    async store(write, configuration, change) {
      const { installation, meeting, cached, intendedAt } = write;
      const fetched = { fence: cached.fence, configuration, source: 'zoom' as const, ageMs: 0, change };
      const stored = await storeCached(sql, installation, meeting, fetched).catch(() => null);
      // Another writer holds the lease now. The update was still sent, so record it. The other
      // writer detects any other difference.
      if (stored === undefined && change !== undefined && intendedAt !== undefined)
        await recordChange(sql, installation, meeting, change).catch(() => undefined);
      await publishChange(write);
      return presentLivestream(installation.dataKey, meeting, configuration, {
        source: 'zoom',
        fetchedAt: stored?.fetchedAt ?? new Date(),
        destinationId: await findDestination(installation, configuration).catch(() => null),
      });
    },

    async release(write, outcome) {
      const key = { userId: write.installation.userId, meeting: write.meeting };
      const hasIntent = write.intendedAt !== undefined;
      await releaseWriteLease(sql, key, instanceId, { outcome, hasIntent }).catch(() => undefined);
      if (outcome === 'unknown') await publishChange(write);
    },
  };
}

type Acquire = (installation: Installation, meeting: MeetingRef) => Promise<HeldWriteLease>;

/** Takes the lease after another instance's update, or from a dead instance. */
function createAcquire({ database: { sql }, userCache, instanceId }: WriteLeasesOptions): Acquire {
  return async (installation, meeting) => {
    const key = { userId: installation.userId, meeting };
    const cached = await acquireLease<CachedLivestream>({
      sql,
      instanceId,
      timeoutMs: LEASE_WAIT_MS,
      maxDelayMs: MAX_POLL_DELAY_MS,
      async take(deadOwner) {
        const taken = await takeWriteLease(sql, installation, meeting, { instanceId, deadOwner });
        userCache.livestreams.drop(installation.userId);
        return taken === undefined ? { heldBy: await readLeaseOwner(sql, key) } : { value: taken };
      },
    });
    return { installation, meeting, cached, intendedAt: undefined };
  };
}
