import type { Switch } from '../../../api/types.ts';

export type ShownStep = Exclude<Switch['step'], 'waiting'>;
export type StepState = 'done' | 'current' | 'pending' | 'failed';

const ORDER: readonly ShownStep[] = ['stopping', 'updating', 'starting'];

/** The steps of a switch as they are shown. A livestream that was not live is only updated. */
export function stepsOf(current: Switch): { step: ShownStep; state: StepState }[] {
  const steps = current.was_live === false ? ORDER.slice(1, 2) : ORDER;
  return steps.map((step) => ({ step, state: stateOf(step, current) }));
}

function stateOf(step: ShownStep, { status, step: at, settings, restarted }: Switch): StepState {
  if (step === 'updating' && settings === 'kept') return 'failed';
  if (status === 'done' || (step === 'starting' && restarted)) return 'done';
  const difference = ORDER.indexOf(step) - ORDER.indexOf(at === 'waiting' ? 'starting' : at);
  if (difference !== 0) return difference < 0 ? 'done' : 'pending';
  return status === 'running' ? 'current' : 'failed';
}

/** What a failed switch means for the audience. */
export function failureOf({ step, restarted, was_live }: Switch): 'live' | 'restarted' | 'dark' | 'idle' {
  if (restarted) return 'restarted';
  if (step === 'stopping') return 'live';
  return was_live === false ? 'idle' : 'dark';
}

/** Whether only the settings change: the livestream is not live, as far as is known. */
export function isUpdateOnly(status: 'live' | 'idle' | 'unknown', isInProgress: boolean | null): boolean {
  return status === 'idle' || (status === 'unknown' && isInProgress !== true);
}
