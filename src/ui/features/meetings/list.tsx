import { effect, useComputed } from '@preact/signals';
import { useEffect, useLayoutEffect } from 'preact/hooks';
import { stateOf } from '../../api/meeting-cache.ts';
import type { Kind, ListType, Meeting } from '../../api/types.ts';
import { StaleNote } from '../../components/last-checked.tsx';
import { Link } from '../../components/link.tsx';
import { isShownByBanner, LoadFailure } from '../../components/load-failure.tsx';
import { Refresh } from '../../components/refresh.tsx';
import { RestoreFocus } from '../../components/restore-focus.tsx';
import { ScreenTitle } from '../../components/screen.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { strings } from '../../i18n/index.ts';
import { type Filter, filterOfQuery, isFiltering, isShown, matchesAll } from '../../lib/list-filter.ts';
import { times } from '../../state/clock.ts';
import { useDestinationNames } from '../../state/destination-names.ts';
import { type Listed, type MeetingList, meetingList } from '../../state/meeting-list.ts';
import { path, replace } from '../../state/navigation.ts';
import { listPath, routeOf } from '../../state/route.ts';
import { recordLeaving, useScrollPosition } from '../../state/scroll-position.ts';
import { isRejected, requestUnknown } from '../../state/visible-rows.ts';
import { ListFilter } from './filter-bar.tsx';
import { rowKey } from './meeting-row.tsx';
import { VirtualMeetingRows } from './virtual-meeting-rows.tsx';

type ListProps = { kind: Kind; type: ListType };

/** The user's meetings or webinars, loaded page by page. */
export function ListScreen({ kind, type }: ListProps) {
  const list = meetingList(kind, type);
  useFilterInAddress(kind, type, list);
  useEffect(() => list.watch(), []);
  useDestinationNames();
  useScrollPosition(list.scrollPosition);
  return (
    <>
      <div class="list-head">
        <div>
          <ScreenTitle title={strings.list.title[kind]} />
          <Refresh updatedAt={list.fetchedAt.value} onRefresh={list.refresh} />
        </div>
      </div>
      <div class="list-bar">
        <TypeLinks kind={kind} type={type} />
        <ListFilter kind={kind} filter={list.filter} />
      </div>
      <Contents kind={kind} type={type} list={list} />
    </>
  );
}

/**
 * The address contains the filter, so that it survives a reload and can be shared; Back and links
 * set it.
 */
function useFilterInAddress(kind: Kind, type: ListType, { filter }: MeetingList): void {
  const shown = path.value;
  useLayoutEffect(() => {
    if (!isListAt(shown, kind, type)) return;
    const wanted = filterAt(shown);
    if (listPath(kind, type, wanted) !== listPath(kind, type, filter.peek())) filter.value = wanted;
  }, [shown]);
  // Not `useSignalEffect`, which runs a frame later: by then the user may have typed another
  // character or left the list, and the address would bring the older filter back.
  useEffect(
    () =>
      effect(() => {
        const to = listPath(kind, type, filter.value);
        const shown = path.peek();
        if (isListAt(shown, kind, type) && listPath(kind, type, filterAt(shown)) !== to) replace(to);
      }),
    [],
  );
}

const filterAt = (shown: string) => filterOfQuery(new URL(shown, location.origin).searchParams);

function isListAt(shown: string, kind: Kind, type: ListType): boolean {
  const route = routeOf(shown);
  return route.screen === 'list' && route.kind === kind && route.type === type;
}

