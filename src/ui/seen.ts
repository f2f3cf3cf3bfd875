import type { Meeting } from './api.ts';

/** Meetings that a list has shown, so that one of them opens with its topic; kept while the page lives. */
const seen = new Map<string, Meeting>();

export function remember(meetings: Meeting[]): void {
  for (const meeting of meetings) seen.set(meeting.id, meeting);
}

export function seenMeeting(id: string): Meeting | undefined {
  return seen.get(id);
}

/** Another user may sign in on the same page: nothing of the one before stays. */
export function forgetSeen(): void {
  seen.clear();
}
