import type { Configuration, ConfigurationChanges } from '../livestreams/configuration.ts';
import { missingFields } from '../livestreams/configuration.ts';
import { type ReadLivestream, TRANSIENT } from '../livestreams/read.ts';
import { isProblem } from '../problem.ts';
import type { MeetingRef } from '../zoom/meeting.ts';
import type { FindSameKey, SameKey } from './key-reuse.ts';
import { type PasteWarning, warningsOf } from './paste/warnings.ts';

/** What a host should know before a livestream is saved. */
export interface Check {
  warnings: PasteWarning[];
  /** Zoom's names of the fields that it would still need. */
  missing: string[];
  sameKey: SameKey;
}

/**
 * Looks at what a livestream would be after these changes; changes nothing.
 * @throws Problem what reading the livestream refuses, but for a Zoom that can't be asked: then the changes alone are judged
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

const NOTHING: Configuration = { streamUrl: '', streamKey: '', pageUrl: '', resolution: null };

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
    const wanted = { ...(before ?? NOTHING), ...changes };
    return {
      warnings: warningsOf(wanted),
      missing: before === undefined ? [] : missingFields(wanted),
      sameKey: await findSameKey(userId, wanted.streamKey, meeting),
    };
  };
}
