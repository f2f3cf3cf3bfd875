import type { Kind } from '../api/types.ts';
import type { SelectedMeeting, Selection } from './selection.ts';

/** The selection with these meetings added, each once. Meetings of another kind are replaced. */
export function withMeetings(selection: Selection | null, kind: Kind, added: SelectedMeeting[]): Selection {
  const before = selection?.kind === kind ? selection.meetings : [];
  const all = new Map([...before, ...added].map(({ id, topic }) => [id, { id, topic }]));
  return { kind, meetings: [...all.values()] };
}

/** The selection without these meetings. */
export function withoutMeetings(selection: Selection | null, removed: readonly string[]): Selection | null {
  if (selection === null) return null;
  return { ...selection, meetings: selection.meetings.filter(({ id }) => !removed.includes(id)) };
}

/**
 * The part of a list from one entry to another, in either direction. If the first one is not in the
 * list any more, only the second one.
 */
export function rangeOf<Entry>(all: readonly Entry[], from: Entry, to: Entry): Entry[] {
  const [start, end] = [all.indexOf(from), all.indexOf(to)].sort((one, other) => one - other);
  if (start === undefined || end === undefined || start < 0) return [to];
  return all.slice(start, end + 1);
}
