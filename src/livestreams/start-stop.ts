import type { DataKey } from '../crypto/data-key.ts';
import type { Database } from '../database/client.ts';
import { liftWaitBudget } from '../database/wait-budget.ts';
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
import { connected, TRANSIENT } from './read.ts';
import { type RecordLiveStatus, serially } from './record-live-status.ts';
import type { DropMissing } from './remove-missing.ts';
import {
  type DueCheck,
  endCheck,
  overdueStartChecks,
  postponeCheck,
  readAttempt,
  recordAttempt,
} from './start-attempts.ts';

export interface StartStop {
  /**
   * Starts or stops a livestream, or changes the layout of a live one.
   * @throws Problem `not_started` · `end_to_end_encrypted` · `livestream_not_configured` ·
   * `zoom_rate_limited` less than 30 seconds after a start · any other error of Zoom
   */
  change(userId: string, meeting: MeetingRef, update: StatusUpdate): Promise<void>;
  /**
   * The background check: for accepted starts without a webhook, fetches whether the meeting is in
   * progress. If it is, the livestream counts as live.
   */
  check(): Promise<void>;
}

export interface StartStopOptions {
  database: Database;
  installations: Installations;
  tokens: AccessTokens;
  zoom: ZoomApi;
  recordLiveStatus: RecordLiveStatus;
  clarify: ClarifyRejection;
  removeMissing: DropMissing;
}

export function createStartStop(options: StartStopOptions): StartStop {
  const { database, installations, tokens, zoom, recordLiveStatus, clarify, removeMissing } = options;
  const sql = database.prisma;

  /** Zoom has accepted the change: a failure to record it must not fail the request. */
  async function record(...records: Promise<void>[]): Promise<void> {
    await Promise.allSettled(records);
  }

  async function recordStart(userId: string, meeting: MeetingRef, dataKey: DataKey): Promise<void> {
    const at = Date.now();
    await serially(database, userId, meeting, (transaction) =>
      recordBroadcast(transaction, dataKey, userId, meeting, 'started', 'uplink', at),
    );
  }

  async function send(userId: string, meeting: MeetingRef, update: SentStatusUpdate): Promise<void> {
    // What Zoom does is recorded, however long the request has waited.
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
  async function recentStart(userId: string, meeting: MeetingRef): Promise<{ startedSecondsAgo?: number }> {
    const attempt = await readAttempt(sql, userId, meeting);
    if (attempt?.problem !== null) return {};
    return { startedSecondsAgo: attempt.ageSeconds };
  }

  async function start(userId: string, meeting: MeetingRef, update: StatusUpdate): Promise<void> {
    const { dataKey } = await connected(installations, userId);
    const context = await recentStart(userId, meeting);
    try {
      await send(userId, meeting, { ...update, context });
    } catch (error) {
      if (isProblem(error)) await record(recordAttempt(sql, userId, meeting, error.code));
      throw isProblem(error, 'outcome_unknown') ? startInDoubt(error) : error;
    }
    // Zoom sends no livestream webhooks for webinars and has no endpoint for their live state: the
    // accepted request is the only source.
    const recorded =
      meeting.kind === 'webinar'
        ? recordLiveStatus(userId, meeting, 'live', Date.now(), 'uplink')
        : recordStart(userId, meeting, dataKey);
    await record(recorded, recordAttempt(sql, userId, meeting, null));
  }

  async function stop(userId: string, meeting: MeetingRef, update: StatusUpdate): Promise<void> {
    await send(userId, meeting, update);
    await record(recordLiveStatus(userId, meeting, 'stopped', Date.now(), 'uplink'));
  }

  /** Verifies one start; false if Zoom is unavailable now. */
  async function checkOne({ userId, meeting, at }: DueCheck): Promise<boolean> {
    try {
      const details = tokens.use(userId, (grant) => getMeeting(zoom, grant, meeting));
      const { isStarted } = await removeMissing(userId, meeting, details);
      if (isStarted === true) await recordLiveStatus(userId, meeting, 'live', at.getTime(), 'uplink');
      if (isStarted === false) await recordLiveStatus(userId, meeting, 'over', at.getTime(), 'zoom');
    } catch (error) {
      // Without the permission to read meetings the state stays unknown.
      if (!isProblem(error) || isProblem(error, ...TRANSIENT)) return false;
    }
    return true;
  }

  return {
    async change(userId, meeting, update) {
      if (update.action === 'start') return start(userId, meeting, update);
      if (update.action === 'stop') return stop(userId, meeting, update);
      await send(userId, meeting, update);
    },

    async check() {
      for (const due of await overdueStartChecks(sql)) {
        if (await checkOne(due)) await endCheck(sql, due.userId, due.meeting);
        else await postponeCheck(sql, due.userId, due.meeting);
      }
    },
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
