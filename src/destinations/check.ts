import type { Configuration, ConfigurationChanges } from '../livestreams/configuration.ts';
import { missingFields } from '../livestreams/configuration.ts';
import { type ReadLivestream, TRANSIENT } from '../livestreams/read.ts';
import { isProblem } from '../problem.ts';
import type { MeetingRef } from '../zoom/meeting.ts';
import type { FindSameKey, SameKey } from './key-reuse.ts';
import { type PasteWarning, warningsOf } from './paste/warnings.ts';

/** Result of checking changes before they are saved. */
export interface Check {
  warnings: PasteWarning[];
  /** Required fields that are missing, by Zoom's names. */
  missing: string[];
  sameKey: SameKey;
}

/**
 * Checks the livestream that these changes would result in, without saving. If Zoom is unreachable
 * and nothing is cached, only the changes are checked.
 * @throws Problem of reading the livestream, unless it is transient
 */
export type CheckLivestream = (
  userId: string,
  meeting: MeetingRef,
  changes: ConfigurationChanges,
) => Promise<Check>;

export interface CheckOptions {
  livestreams: Pick<ReadLivestream, 'read'>;
  findSameKey: FindSameKey;
}

const EMPTY: Configuration = { streamUrl: '', streamKey: '', pageUrl: '', resolution: null };

export function createCheckLivestream({ livestreams, findSameKey }: CheckOptions): CheckLivestream {
  async function current(userId: string, meeting: MeetingRef): Promise<Configuration | undefined> {
    try {
      return (await livestreams.read(userId, meeting)).configuration;
    } catch (error) {
      if (isProblem(error, ...TRANSIENT)) return undefined;
      throw error;
    }
  }

  return async (userId, meeting, changes) => {
    const before = await current(userId, meeting);
    const wanted = { ...(before ?? EMPTY), ...changes };
    return {
      warnings: warningsOf(wanted),
      missing: before === undefined ? [] : missingFields(wanted),
      sameKey: await findSameKey(userId, wanted.streamKey, meeting),
    };
  };
}
