import { effect } from '@preact/signals';
import { useEffect, useLayoutEffect, useState } from 'preact/hooks';
import type { Kind, ListType } from '../../api/types.ts';
import { StaleNote } from '../../components/last-checked.tsx';
import { Link } from '../../components/link.tsx';
import { isShownByBanner, LoadFailure } from '../../components/load-failure.tsx';
import { Refresh } from '../../components/refresh.tsx';
import { RestoreFocus } from '../../components/restore-focus.tsx';
import { ScreenTitle } from '../../components/screen.tsx';
import { strings } from '../../i18n/index.ts';
import { type Filter, filterOfQuery, isFiltering } from '../../lib/list-filter.ts';
import { cityOfZone } from '../../lib/zone-days.ts';
import { times } from '../../state/clock.ts';
import { useDestinationNames } from '../../state/destination-names.ts';
import { loadOnRequest } from '../../state/load-on-request.ts';
import { type Listed, type MeetingList, meetingList } from '../../state/meeting-list.ts';
import { path, replace } from '../../state/navigation.ts';
import { listPath, routeOf } from '../../state/route.ts';
import { recordLeaving, useScrollPosition } from '../../state/scroll-position.ts';
import { selectedMeetings } from '../../state/selected-meetings.ts';
import { EmptyList } from './empty-list.tsx';
import { FilterChips } from './filter-bar.tsx';
import { FirstSteps } from './first-steps.tsx';
import { ListSkeleton } from './list-skeleton.tsx';
import { RowDialog } from './row-dialog.tsx';
import { SearchField } from './search-field.tsx';
import type { SelectionBar } from './selection-bar.tsx';
import { Unchecked } from './unchecked.tsx';
import { useShown } from './use-shown.ts';
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
      <div class="list-bar">
        <ScreenTitle title={strings.list.title[kind]} />
        <TypeLinks kind={kind} type={type} />
        <SearchField kind={kind} filter={list.filter} />
      </div>
      {type === 'upcoming' && <FirstSteps kind={kind} list={list} />}
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
  const { rows, counts } = useShown(kind, type, list);
  const drawn = failure ? Math.min(rows.length, list.scrollPosition.drawn) : 0;
  const isComplete = pages.length > 0 && !pages.at(-1)?.next;
  const isEmpty = isComplete && pages.every(({ meetings }) => meetings.length === 0);
  const staleSince = pages.find((page) => page.staleSince)?.staleSince;
  const isPast = type === 'previous';
  return (
    <section
      class={selectedMeetings.value?.kind === kind ? 'selecting' : undefined}
      aria-busy={loading}
      aria-label={strings.list.types[type]}
      onClickCapture={(event) => recordLeaving(list.scrollPosition, event)}
    >
      <div class="list-status">
        {(!isPast || list.filter.value.show !== 'all') && (
          <FilterChips
            kind={kind}
            filter={list.filter}
            counts={pages.length > 0 ? counts : null}
            isComplete={isComplete}
          />
        )}
        <p class="list-facts small muted">
          {pages.length > 0 && (
            <span class="list-count">{countOf(kind, rows.length, pages, list.filter.value)}</span>
          )}
          <span>{zoneText(times.value.zone)}</span>
          <Refresh updatedAt={list.fetchedAt.value} onRefresh={list.refresh} />
        </p>
      </div>
      <Unchecked kind={kind} list={list} readsInView={!isPast} />
      {pages.length === 0 && !failure && <ListSkeleton />}
      {staleSince && <StaleNote fetchedAt={staleSince} />}
      {outdated && (
        <RestoreFocus>
          <Outdated onRestart={list.restart} />
        </RestoreFocus>
      )}
      {isEmpty ? (
        <EmptyList kind={kind} type={type} />
      ) : (
        <VirtualMeetingRows
          kind={kind}
          meetings={rows}
          readsInView={!isPast}
          list={list}
          isComplete={isComplete}
          isWhole={isPast}
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
      {!isPast && <LazySelectionBar kind={kind} shown={rows} />}
      <RowDialog />
    </section>
  );
}

/** Its code is loaded when the first row is selected. */
function LazySelectionBar(props: Parameters<typeof SelectionBar>[0]) {
  const [Bar, setBar] = useState<typeof SelectionBar | null>(null);
  const isSelecting = selectedMeetings.value?.kind === props.kind;
  useEffect(() => {
    if (!isSelecting || Bar) return;
    loadOnRequest(() => import('./selection-bar.tsx')).then(
      (code) => code && setBar(() => code.SelectionBar),
    );
  }, [isSelecting]);
  return Bar && <Bar {...props} />;
}

/** "Berlin time"; a zone without a city, such as UTC, as it is. */
function zoneText(zone: string): string {
  const city = cityOfZone(zone);
  return city === null ? zone : strings.list.localTime(city);
}

/** Number of meetings, or of those that match the filter. */
function countOf(kind: Kind, shown: number, pages: Listed['pages'], filter: Filter): string {
  const total = pages.reduce((sum, { meetings }) => sum + meetings.length, 0);
  const hasMore = pages.at(-1)?.next !== '';
  return isFiltering(filter)
    ? strings.list.found(shown, total, kind)
    : strings.list.shown(total, kind, hasMore ? '+' : '');
}

/** The first new row after `count`, or the last row if there is no new one. */
function rowAfter(count: number): HTMLElement | undefined {
  const rows = [...document.querySelectorAll<HTMLElement>('main .row .cover')];
  return rows[count] ?? rows.at(-1);
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
