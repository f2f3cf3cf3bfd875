import type { Database } from '../database/client.ts';
import { liftWaitBudget } from '../database/wait-budget.ts';
import type { Installation } from '../installations/installation.ts';
import type { Installations } from '../installations/installations.ts';
import { isProblem, Problem } from '../problem.ts';
import type { AccessTokens } from '../tokens/access-tokens.ts';
import type { ZoomApi } from '../zoom/api.ts';
import {
  type SentStatusUpdate,
  type StatusUpdate,
  updateLivestreamStatus,
} from '../zoom/livestream-status.ts';
import type { MeetingRef } from '../zoom/meeting.ts';
import { getMeeting } from '../zoom/meetings.ts';
import type { ClarifyRejection } from './clarify-rejection.ts';
import { recordBroadcast } from './history-store.ts';
import type { LivestreamKey } from './livestream-key.ts';
import { TRANSIENT } from './read.ts';
import { type RecordLiveStatus, withLiveStatusLock } from './record-live-status.ts';
import type { RemoveMissing } from './remove-missing.ts';
import {
  type DueCheck,
  endCheck,
  overdueStartChecks,
  postponeCheck,
  readAttempt,
  recordAttempt,
} from './start-attempts.ts';
import { changeStartSettings, encryptSettings } from './start-settings.ts';

export interface StartStop {
  /**
   * Starts or stops a livestream, or changes the layout of a live one.
   * @throws Problem `not_started` · `end_to_end_encrypted` · `livestream_not_configured` ·
   * `zoom_rate_limited` less than 30 seconds after a start · any other error from Zoom
   */
  change(userId: string, meeting: MeetingRef, update: StatusUpdate): Promise<void>;
  /**
   * Background check of accepted starts without a webhook: fetches from Zoom whether the meeting is
   * in progress. If it is, the livestream counts as live.
   * @param signal aborts when the instance stops: what has not begun is left to a retry
   */
  check(signal?: AbortSignal): Promise<void>;
}

export interface StartStopOptions {
  database: Database;
  installations: Installations;
  tokens: AccessTokens;
  zoom: ZoomApi;
  recordLiveStatus: RecordLiveStatus;
  clarify: ClarifyRejection;
  removeMissing: RemoveMissing;
}

export function createStartStop(options: StartStopOptions): StartStop {
  const { database, installations, tokens, zoom, recordLiveStatus, clarify, removeMissing } = options;
  const sql = database.prisma;

  async function send({ userId, meeting }: LivestreamKey, update: SentStatusUpdate): Promise<void> {
    // The result is recorded even if the request has used up its budget for waiting.
    liftWaitBudget();
    try {
      await removeMissing(
        userId,
        meeting,
        tokens.use(userId, (grant) => updateLivestreamStatus(zoom, grant, meeting, update)),
      );
    } catch (error) {
      throw await clarify(userId, meeting, error);
    }
  }

  /** Zoom rejects a second start within half a minute with the status of its rate limits. */
  async function recentStart(key: LivestreamKey): Promise<{ startedSecondsAgo?: number }> {
    const attempt = await readAttempt(sql, key);
    if (attempt?.problem !== null) return {};
    return { startedSecondsAgo: attempt.ageSeconds };
  }

  /**
   * Zoom sends no livestream webhooks for webinars and has no endpoint for their live state: the
   * accepted request is the only source.
   */
  async function recordStart(installation: Installation, meeting: MeetingRef): Promise<void> {
    const { userId } = installation;
    const at = Date.now();
    if (meeting.kind === 'webinar')
      return recordLiveStatus(userId, meeting, { status: 'live', at, by: 'uplink' });
    await withLiveStatusLock(database, { userId, meeting }, (transaction) =>
      recordBroadcast(transaction, installation, meeting, { kind: 'started', by: 'uplink', at }),
    );
  }

  async function start(userId: string, meeting: MeetingRef, update: StatusUpdate): Promise<void> {
    const installation = await installations.getConnected(userId);
    const key = { userId, meeting };
    const context = await recentStart(key);
    const settings = encryptSettings(installation, meeting, update.settings ?? {});
    try {
      await send(key, { ...update, context });
    } catch (error) {
      if (isProblem(error)) {
        const perhaps = error.code === 'outcome_unknown' ? settings : undefined;
        await Promise.allSettled([recordAttempt(sql, key, error.code, perhaps)]);
      }
      throw isProblem(error, 'outcome_unknown') ? startInDoubt(error) : error;
    }
    // Zoom has accepted the start: a failure to record it must not fail the request.
    await Promise.allSettled([recordStart(installation, meeting), recordAttempt(sql, key, null, settings)]);
  }

  async function stop(userId: string, meeting: MeetingRef, update: StatusUpdate): Promise<void> {
    await send({ userId, meeting }, update);
    const report = { status: 'stopped' as const, at: Date.now(), by: 'uplink' as const };
    await Promise.allSettled([recordLiveStatus(userId, meeting, report)]);
  }

  async function changeMode(userId: string, meeting: MeetingRef, update: StatusUpdate): Promise<void> {
    const installation = await installations.getConnected(userId);
    await send({ userId, meeting }, update);
    await Promise.allSettled([changeStartSettings(sql, installation, meeting, update.settings ?? {})]);
  }

  return {
    async change(userId, meeting, update) {
      if (update.action === 'start') return start(userId, meeting, update);
      if (update.action === 'stop') return stop(userId, meeting, update);
      return changeMode(userId, meeting, update);
    },
    check: createCheckStarts(options),
  };
}

function createCheckStarts(options: StartStopOptions): StartStop['check'] {
  const { database, tokens, zoom, recordLiveStatus, removeMissing } = options;
  const sql = database.prisma;

  /** Checks one start. @returns false if Zoom is unavailable now */
  async function checkStart({ userId, meeting, at: acceptedAt }: DueCheck): Promise<boolean> {
    const at = acceptedAt.getTime();
    try {
      const details = tokens.use(userId, (grant) => getMeeting(zoom, grant, meeting));
      const { isStarted } = await removeMissing(userId, meeting, details);
      if (isStarted === true) await recordLiveStatus(userId, meeting, { status: 'live', at, by: 'uplink' });
      if (isStarted === false)
        await recordLiveStatus(userId, meeting, { status: 'meeting_ended', at, by: 'zoom' });
    } catch (error) {
      // Without the permission to read meetings the state stays unknown.
      if (!isProblem(error) || isProblem(error, ...TRANSIENT)) return false;
    }
    return true;
  }

  return async (signal) => {
    for (const due of await overdueStartChecks(sql)) {
      signal?.throwIfAborted();
      if (await checkStart(due)) await endCheck(sql, due);
      else await postponeCheck(sql, due);
    }
  };
}

/**
 * Zoom rejects a repeated start for 30 seconds. Unlike an update, a start in doubt should be
 * checked before it is repeated.
 */
function startInDoubt(cause: Problem): Problem {
  return new Problem('outcome_unknown', {
    ...cause.members,
    reason: 'perhaps_started',
    detail: 'Zoom did not confirm the start. Check whether it is live. If not, try again in 30 seconds.',
  });
}
