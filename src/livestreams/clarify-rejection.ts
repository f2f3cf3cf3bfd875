import type { Installations } from '../installations/installations.ts';
import { isProblem } from '../problem.ts';
import type { AccessTokens } from '../tokens/access-tokens.ts';
import type { ZoomApi } from '../zoom/api.ts';
import { isAmbiguous, isStatusAction, type KnownState } from '../zoom/error-table.ts';
import type { MeetingRef } from '../zoom/meeting.ts';
import { getMeeting } from '../zoom/meetings.ts';
import { clarified, rejectionOf } from '../zoom/response-errors.ts';
import type { ReadHostSettings } from './host-settings.ts';

/**
 * Zoom uses one code for several rejections, and a message in the language of the account. If the code alone does not decide,
 * this finds out whether the host may livestream and whether the meeting runs, with one more call at most.
 * @returns the error to throw: `error` itself if there is nothing to clarify; never rejects
 */
export type ClarifyRejection = (userId: string, meeting: MeetingRef, error: unknown) => Promise<unknown>;

export interface ClarifyRejectionOptions {
  installations: Installations;
  tokens: AccessTokens;
  zoom: ZoomApi;
  readHostSettings: ReadHostSettings;
}

/** The user waits for this; what could not be read by then is unknown (milliseconds). */
const TIMEOUT_MS = 4_000;
/** The rows of a bulk update are rejected one right after the other, for the same reason. */
const SETTINGS_MAX_AGE_MS = 10_000;

export function createClarifyRejection(options: ClarifyRejectionOptions): ClarifyRejection {
  const { installations, tokens, zoom, readHostSettings } = options;

  async function readState(userId: string, meeting: MeetingRef, readsDetails: boolean): Promise<KnownState> {
    const { profile } = await installations.get(userId);
    if (profile.planType === 'basic') return { isLivestreamingEnabled: false };
    const startedAt = performance.now();
    const maxAgeMs = SETTINGS_MAX_AGE_MS;
    const { settings, ageMs } = await readHostSettings(userId, meeting.kind, { fromZoom: false, maxAgeMs });
    const { allowed, customService } = settings[meeting.kind];
    if (allowed === false || customService === false) return { isLivestreamingEnabled: false };
    const enabled = allowed && customService ? { isLivestreamingEnabled: true } : {};
    const isCached = ageMs > performance.now() - startedAt;
    if (!isCached || !readsDetails || meeting.kind === 'webinar') return enabled;
    const { isStarted } = await tokens.use(userId, (grant) => getMeeting(zoom, grant, meeting));
    return { ...enabled, ...(isStarted === null ? {} : { isRunning: isStarted }) };
  }

  return async (userId, meeting, error) => {
    const rejection = isProblem(error) ? rejectionOf(error) : undefined;
    if (!isProblem(error) || rejection === undefined || !isAmbiguous(rejection)) return error;
    const state = readState(userId, meeting, isStatusAction(rejection.action)).catch(() => ({}));
    return clarified(error, await inTime(state));
  };
}

async function inTime(state: Promise<KnownState>): Promise<KnownState> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<KnownState>((resolve) => {
    timer = setTimeout(() => resolve({}), TIMEOUT_MS);
  });
  return Promise.race([state, late]).finally(() => clearTimeout(timer));
}
