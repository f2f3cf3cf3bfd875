import type { Database } from '../database/client.ts';
import { toDatabaseProblem } from '../database/errors.ts';
import type { Destinations } from '../destinations/destinations.ts';
import type { Installations } from '../installations/installations.ts';
import type { ReadLiveStatuses } from '../livestreams/live-status.ts';
import { readAttempt } from '../livestreams/start-attempts.ts';
import { readStartSettings } from '../livestreams/start-settings.ts';
import type { StartStop } from '../livestreams/start-stop.ts';
import type { UpdateLivestream } from '../livestreams/update.ts';
import { isProblem, Problem } from '../problem.ts';
import { isNotLive, MEETING_ENDED, PERHAPS_STOPPED, retryDelay, storable } from './outcomes.ts';
import { isLiveAgain } from './switch-store.ts';
import type { Switch, SwitchChange, SwitchTimings } from './types.ts';

export interface StepsOptions {
  database: Database;
  installations: Pick<Installations, 'get'>;
  destinations: Pick<Destinations, 'configurationOf'>;
  update: UpdateLivestream;
  startStop: Pick<StartStop, 'change'>;
  liveStatuses: ReadLiveStatuses;
  timings: SwitchTimings;
}

/**
 * Stores a change of the running switch, and publishes it.
 * @returns undefined if the switch was cancelled, or another process has taken over
 */
export type RecordChange = (current: Switch, change: SwitchChange) => Promise<Switch | undefined>;

/** Where a step leads: the stored switch, and how long to wait before its next step. */
export interface Advanced {
  next: Switch;
  waitSeconds: number;
}

/**
 * Executes the next step of a running switch: at most one request to Zoom. The attempt is recorded
 * before, and its outcome after the request, so that another process can continue after a crash:
 * a stop, an update and a start can each be repeated.
 * @returns undefined if the switch was cancelled, or another process has taken over
 */
export type Advance = (current: Switch, record: RecordChange) => Promise<Advanced | undefined>;

export function createAdvance(options: StepsOptions): Advance {
  const { startStop, liveStatuses, timings } = options;
  const update = createUpdateStep(options);
  const start = createStartStep(options);

  async function isIdle({ userId, meeting }: Switch): Promise<boolean> {
    return (await liveStatuses(userId, meeting.kind, [meeting.id])).get(meeting.id)?.status === 'idle';
  }

  async function stop(current: Switch, record: RecordChange): Promise<Advanced | undefined> {
    const sent = await record(current, { attempts: current.attempts + 1 });
    if (sent === undefined) return undefined;
    const stopped = { step: 'updating', attempts: 0, problem: null, stopped: true } as const;
    const problem = await problemOf(startStop.change(sent.userId, sent.meeting, { action: 'stop' }));
    if (problem === undefined) return advanced(await record(sent, { ...stopped, wasLive: true }));
    const delay = retryDelay(problem, sent, timings);
    if (delay !== undefined) return advanced(await record(sent, { problem: storable(problem) }), delay);
    if (!isNotLive(problem) && !(await isIdle(sent)))
      return advanced(await record(sent, { status: 'failed', problem: storable(problem) }));
    // After a repeated stop it is unknown whether an earlier one has stopped a livestream.
    const wasLive = sent.wasLive ?? (sent.attempts === 1 ? false : null);
    return advanced(await record(sent, { ...stopped, wasLive }));
  }

  return async (current, record) => {
    if (current.step === 'stopping') return stop(current, record);
    if (current.step === 'updating') return update(current, record);
    return start(current, record);
  };
}

/**
 * Changes the settings. If that fails, the livestream is started again with the previous ones: for
 * the audience, the old destination is better than none.
 */
function createUpdateStep({ destinations, update, timings }: StepsOptions): Advance {
  async function change({ userId, meeting, destinationId }: Switch): Promise<void> {
    const changes = await destinations.configurationOf(userId, destinationId);
    await update(userId, meeting, { changes, ifMatch: '*' });
  }

  return async (current, record) => {
    const sent = await record(current, { attempts: current.attempts + 1 });
    if (sent === undefined) return undefined;
    const problem = await problemOf(change(sent));
    if (problem === undefined) {
      const changed = { settings: 'changed', settingsProblem: null } as const;
      return advanced(await record(sent, { ...changed, ...afterUpdate(sent.wasLive, true) }));
    }
    const stored = storable(problem);
    const delay = retryDelay(problem, sent, timings);
    if (delay !== undefined) return advanced(await record(sent, { problem: stored }), delay);
    const kept = { settings: 'kept', settingsProblem: stored } as const;
    return advanced(await record(sent, { ...kept, ...afterUpdate(sent.wasLive, false) }));
  };
}

