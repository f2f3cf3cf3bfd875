import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Kind, Meeting } from '../../api/types.ts';
import { strings } from '../../i18n/index.ts';
import { useInView } from '../../lib/in-view.ts';
import { everything, isFiltering } from '../../lib/list-filter.ts';
import { announce } from '../../state/announce.ts';
import type { MeetingList } from '../../state/meeting-list.ts';
import { PORTION } from '../../state/scroll-position.ts';
import { MeetingRows } from './meeting-rows.tsx';

const words = strings.list;

/** Who types hears the count once they pause. */
const PAUSE_MS = 700;

type VirtualMeetingRowsProps = {
  kind: Kind;
  meetings: Meeting[];
  appearances: boolean;
  list: MeetingList;
  isComplete: boolean;
  /** Its order is not the one it comes in: it is shown once all of it is there. */
  isWhole: boolean;
};

/** A rundown of any length: drawn, and asked for, as far as somebody scrolls or searches. */
export function VirtualMeetingRows({
  kind,
  meetings,
  appearances,
  list,
  isComplete,
  isWhole,
}: VirtualMeetingRowsProps) {
  const { pages, loading, failure } = list.state.value;
  const isNarrowed = isFiltering(list.filter.value);
  const [max, setMax] = useState(list.scrollPosition.drawn);
  useEffect(() => {
    list.scrollPosition.drawn = max;
  }, [max]);
  const total = pages.reduce((sum, page) => sum + page.meetings.length, 0);
  const isSearching = (isNarrowed || isWhole) && !isComplete && !failure;
  const isWaiting = isWhole && isSearching;
  const drawn = useMemo(() => (isWaiting ? [] : meetings.slice(0, max)), [isWaiting, meetings, max]);
  useCount(
    isNarrowed ? words.found(meetings.length, total) : words.shown(total),
    pages.length > 0 && !loading,
  );

  // A search is of the whole list, however much of it was read.
  useEffect(() => {
    if (isSearching && !loading) list.more();
  }, [isSearching, loading]);

  const hasMore = drawn.length < meetings.length || (!isComplete && !failure && pages.length > 0);
  const more = () => {
    if (drawn.length < meetings.length) setMax(max + PORTION);
    else if (!isComplete && !failure) list.more();
  };
  const showAll = () => {
    list.filter.value = everything;
    document.getElementById('list-words')?.focus();
  };
  const end = useInView<HTMLButtonElement>(hasMore ? more : undefined, `${drawn.length} ${loading}`);

  return (
    <>
      <MeetingRows kind={kind} meetings={drawn} appearances={appearances} />
      {isSearching && pages.length > 0 && <p class="small muted">{words.searching(total)}</p>}
      {isNarrowed && isComplete && meetings.length === 0 && (
        <div class="empty">
          <p>{words.nothingFound}</p>
          <button type="button" onClick={showAll}>
            {words.clear}
          </button>
        </div>
      )}
      {hasMore && !isSearching && (
        <button ref={end} type="button" class="more" aria-disabled={loading} onClick={more}>
          {loading ? words.moreLoading : words.more}
        </button>
      )}
    </>
  );
}

/** Says how many there are, once there is a pause. */
function useCount(sentence: string, isKnown: boolean): void {
  useEffect(() => {
    if (!isKnown) return;
    const timer = setTimeout(() => announce(sentence), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [sentence, isKnown]);
}
