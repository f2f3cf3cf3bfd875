import { useComputed } from '@preact/signals';
import { stateOf } from '../../api/meeting-cache.ts';
import type { Kind, ListType, Meeting } from '../../api/types.ts';
import { type Counts, countMarks, isShown, matchesAll } from '../../lib/list-filter.ts';
import type { MeetingList } from '../../state/meeting-list.ts';
import { readinessOf } from '../../state/row-readiness.ts';
import { rowKey } from './meeting-row.tsx';

/**
 * The rows that match the filter, and the numbers of rows per filter among those that match the
 * search. A meeting may move to the next page while that page is loaded, so duplicates are removed.
 */
export function useShown(kind: Kind, type: ListType, list: MeetingList): { rows: Meeting[]; counts: Counts } {
  const found = useComputed(() => {
    const { words } = list.filter.value;
    const { pages } = list.state.value;
    const all = pages.flatMap(({ meetings }) => meetings);
    const once = [...new Map(all.map((meeting) => [rowKey(meeting), meeting])).values()];
    if (type === 'previous') once.sort(byLatest);
    const ordered = type === 'upcoming' ? timelessLast(once, !pages.at(-1)?.next) : once;
    return words.trim() === '' ? ordered : ordered.filter((meeting) => matchesAll(words, meeting));
  });
  const rows = useComputed(() => {
    const { show } = list.filter.value;
    if (show === 'all') return found.value;
    return found.value.filter(({ id }) =>
      isShown(show, readinessOf(kind, id).value.mark, stateOf(kind, id).value.livestream),
    );
  });
  // As text: a row that changes without another mark then renders nothing but itself.
  const counts = useComputed(() =>
    JSON.stringify(countMarks(found.value.map(({ id }) => readinessOf(kind, id).value.mark))),
  );
  return { rows: rows.value, counts: JSON.parse(counts.value) };
}

/** Previous meetings are listed newest first. */
function byLatest(one: Meeting, other: Meeting): number {
  return (other.start_time ?? '').localeCompare(one.start_time ?? '');
}

/**
 * Meetings without a fixed time follow the others once no more pages can come, so that rows stay
 * where they are.
 */
function timelessLast(meetings: Meeting[], isWhole: boolean): Meeting[] {
  const timed = meetings.filter(({ start_time }) => start_time);
  return isWhole ? [...timed, ...meetings.filter(({ start_time }) => !start_time)] : timed;
}
