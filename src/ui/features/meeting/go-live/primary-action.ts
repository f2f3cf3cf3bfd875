import type { Live } from '../../../api/types.ts';

/** The next step of the day: the one button of the page that is filled. */
export type PrimaryAction = 'set up' | 'start meeting' | 'go live' | 'stop';

export type ActionFacts = {
  isConfigured: boolean;
  live: Live['status'];
  /** According to Zoom; null if unknown. */
  inProgress: boolean | null;
};

/** The next step, judged by what Zoom reported last. */
export function primaryActionOf({ isConfigured, live, inProgress }: ActionFacts): PrimaryAction {
  if (live === 'live') return 'stop';
  if (!isConfigured) return 'set up';
  // An unknown state must not send a host to Zoom whose meeting is already in progress.
  return inProgress === false ? 'start meeting' : 'go live';
}
