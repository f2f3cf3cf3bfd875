import type { Memory, UserMemory } from '../database/memory.ts';
import type { MeetingRef } from '../zoom/meeting.ts';
import type { LivestreamView } from './view.ts';

/** A copy as it is kept in process: ready to be answered, without the stream key. */
export interface FreshCopy {
  view: LivestreamView;
  etag: string;
  /** Monotonic milliseconds. */
  freshUntil: number;
}

export interface Copies {
  /** A copy that may be answered now without asking anybody. */
  find(userId: string, meeting: MeetingRef): FreshCopy | undefined;
  /** Where to hang what is about to be read for this user. */
  begin(userId: string): UserMemory;
  keep(memory: UserMemory, meeting: MeetingRef, copy: FreshCopy): void;
}

/** Per user; a host with more meetings in an hour reads the rest from the database. */
const MAX_PER_USER = 200;

/** The layer above the stored copies: what one process may answer from memory while nothing of the user has changed. */
export function createCopies(memory: Memory): Copies {
  const kept = new WeakMap<UserMemory, Map<string, FreshCopy>>();
  return {
    find(userId, meeting) {
      const mine = memory.of(userId);
      const copy = kept.get(mine)?.get(keyOf(meeting));
      return copy !== undefined && memory.holds(mine) && performance.now() < copy.freshUntil
        ? copy
        : undefined;
    },
    begin: (userId) => memory.of(userId),
    keep(mine, meeting, copy) {
      const copies = kept.get(mine) ?? new Map<string, FreshCopy>();
      if (copies.size >= MAX_PER_USER) copies.delete(copies.keys().next().value ?? '');
      copies.set(keyOf(meeting), copy);
      kept.set(mine, copies);
    },
  };
}

function keyOf({ kind, id }: MeetingRef): string {
  return `${kind}:${id}`;
}
