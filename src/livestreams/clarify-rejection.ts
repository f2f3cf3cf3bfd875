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
 * Zoom uses one code for several rejections, with a message in the account's language. If the code
 * is ambiguous, this determines whether the host may livestream and whether the meeting is in
 * progress, with at most one more call.
 * @returns the error to throw: `error` itself if there is nothing to clarify; never rejects
 */
export type ClarifyRejection = (userId: string, meeting: MeetingRef, error: unknown) => Promise<unknown>;

export interface ClarifyRejectionOptions {
  installations: Installations;
  tokens: AccessTokens;
  zoom: ZoomApi;
  readHostSettings: ReadHostSettings;
}

/** The user waits for this. What could not be read by then counts as unknown. */
const TIMEOUT_MS = 4_000;
/** The rows of a bulk update are often rejected in quick succession, for the same reason. */
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
    return clarified(error, await withTimeout(state));
  };
}

async function withTimeout(state: Promise<KnownState>): Promise<KnownState> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<KnownState>((resolve) => {
    timer = setTimeout(() => resolve({}), TIMEOUT_MS);
  });
  return Promise.race([state, timeout]).finally(() => clearTimeout(timer));
}