/** The rows of the list, and its loading state. */
function Contents({ kind, type, list }: ListProps & { list: MeetingList }) {
  const { pages, loading, failure, outdated } = list.state.value;
  const shown = useShown(kind, type, list);
  const drawn = failure ? Math.min(shown.length, list.scrollPosition.drawn) : 0;
  const isComplete = pages.length > 0 && !pages.at(-1)?.next;
  const isEmpty = isComplete && pages.every(({ meetings }) => meetings.length === 0);
  const staleSince = pages.find((page) => page.staleSince)?.staleSince;
  return (
    <section
      aria-busy={loading}
      aria-label={strings.list.types[type]}
      onClickCapture={(event) => recordLeaving(list.scrollPosition, event)}
    >
      <p class="list-status">
        <span>{pages.length > 0 && countOf(shown.length, pages, list.filter.value)}</span>
        <span class="small muted">{strings.list.zone(times.value.zone)}</span>
      </p>
      <Unchecked kind={kind} list={list} readsInView={type !== 'previous'} />
      {pages.length === 0 && !failure && (
        // As high as the rows that replace it, so that nothing in view moves.
        <div class="loading-screen">
          <Skeleton label={strings.list.loading} />
        </div>
      )}
      {staleSince && <StaleNote fetchedAt={staleSince} />}
      {outdated && (
        <RestoreFocus>
          <Outdated onRestart={list.restart} />
        </RestoreFocus>
      )}
      {isEmpty ? (
        <p class="empty">{strings.list.empty[type]}</p>
      ) : (
        <VirtualMeetingRows
          kind={kind}
          meetings={shown}
          readsInView={type !== 'previous'}
          list={list}
          isComplete={isComplete}
          isWhole={type === 'previous'}
          isPinning={type === 'upcoming'}
        />
      )}
      {failure && pages.length === 0 && isShownByBanner(failure) && (
        <p class="empty">{strings.reconnect.list}</p>
      )}
      {failure && (
        <RestoreFocus fallbackTarget={() => rowAfter(drawn)}>
          <LoadFailure failure={failure} onRetry={list.more} />
        </RestoreFocus>
      )}
    </section>
  );
}

/** Number of meetings, or of those that match the filter. */
function countOf(shown: number, pages: Listed['pages'], filter: Filter): string {
  const total = pages.reduce((sum, { meetings }) => sum + meetings.length, 0);
  return isFiltering(filter) ? strings.list.found(shown, total) : strings.list.shown(total);
}

/**
 * Rows whose livestream is unknown match no livestream filter. They are read for the filter, up to
 * a limit, and the user sees how many are left.
 */
function Unchecked({ kind, list, readsInView }: { kind: Kind; list: MeetingList; readsInView: boolean }) {
  const rows = useComputed(() => {
    const { words, show } = list.filter.value;
    if (show !== 'configured' && show !== 'none') return [];
    const all = list.state.value.pages
      .flatMap(({ meetings }) => meetings)
      .filter((each) => matchesAll(words, each));
    const ids = new Set(all.map(({ id }) => id));
    return [...ids]
      .filter((id) => stateOf(kind, id).value.livestream === null && !isRejected(kind, id))
      .map((id) => ({ kind, id }));
  }).value;
  const { show } = list.filter.value;
  const pages = list.state.value.pages.length;
  useEffect(() => {
    if (readsInView) requestUnknown(rows);
  }, [show, pages]);
  if (rows.length === 0) return null;
  return (
    <p class="small muted unchecked">
      {strings.list.uncheckedCount(rows.length)}{' '}
      <button type="button" class="textual" onClick={() => requestUnknown(rows)}>
        {strings.list.checkMore}
      </button>
    </p>
  );
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

/** The first new row after `count`, or the last row if there is no new one. */
function rowAfter(count: number): HTMLElement | undefined {
  const rows = [...document.querySelectorAll<HTMLElement>('main .row .cover')];
  return rows[count] ?? rows.at(-1);
}

/**
 * The rows that match the filter, without duplicates: a meeting may move to the next page while
 * that page is loaded.
 */
function useShown(kind: Kind, type: ListType, list: MeetingList) {
  return useComputed(() => {
    const { words, show } = list.filter.value;
    const { pages } = list.state.value;
    const rows = pages.flatMap(({ meetings }) => meetings);
    const once = [...new Map(rows.map((meeting) => [rowKey(meeting), meeting])).values()];
    if (type === 'previous') once.sort(byLatest);
    const ordered = type === 'upcoming' ? timelessLast(once, !pages.at(-1)?.next) : once;
    if (!isFiltering({ words, show })) return ordered;
    return ordered.filter(
      (meeting) =>
        matchesAll(words, meeting) && (show === 'all' || isShown(show, stateOf(kind, meeting.id).value)),
    );
  }).value;
}

function Outdated({ onRestart }: { onRestart: () => void }) {
  return (
    <div class="note note-warn" role="status">
      <p>{strings.list.outdated}</p>
      <button type="button" onClick={onRestart}>
        {strings.list.restart}
      </button>
    </div>
  );
}

function TypeLinks({ kind, type }: ListProps) {
  return (
    <nav class="segments" aria-label={strings.list.show}>
      {(['upcoming', 'live', 'previous'] as const).map((each) => (
        <Link
          key={each}
          to={listPath(kind, each, meetingList(kind, each).filter.value)}
          current={each === type}
        >
          {strings.list.types[each]}
        </Link>
      ))}
    </nav>
  );
}
