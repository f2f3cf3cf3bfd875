import { createHash } from 'node:crypto';
import { type Clock, zoomDateTime } from '../clock.ts';
import { addMeeting, addUser, type NewMeeting, type State } from '../state.ts';
import type { Kind, LivestreamConfiguration, Occurrence, User } from '../types.ts';
import { communityMeetings, councilMeetings, eventsMeetings, trainingMeetings } from './meetings.ts';
import { seededAccounts, seededUsers } from './users.ts';
import { councilWebinars, eventsWebinars, trainingWebinars } from './webinars.ts';

/** One entry of the demo schedule. */
export interface SeededMeeting {
  id: string;
  topic: string;
  /** Hours from now, negative for the past; omitted: recurring without a fixed time. */
  startsIn?: number;
  /** Minutes. */
  duration: number;
  agenda?: string;
  weeks?: number;
  live?: true;
  endToEndEncrypted?: true;
  livestream?: LivestreamConfiguration;
}

/**
 * Fills an empty state with two accounts, four users, and their meetings and webinars around now.
 */
export function seedDemo(state: State, clock: Clock): void {
  for (const account of seededAccounts) state.accounts.set(account.id, { ...account });
  const hosts: [User, SeededMeeting[], SeededMeeting[]][] = [
    [addUser(state, clock, seededUsers.events), eventsMeetings, eventsWebinars],
    [addUser(state, clock, seededUsers.training), trainingMeetings, trainingWebinars],
    [addUser(state, clock, seededUsers.council), councilMeetings, councilWebinars],
    [addUser(state, clock, seededUsers.community), communityMeetings, []],
  ];
  for (const [host, meetings, webinars] of hosts) {
    for (const line of meetings) addMeeting(state, clock, 'meetings', expand(line, 'meetings', host, clock));
    for (const line of webinars) addMeeting(state, clock, 'webinars', expand(line, 'webinars', host, clock));
  }
}

function expand(line: SeededMeeting, kind: Kind, host: User, clock: Clock): NewMeeting {
  const { startsIn, weeks = 0, livestream, ...rest } = line;
  // on the half hour, like real meetings
  const halfHour = 1_800_000;
  const start =
    startsIn === undefined
      ? undefined
      : Math.round((clock.now() + startsIn * 3_600_000) / halfHour) * halfHour;
  return {
    ...rest,
    hostId: host.id,
    timezone: host.timezone,
    uuid: createHash('md5').update(`${kind} ${line.id}`).digest('base64'),
    type: typeOf(kind, start, weeks),
    ...(start === undefined ? {} : { startTime: zoomDateTime(start) }),
    ...(livestream ? { livestream: { ...livestream } } : {}),
    occurrences: start === undefined ? [] : weekly(start, weeks, line.duration),
  };
}

function typeOf(kind: Kind, start: number | undefined, weeks: number): number {
  if (kind === 'meetings') return start === undefined ? 3 : weeks > 0 ? 8 : 2;
  return start === undefined ? 6 : weeks > 0 ? 9 : 5;
}

function weekly(start: number, weeks: number, duration: number): Occurrence[] {
  return Array.from({ length: weeks }, (_none, week) => {
    const at = start + week * 7 * 86_400_000;
    return { occurrence_id: String(at), start_time: zoomDateTime(at), duration, status: 'available' };
  });
}
