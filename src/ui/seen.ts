import { type Signal, signal } from '@preact/signals';
import type { Kind, Live, Livestream, Meeting } from './api.ts';

/** What moves while a meeting is looked at. */
export type State = { livestream: Livestream | null; live: Live };

const unknown: State = { livestream: null, live: { status: 'unknown', since: null } };

/** Meetings that a list has shown, so that one of them opens with its topic; kept while the page lives. */
const seen = new Map<string, Meeting>();
/** One for each meeting, however many dates it has, so that a change is shown at its rows alone. */
const states = new Map<string, Signal<State>>();
/** When a meeting's live state was last told (as `performance.now()`): an answer asked for before is older. */
const toldAt = new Map<string, number>();

const keyOf = (kind: Kind, id: string) => `${kind} ${id}`;

/** What is known of a meeting's stream, now and whenever it changes. */
export function stateOf(kind: Kind, id: string): Signal<State> {
  const key = keyOf(kind, id);
  const known = states.get(key);
  if (known) return known;
  const fresh = signal(unknown);
  states.set(key, fresh);
  return fresh;
}

/** Takes what a list says that was asked for at `askedAt` (as `performance.now()`). */
export function remember(kind: Kind, meetings: readonly Meeting[], askedAt: number): void {
  for (const meeting of meetings) {
    seen.set(keyOf(kind, meeting.id), meeting);
    const shown = headlines.get(keyOf(kind, meeting.id));
    if (shown) shown.value = meeting;
    if (meeting.livestream) noteLivestream(kind, meeting.livestream);
    const isLate = (toldAt.get(keyOf(kind, meeting.id)) ?? -1) > askedAt;
    if (!isLate) put(kind, meeting.id, { live: meeting.live });
  }
}

/** Takes a livestream as it was read, unless a later one is known. */
export function noteLivestream(kind: Kind, livestream: Livestream): void {
  const { stream_key: _key, ...kept } = livestream;
  const known = stateOf(kind, livestream.meeting_id).peek().livestream;
  if (known && known.fetched_at > livestream.fetched_at) return;
  put(kind, livestream.meeting_id, { livestream: kept });
}

/** Takes what the server told of a stream that runs, or does not any more. */
export function noteLive(kind: Kind, id: string, live: Live): void {
  toldAt.set(keyOf(kind, id), performance.now());
  put(kind, id, { live });
}

function put(kind: Kind, id: string, change: Partial<State>): void {
  const state = stateOf(kind, id);
  const next = { ...state.peek(), ...change };
  if (JSON.stringify(next) !== JSON.stringify(state.peek())) state.value = next;
}

/** What a meeting is called and when it starts. */
export type Headline = Pick<Meeting, 'topic' | 'start_time'>;

const headlines = new Map<string, Signal<Headline | undefined>>();

/** A meeting's topic and start, as a list or Zoom's details of it gave them last. */
export function headlineOf(kind: Kind, id: string): Signal<Headline | undefined> {
  const key = keyOf(kind, id);
  const known = headlines.get(key) ?? signal<Headline | undefined>(seen.get(key));
  headlines.set(key, known);
  return known;
}

/** Takes a topic and start; a list's own start of an occurrence is kept. */
export function noteHeadline(kind: Kind, id: string, headline: Headline): void {
  const known = headlineOf(kind, id);
  const startTime = headline.start_time ?? known.peek()?.start_time ?? null;
  known.value = { topic: headline.topic, start_time: startTime };
}

const inProgress = new Map<string, Signal<boolean | null>>();

/** Whether a meeting runs, as Zoom said last; null if it did not say. */
export function inProgressOf(kind: Kind, id: string): Signal<boolean | null> {
  const key = keyOf(kind, id);
  const known = inProgress.get(key) ?? signal<boolean | null>(null);
  inProgress.set(key, known);
  return known;
}

export function seenMeeting(kind: Kind, id: string): Meeting | undefined {
  return seen.get(keyOf(kind, id));
}

/** Another user may sign in on the same page: nothing of the one before stays. */
export function forgetSeen(): void {
  seen.clear();
  states.clear();
  headlines.clear();
  inProgress.clear();
  toldAt.clear();
}
