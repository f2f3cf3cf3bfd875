import type { Database } from '../database/client.ts';
import type { UserCache } from '../database/user-cache.ts';
import type { MeetingsOfDestinations } from '../destinations/meetings-of-destination.ts';
import { closeSteps, type RecordedSteps, readSteps, storeReadinessCheck } from './first-steps-store.ts';

/** What a new user has done so far. */
export interface FirstStepsProgress {
  destination_saved: boolean;
  /** A meeting or webinar uses a saved destination. */
  destination_used: boolean;
  /** A livestream to a saved destination passed the readiness check. */
  readiness_checked: boolean;
}

export interface FirstSteps {
  /** Null once they are closed. Makes no call to Zoom. */
  progress(userId: string): Promise<FirstStepsProgress | null>;
  /** The user has finished or skipped them. Reauthorization does not open them again. */
  close(userId: string): Promise<void>;
  /** Records that a livestream to a saved destination passed the readiness check. */
  recordReady(userId: string): Promise<void>;
}

export interface FirstStepsOptions {
  database: Database;
  userCache: UserCache;
  meetingsOfDestinations: Pick<MeetingsOfDestinations, 'usage'>;
}

export function createFirstSteps(options: FirstStepsOptions): FirstSteps {
  const { database, userCache, meetingsOfDestinations } = options;
  /** Users whose check is stored, so that later checks do not write. */
  const checked = userCache.createValues<true>();

  /**
   * A destination can be used without ever having been applied: Zoom may have held its URL and key
   * before it was saved. To detect that, all cached livestreams are decrypted, so it comes last.
   */
  async function isUsed(userId: string, { saved, applied }: RecordedSteps): Promise<boolean> {
    if (applied || saved === 0) return applied;
    const usage = await meetingsOfDestinations.usage(userId);
    return [...usage.values()].some((each) => each.meetings_count + each.webinars_count > 0);
  }

  return {
    async progress(userId) {
      const steps = await readSteps(database.sql, userId);
      if (steps === undefined) return null;
      return {
        destination_saved: steps.saved > 0,
        destination_used: await isUsed(userId, steps),
        readiness_checked: steps.checked,
      };
    },
    close: (userId) => closeSteps(database.sql, userId),
    async recordReady(userId) {
      const scope = userCache.scopeFor(userId);
      if (checked.get(scope)) return;
      await storeReadinessCheck(database.sql, userId);
      checked.set(scope, true, 0);
    },
  };
}
