import { computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { fingerprintOf, sharedKeyVersion, stateOf } from '../api/meeting-cache.ts';
import type { Kind, Meeting, ReadinessReport } from '../api/types.ts';
import { type KeyUse, keyOverlaps } from '../lib/key-overlaps.ts';
import {
  type CheckResult,
  outcomeOf,
  type RowReadiness,
  rowReadiness,
  settingsOf,
} from '../lib/row-readiness.ts';
import { momentOf } from '../lib/times.ts';
import { loadedMeetings } from './meeting-list.ts';
import { session } from './session.ts';
import { onEvent } from './user-events.ts';

const keyOf = (kind: Kind, id: string) => `${kind} ${id}`;

const checks = new Map<string, Signal<CheckResult | null>>();
const marks = new Map<string, ReadonlySignal<RowReadiness>>();

/** The last readiness check of a meeting; null without one. */
export function checkOf(kind: Kind, id: string): Signal<CheckResult | null> {
  const key = keyOf(kind, id);
  const cached = checks.get(key) ?? signal<CheckResult | null>(null);
  checks.set(key, cached);
  return cached;
}

/** Number of checks in which a livestream to a saved destination was ready. */
export const passedChecks = signal(0);

/** Keeps the result of a readiness check for the list. It applies to the settings known now. */
export function recordCheck(kind: Kind, id: string, report: ReadinessReport): void {
  const { livestream } = stateOf(kind, id).peek();
  if (livestream === null) return;
  const settings = settingsOf(livestream);
  checkOf(kind, id).value = { ...outcomeOf(report), settings, at: performance.now() };
  if (report.ready && livestream.destination_id !== null) passedChecks.value += 1;
}

/** Forgets results that are older than `maxAgeMs`: what they found may no longer be true. */
export function expireChecks(maxAgeMs: number): void {
  for (const check of checks.values()) {
    const result = check.peek();
    if (result && performance.now() - result.at >= maxAgeMs) check.value = null;
  }
}

/** What the row of a meeting shows about its readiness; see {@link rowReadiness}. */
export function readinessOf(kind: Kind, id: string): ReadonlySignal<RowReadiness> {
  const key = keyOf(kind, id);
  const cached = marks.get(key);
  if (cached) return cached;
  const fresh = computed(() =>
    rowReadiness({
      ...stateOf(kind, id).value,
      sameKeyAs: overlaps.value.get(key),
      check: checkOf(kind, id).value,
    }),
  );
  marks.set(key, fresh);
  return fresh;
}

/** Compares the keys of all meetings and webinars that the lists contain. */
const overlaps = computed(() => {
  sharedKeyVersion.value;
  const uses = new Map<string, KeyUse>();
  for (const kind of ['meetings', 'webinars'] as const)
    for (const meeting of loadedMeetings(kind)) {
      const key = keyOf(kind, meeting.id);
      const fingerprint = fingerprintOf(kind, meeting.id);
      const use = uses.get(key) ?? { key, topic: meeting.topic, fingerprint, dates: [] };
      use.dates.push(...dateOf(meeting));
      uses.set(key, use);
    }
  return keyOverlaps([...uses.values()], Date.now());
});

function dateOf({ start_time, duration }: Meeting): KeyUse['dates'] {
  const from = momentOf(start_time)?.getTime();
  return from === undefined ? [] : [{ from, to: from + Math.max(duration, 0) * 60_000 }];
}

// A new connection may have other permissions.
onEvent('connection', () => expireChecks(0));

onEvent('livestream', ({ kind, meeting_id }) => {
  if (kind && meeting_id) checkOf(kind, meeting_id).value = null;
});

/** Another user may sign in on the same page. */
effect(() => {
  if (session.value.state !== 'signed out') return;
  checks.clear();
  marks.clear();
});
