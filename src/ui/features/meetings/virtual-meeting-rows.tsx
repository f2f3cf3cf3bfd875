import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Kind, Meeting } from '../../api/types.ts';
import { RequestButton } from '../../components/request-button.tsx';
import { strings } from '../../i18n/index.ts';
import { useInView } from '../../lib/in-view.ts';
import { everything, isFiltering } from '../../lib/list-filter.ts';
import { announce } from '../../state/announce.ts';
import type { MeetingList } from '../../state/meeting-list.ts';
import { PORTION } from '../../state/scroll-position.ts';
import { MeetingRows } from './meeting-rows.tsx';

const messages = strings.list;

/** Announces the count when the user pauses typing. */
const PAUSE_MS = 700;

type VirtualMeetingRowsProps = {
  kind: Kind;
  meetings: Meeting[];
  readsInView: boolean;
  list: MeetingList;
  isComplete: boolean;
  /** The order differs from the loading order: the list is shown when it is complete. */
  isWhole: boolean;
  /** Meetings that are live or start soon come first. */
  isPinning: boolean;
};

/** A list of any length: rows are rendered and loaded as far as the user scrolls or searches. */
export function VirtualMeetingRows({
  kind,
  meetings,
  readsInView,
  list,
  isComplete,
  isWhole,
  isPinning,
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
    isNarrowed
      ? messages.found(meetings.length, total, kind)
      : messages.shown(total, kind, isComplete ? '' : '+'),
    pages.length > 0 && !loading,
  );

  // A search covers the whole list, so the remaining pages are loaded.
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
      <MeetingRows kind={kind} meetings={drawn} readsInView={readsInView} isPinning={isPinning} />
      {isSearching && pages.length > 0 && <p class="small muted">{messages.searching(total)}</p>}
      {isNarrowed && isComplete && meetings.length === 0 && (
        <div class="empty">
          <p>{messages.nothingFound}</p>
          <button type="button" onClick={showAll}>
            {messages.clear}
          </button>
        </div>
      )}
      {hasMore && !isSearching && (
        <RequestButton
          buttonRef={end}
          class="more"
          isBusy={loading && drawn.length === meetings.length}
          busyLabel={messages.moreLoading}
          onClick={more}
        >
          {messages.more}
        </RequestButton>
      )}
    </>
  );
}

/** Announces the count after a pause. */
function useCount(sentence: string, isKnown: boolean): void {
  useEffect(() => {
    if (!isKnown) return;
    const timer = setTimeout(() => announce(sentence), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [sentence, isKnown]);
}
