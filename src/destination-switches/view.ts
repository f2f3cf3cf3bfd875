import type { StoredProblem } from '../problem.ts';
import type { Switch, SwitchSettings, SwitchStatus, SwitchStep } from './types.ts';

/** A switch as the API returns it. */
export interface SwitchView {
  id: string;
  destination_id: string;
  status: Exclude<SwitchStatus, 'cancelled'>;
  step: SwitchStep;
  was_live: boolean | null;
  settings: SwitchSettings;
  restarted: boolean;
  /** ISO 8601. */
  start_after: string | null;
  wait_seconds: number | null;
  problem: StoredProblem | null;
  created_at: string;
  finished_at: string | null;
}

export function presentSwitch(current: Switch): SwitchView {
  const { id, destinationId, status, step, wasLive, settings, restarted, startAfter } = current;
  const isWaiting = status === 'running' && step === 'waiting' && startAfter !== null;
  return {
    id,
    destination_id: destinationId,
    status: status === 'cancelled' ? 'failed' : status,
    step,
    was_live: wasLive,
    settings,
    restarted,
    start_after: isWaiting ? startAfter.toISOString() : null,
    wait_seconds: isWaiting ? Math.ceil(current.waitSeconds) : null,
    problem: current.problem ?? current.settingsProblem,
    created_at: current.createdAt.toISOString(),
    finished_at: current.finishedAt?.toISOString() ?? null,
  };
}
