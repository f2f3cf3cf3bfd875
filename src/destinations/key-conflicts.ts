import type { MeetingRef } from '../zoom/meeting.ts';
import { nameOf } from './key-reuse.ts';
import { type MeetingTimes, overlapInTime } from './meeting-times.ts';

/** A meeting and the stream key that it has, or will have. */
export interface KeyUse {
  meeting: MeetingRef;
  streamKey: string;
  times: MeetingTimes;
}

/** Which other meetings use the same stream key as one meeting. */
export interface KeyConflict {
  /** One of them, an overlapping one if there is one. */
  example: KeyUse;
  /** How many they are, or how many overlap if any does. */
  count: number;
  /** True if at least one takes place at the same time, give or take a quarter of an hour. */
  overlaps: boolean;
}

/** Series have many dates, and a thousand meetings may share a key: beyond this many comparisons per meeting only the nearest count. */
const MAX_NEIGHBOURS = 50;

/**
 * The conflicts of every meeting whose stream key another one uses too, by `kind:id`. Every meeting must be in `uses` once.
 * Costs O(n log n): the meetings of one key are compared in order of their dates.
 */
export function keyConflicts(uses: readonly KeyUse[]): Map<string, KeyConflict> {
  const conflicts = new Map<string, KeyConflict>();
  const groups = new Map<string, KeyUse[]>();
  for (const use of uses) {
    if (use.streamKey === '') continue;
    const group = groups.get(use.streamKey);
    if (group === undefined) groups.set(use.streamKey, [use]);
    else group.push(use);
  }
  for (const group of groups.values()) if (group.length > 1) addConflicts(group, conflicts);
  return conflicts;
}

function addConflicts(group: KeyUse[], conflicts: Map<string, KeyConflict>): void {
  const overlapping = overlapsWithin(group);
  for (const use of group) {
    const name = nameOf(use.meeting);
    const others = [...(overlapping.get(use) ?? [])];
    const [overlapped] = others;
    const example = overlapped ?? (group[0] === use ? group[1] : group[0]);
    if (example === undefined) continue;
    const overlaps = overlapped !== undefined;
    conflicts.set(name, { example, overlaps, count: overlaps ? others.length : group.length - 1 });
  }
}

/** Which uses overlap which: dates in order, each compared with those that follow until one is too late to overlap. */
function overlapsWithin(group: KeyUse[]): Map<KeyUse, Set<KeyUse>> {
  const found = new Map<KeyUse, Set<KeyUse>>();
  const add = (one: KeyUse, other: KeyUse) => found.set(one, (found.get(one) ?? new Set()).add(other));
  const dates = group
    .flatMap((use) => use.times.intervals.map((interval) => ({ use, interval })))
    .sort((one, other) => one.interval.from - other.interval.from);
  for (const [index, { use, interval }] of dates.entries()) {
    for (const later of dates.slice(index + 1, index + 1 + MAX_NEIGHBOURS)) {
      if (later.use === use) continue;
      if (!overlapInTime(interval, later.interval)) break;
      add(use, later.use);
      add(later.use, use);
    }
  }
  return found;
}
