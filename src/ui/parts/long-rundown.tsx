import { useEffect, useMemo, useState } from 'preact/hooks';
import { announce } from '../announce.ts';
import type { Kind, Meeting } from '../api.ts';
import { useInView } from '../in-view.ts';
import { everything, isFiltering } from '../list-filter.ts';
import type { MeetingList } from '../meeting-list.ts';
import { PORTION } from '../place.ts';
import { strings } from '../strings.ts';
import { Rundown } from './rundown.tsx';

const words = strings.list;

/** Who types hears the count once they pause. */
const PAUSE_MS = 700;

type LongRundownProps = {
  kind: Kind;
  meetings: Meeting[];
  looks: boolean;
  list: MeetingList;
  isComplete: boolean;
  /** Its order is not the one it comes in: it is shown once all of it is there. */
  isWhole: boolean;
};

/** A rundown of any length: drawn, and asked for, as far as somebody scrolls or searches. */
export function LongRundown({ kind, meetings, looks, list, isComplete, isWhole }: LongRundownProps) {
  const { pages, loading, failure } = list.state.value;
  const isNarrowed = isFiltering(list.filter.value);
  const [most, setMost] = useState(list.place.drawn);
  useEffect(() => {
    list.place.drawn = most;
  }, [most]);
  const total = pages.reduce((sum, page) => sum + page.meetings.length, 0);
  const isSearching = (isNarrowed || isWhole) && !isComplete && !failure;
  const isWaiting = isWhole && isSearching;
  const drawn = useMemo(() => (isWaiting ? [] : meetings.slice(0, most)), [isWaiting, meetings, most]);
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
    if (drawn.length < meetings.length) setMost(most + PORTION);
    else if (!isComplete && !failure) list.more();
  };
  const showAll = () => {
    list.filter.value = everything;
    document.getElementById('list-words')?.focus();
  };
  const end = useInView<HTMLButtonElement>(hasMore ? more : undefined, `${drawn.length} ${loading}`);

  return (
    <>
      <Rundown kind={kind} meetings={drawn} looks={looks} />
      {isSearching && pages.length > 0 && <p class="small muted">{words.lookingThrough(total)}</p>}
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
