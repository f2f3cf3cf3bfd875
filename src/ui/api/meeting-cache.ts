import { type Signal, signal } from '@preact/signals';
import type { Kind, Live, Livestream, Meeting } from './types.ts';

/** What moves while a meeting is looked at. */
export type State = { livestream: Livestream | null; live: Live };

const unknown: State = { livestream: null, live: { status: 'unknown', since: null } };

/** Meetings that a list has shown, so that one of them opens with its topic; kept while the page lives. */
const seen = new Map<string, Meeting>();
/** One for each meeting, however many dates it has, so that a change is shown at its rows alone. */
const states = new Map<string, Signal<State>>();
/** When a meeting's live state was last told (as `performance.now()`): an answer asked for before is older. */
const publishedAt = new Map<string, number>();

const keyOf = (kind: Kind, id: string) => `${kind} ${id}`;

/** What is known of a meeting's stream, now and whenever it changes. */
export function stateOf(kind: Kind, id: string): Signal<State> {
  const key = keyOf(kind, id);
  const cached = states.get(key);
  if (cached) return cached;
  const fresh = signal(unknown);
  states.set(key, fresh);
  return fresh;
}

/** Takes what a list says that was asked for at `requestedAt` (as `performance.now()`). */
export function remember(kind: Kind, meetings: readonly Meeting[], requestedAt: number): void {
  for (const meeting of meetings) {
    seen.set(keyOf(kind, meeting.id), meeting);
    const shown = headers.get(keyOf(kind, meeting.id));
    if (shown) shown.value = meeting;
    if (meeting.livestream) recordLivestream(kind, meeting.livestream);
    const isLate = (publishedAt.get(keyOf(kind, meeting.id)) ?? -1) > requestedAt;
    if (!isLate) put(kind, meeting.id, { live: meeting.live });
  }
}

/** Takes a livestream as it was read, unless a later one is known. */
export function recordLivestream(kind: Kind, livestream: Livestream): void {
  const { stream_key: _key, ...stored } = livestream;
  const cached = stateOf(kind, livestream.meeting_id).peek().livestream;
  if (cached && cached.fetched_at > livestream.fetched_at) return;
  put(kind, livestream.meeting_id, { livestream: stored });
}

/** Takes what the server told of a stream that runs, or does not any more. */
export function recordLiveStatus(kind: Kind, id: string, live: Live): void {
  publishedAt.set(keyOf(kind, id), performance.now());
  put(kind, id, { live });
}

function put(kind: Kind, id: string, change: Partial<State>): void {
  const state = stateOf(kind, id);
  const next = { ...state.peek(), ...change };
  if (JSON.stringify(next) !== JSON.stringify(state.peek())) state.value = next;
}

/** What a meeting is called and when it starts. */
export type MeetingHeader = Pick<Meeting, 'topic' | 'start_time'>;

const headers = new Map<string, Signal<MeetingHeader | undefined>>();

/** A meeting's topic and start, as a list or Zoom's details of it gave them last. */
export function headerOf(kind: Kind, id: string): Signal<MeetingHeader | undefined> {
  const key = keyOf(kind, id);
  const cached = headers.get(key) ?? signal<MeetingHeader | undefined>(seen.get(key));
  headers.set(key, cached);
  return cached;
}

/** Takes a topic and start; a list's own start of an occurrence is kept. */
export function recordHeader(kind: Kind, id: string, header: MeetingHeader): void {
  const cached = headerOf(kind, id);
  const startTime = header.start_time ?? cached.peek()?.start_time ?? null;
  cached.value = { topic: header.topic, start_time: startTime };
}

const inProgress = new Map<string, Signal<boolean | null>>();

/** Whether a meeting runs, as Zoom said last; null if it did not say. */
export function inProgressOf(kind: Kind, id: string): Signal<boolean | null> {
  const key = keyOf(kind, id);
  const cached = inProgress.get(key) ?? signal<boolean | null>(null);
  inProgress.set(key, cached);
  return cached;
}

export function cachedMeeting(kind: Kind, id: string): Meeting | undefined {
  return seen.get(keyOf(kind, id));
}

/** Another user may sign in on the same page: nothing of the one before stays. */
export function clearMeetingCache(): void {
  seen.clear();
  states.clear();
  headers.clear();
  inProgress.clear();
  publishedAt.clear();
}