function afterUpdate(wasLive: boolean | null, isChanged: boolean): SwitchChange {
  if (wasLive === true) return { step: 'starting', attempts: 0, problem: null };
  if (!isChanged) return { status: 'failed', problem: null };
  if (wasLive === false) return { status: 'done', problem: null };
  return { status: 'failed', step: 'starting', problem: storable(PERHAPS_STOPPED) };
}

/** Starts the livestream again, as soon as Zoom accepts it. */
function createStartStep({ database, installations, startStop, timings }: StepsOptions): Advance {
  const { sql } = database;

  /** Starts it as Uplink started it before, or else with Zoom's defaults. */
  async function restart({ userId, meeting, keepsSettings }: Switch): Promise<void> {
    const user = await installations.get(userId);
    const settings = keepsSettings ? await readStartSettings(sql, user, meeting) : undefined;
    const hasSettings = settings !== undefined && Object.keys(settings).length > 0;
    await startStop.change(userId, meeting, { action: 'start', ...(hasSettings ? { settings } : {}) });
  }

  /** Seconds for which Zoom would reject a start because of a recent one. */
  async function pauseAfterRecentStart({ userId, meeting }: Switch): Promise<number> {
    const attempt = await readAttempt(sql, { userId, meeting });
    if (attempt === undefined) return 0;
    const isAccepted = attempt.problem === null || attempt.problem === 'outcome_unknown';
    return isAccepted ? Math.max(0, timings.startIntervalSeconds - attempt.ageSeconds) : 0;
  }

  /** Waits in the step `waiting`, which shows until when. */
  async function wait(current: Switch, record: RecordChange, waitSeconds: number, problem?: Problem) {
    const change = { step: 'waiting', waitSeconds, problem: problem ? storable(problem) : null } as const;
    return advanced(await record(current, change), waitSeconds);
  }

  async function send(current: Switch, record: RecordChange): Promise<Advanced | undefined> {
    const sent = await record(current, { step: 'starting', attempts: current.attempts + 1, problem: null });
    if (sent === undefined) return undefined;
    const problem = await problemOf(restart(sent));
    if (problem === undefined) return advanced(await record(sent, startedAgain(sent)));
    const delay = retryDelay(problem, sent, timings);
    if (delay !== undefined) return wait(sent, record, delay, problem);
    if (isProblem(problem, 'not_started'))
      return advanced(await record(sent, { status: 'failed', problem: storable(MEETING_ENDED) }));
    // An earlier attempt whose outcome was unknown may have started it.
    if (await isLiveAgain(sql, sent.id)) return advanced(await record(sent, startedAgain(sent)));
    return advanced(await record(sent, { status: 'failed', problem: storable(problem) }));
  }

  return async (current, record) => {
    if (current.step === 'waiting' && current.waitSeconds > 0)
      return { next: current, waitSeconds: current.waitSeconds };
    if (current.attempts > 0 && (await isLiveAgain(sql, current.id)))
      return advanced(await record(current, startedAgain(current)));
    const pause = current.step === 'starting' ? await pauseAfterRecentStart(current) : 0;
    return pause > 0 ? wait(current, record, pause) : send(current, record);
  };
}

/** The livestream is live again. The switch has failed if the settings were not changed. */
function startedAgain({ settings }: Switch): SwitchChange {
  if (settings === 'changed') return { status: 'done', step: 'starting', restarted: true, problem: null };
  return { status: 'failed', step: 'updating', restarted: true, problem: null };
}

function advanced(next: Switch | undefined, waitSeconds = 0): Advanced | undefined {
  return next && { next, waitSeconds };
}

/**
 * Why a request failed; undefined if it succeeded.
 * @throws the error if the user was erased
 */
async function problemOf(request: Promise<unknown>): Promise<Problem | undefined> {
  try {
    await request;
    return undefined;
  } catch (error) {
    if (isProblem(error, 'not_signed_in')) throw error;
    if (isProblem(error)) return error;
    return toDatabaseProblem(error) ?? new Problem('internal_error', { cause: error });
  }
}
