import type { MeetingRef } from '../zoom/meeting.ts';
import { nameOf } from './key-reuse.ts';
import { type MeetingTimes, overlapInTime } from './meeting-times.ts';

/** A meeting with its current or planned stream key. */
export interface KeyUse {
  meeting: MeetingRef;
  streamKey: string;
  times: MeetingTimes;
}

/** The other meetings that use the same stream key as a meeting. */
export interface KeyConflict {
  /** One of them, preferably one that overlaps. */
  example: KeyUse;
  /** Their number; if any overlap, the number of those. */
  count: number;
  /** Whether at least one takes place at the same time, within 15 minutes. */
  overlaps: boolean;
}

/** Maximum comparisons per date. Series have many dates, and 1,000 meetings may share a key. */
const MAX_NEIGHBOURS = 50;

/**
 * Finds the meetings that share a stream key with another one, by `kind:id`. O(n log n): the
 * meetings of a key are compared in order of their dates.
 * @param uses each meeting at most once
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

/**
 * Finds overlapping uses. Dates are sorted; each is compared with later ones until one starts too
 * late to overlap.
 */
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
