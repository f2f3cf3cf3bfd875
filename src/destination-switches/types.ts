import type { StoredProblem } from '../problem.ts';
import type { MeetingRef } from '../zoom/meeting.ts';

/** `cancelled`: the user stopped the livestream or gave up, and the worker must send nothing else. */
export type SwitchStatus = 'running' | 'done' | 'failed' | 'cancelled';

export type SwitchStep = 'stopping' | 'updating' | 'waiting' | 'starting';

/** Whether Zoom has the destination's settings. `kept`: it still has the previous ones. */
export type SwitchSettings = 'pending' | 'changed' | 'kept';

/** The latest switch of a livestream to another destination. */
export interface Switch {
  id: string;
  userId: string;
  meeting: MeetingRef;
  destinationId: string;
  status: SwitchStatus;
  /** The current step, or the one that failed. */
  step: SwitchStep;
  /** Whether the livestream was live before; null while unknown. */
  wasLive: boolean | null;
  settings: SwitchSettings;
  /** The livestream was started again. */
  restarted: boolean;
  /** It is started again with the layout, captions and title of its last start. */
  keepsSettings: boolean;
  /** Requests to Zoom in the current step, including one in progress. */
  attempts: number;
  /** Before this time Zoom would reject a start. */
  startAfter: Date | null;
  /** Seconds until `startAfter` when the row was read, on the database's clock; not below 0. */
  waitSeconds: number;
  /** Of the last attempt in the current step. */
  problem: StoredProblem | null;
  /** Why the settings were kept. */
  settingsProblem: StoredProblem | null;
  createdAt: Date;
  finishedAt: Date | null;
}

/** Changes of a running switch. Members that are left out are unchanged. */
export interface SwitchChange
  extends Partial<
    Pick<
      Switch,
      | 'status'
      | 'step'
      | 'wasLive'
      | 'settings'
      | 'restarted'
      | 'attempts'
      | 'waitSeconds'
      | 'problem'
      | 'settingsProblem'
    >
  > {
  /** The stop was completed just now. */
  stopped?: true;
}

/** Durations that Zoom or the audience determine. */
export interface SwitchTimings {
  /** Zoom accepts one start of a livestream in this time. */
  startIntervalSeconds: number;
  /** Delay before the second attempt of a step. It doubles with each further one. */
  retryAfterSeconds: number;
}

export const DEFAULT_TIMINGS: SwitchTimings = { startIntervalSeconds: 30, retryAfterSeconds: 1 };
