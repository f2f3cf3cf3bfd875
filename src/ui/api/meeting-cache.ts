import { batch, type Signal, signal } from '@preact/signals';
import type { Kind, Live, Livestream, Meeting } from './types.ts';

/** The parts of a meeting that change while it is shown. */
export type State = { livestream: Livestream | null; live: Live };

const unknown: State = { livestream: null, live: { status: 'unknown', since: null } };

/** Meetings that a list has shown, so that a meeting's page can show its topic immediately. */
const seen = new Map<string, Meeting>();
/**
 * One signal per meeting, also if it has several occurrences, so that a change re-renders only its
 * rows.
 */
const states = new Map<string, Signal<State>>();
/**
 * When the last event about a meeting's live status arrived (`performance.now()`). Responses to
 * earlier requests are older.
 */
const publishedAt = new Map<string, number>();

const keyOf = (kind: Kind, id: string) => `${kind} ${id}`;

/** The state of a meeting's stream, as a signal. */
export function stateOf(kind: Kind, id: string): Signal<State> {
  const key = keyOf(kind, id);
  const cached = states.get(key);
  if (cached) return cached;
  const fresh = signal(unknown);
  states.set(key, fresh);
  return fresh;
}

/** Caches the meetings of a response that was requested at `requestedAt` (`performance.now()`). */
export function remember(kind: Kind, meetings: readonly Meeting[], requestedAt: number): void {
  batch(() => {
    for (const meeting of meetings) rememberOne(kind, meeting, requestedAt);
  });
}

function rememberOne(kind: Kind, meeting: Meeting, requestedAt: number): void {
  seen.set(keyOf(kind, meeting.id), meeting);
  const shown = headers.get(keyOf(kind, meeting.id));
  if (shown) shown.value = meeting;
  if (meeting.livestream) recordLivestream(kind, meeting.livestream);
  const isLate = (publishedAt.get(keyOf(kind, meeting.id)) ?? -1) > requestedAt;
  if (!isLate) put(kind, meeting.id, { live: meeting.live });
}

/** Caches a livestream unless the cached value is newer. */
export function recordLivestream(kind: Kind, livestream: Livestream): void {
  const { stream_key: _key, ...stored } = livestream;
  const cached = stateOf(kind, livestream.meeting_id).peek().livestream;
  if (cached && cached.fetched_at > livestream.fetched_at) return;
  put(kind, livestream.meeting_id, { livestream: stored });
}

/** Caches the live status of an event. */
export function recordLiveStatus(kind: Kind, id: string, live: Live): void {
  publishedAt.set(keyOf(kind, id), performance.now());
  put(kind, id, { live });
}

function put(kind: Kind, id: string, change: Partial<State>): void {
  const state = stateOf(kind, id);
  const next = { ...state.peek(), ...change };
  if (JSON.stringify(next) !== JSON.stringify(state.peek())) state.value = next;
  recordIfLive(keyOf(kind, id), next.live.status === 'live');
  recordKey(keyOf(kind, id), next.livestream?.stream_key_fingerprint ?? '');
}

const usersOfKey = new Map<string, Set<string>>();
const keysInUse = new Map<string, string>();

/**
 * Increases when the meetings of a stream key that several of them use may have changed. A signal
 * of its own, because comparing the keys would otherwise depend on every change of every meeting.
 */
export const sharedKeyVersion = signal(0);

/** The fingerprint of the stream key in a meeting's cached settings; empty if unknown. */
export function fingerprintOf(kind: Kind, id: string): string {
  return keysInUse.get(keyOf(kind, id)) ?? '';
}

function recordKey(key: string, fingerprint: string): void {
  const before = keysInUse.get(key) ?? '';
  if (before === fingerprint) return;
  keysInUse.set(key, fingerprint);
  const left = usersOfKey.get(before);
  left?.delete(key);
  const joined = usersOfKey.get(fingerprint) ?? new Set();
  if (fingerprint) usersOfKey.set(fingerprint, joined.add(key));
  if ((left?.size ?? 0) > 0 || joined.size > 1) sharedKeyVersion.value += 1;
}

const live = signal<ReadonlySet<string>>(new Set());

/** A signal of its own, because a list would otherwise depend on the state of each of its rows. */
function recordIfLive(key: string, isLive: boolean): void {
  const known = live.peek();
  if (known.has(key) === isLive) return;
  live.value = new Set(isLive ? [...known, key] : [...known].filter((each) => each !== key));
}

/**
 * Whether a meeting is live. Depends on the live meetings only, not on other changes of a meeting.
 */
export function isLive(kind: Kind, id: string): boolean {
  return live.value.has(keyOf(kind, id));
}

/** The topic and time of a meeting; the duration in minutes, if it is known. */
export type MeetingHeader = Pick<Meeting, 'topic' | 'start_time'> & { duration?: number };

const headers = new Map<string, Signal<MeetingHeader | undefined>>();

/** The last topic and start of a meeting from a list or from Zoom's meeting details. */
export function headerOf(kind: Kind, id: string): Signal<MeetingHeader | undefined> {
  const key = keyOf(kind, id);
  const cached = headers.get(key) ?? signal<MeetingHeader | undefined>(seen.get(key));
  headers.set(key, cached);
  return cached;
}

/** Caches a topic and start. The start of an occurrence from a list is kept. */
export function recordHeader(kind: Kind, id: string, header: MeetingHeader): void {
  const cached = headerOf(kind, id);
  const shown = cached.peek();
  const duration = header.duration ?? shown?.duration;
  cached.value = {
    topic: header.topic,
    start_time: header.start_time ?? shown?.start_time ?? null,
    ...(duration === undefined ? {} : { duration }),
  };
}

const inProgress = new Map<string, Signal<boolean | null>>();

/** Whether a meeting is in progress according to Zoom; null if unknown. */
export function inProgressOf(kind: Kind, id: string): Signal<boolean | null> {
  const key = keyOf(kind, id);
  const cached = inProgress.get(key) ?? signal<boolean | null>(null);
  inProgress.set(key, cached);
  return cached;
}

/** When a meeting last started and ended, from Zoom's events, ISO 8601; null if unknown. */
export type Session = { since: string | null; endedAt: string | null };

const sessions = new Map<string, Signal<Session>>();

/** The meeting's latest session. `since` is null if it is not in progress. */
export function sessionOf(kind: Kind, id: string): Signal<Session> {
  const key = keyOf(kind, id);
  const cached = sessions.get(key) ?? signal<Session>({ since: null, endedAt: null });
  sessions.set(key, cached);
  return cached;
}

const ready = new Map<string, Signal<boolean | null>>();

/** Whether the last readiness check found no problem; null if that is unknown. */
export function readyOf(kind: Kind, id: string): Signal<boolean | null> {
  const key = keyOf(kind, id);
  const cached = ready.get(key) ?? signal<boolean | null>(null);
  ready.set(key, cached);
  return cached;
}

export function cachedMeeting(kind: Kind, id: string): Meeting | undefined {
  return seen.get(keyOf(kind, id));
}

/** Another user may sign in on the same page, so the cache of the previous user is cleared. */
export function clearMeetingCache(): void {
  seen.clear();
  states.clear();
  live.value = new Set();
  headers.clear();
  inProgress.clear();
  sessions.clear();
  ready.clear();
  publishedAt.clear();
  usersOfKey.clear();
  keysInUse.clear();
  sharedKeyVersion.value += 1;
}
