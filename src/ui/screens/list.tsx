import type { Kind, ListType } from '../api.ts';
import { times } from '../clock.ts';
import { FailureNote } from '../parts/failure.tsx';
import { StaleNote } from '../parts/freshness.tsx';
import { Link } from '../parts/link.tsx';
import { OpenById } from '../parts/open-by-id.tsx';
import { Rundown } from '../parts/rundown.tsx';
import { ScreenTitle } from '../parts/screen.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { listPath } from '../route.ts';
import { strings } from '../strings.ts';
import { useMeetings } from './use-meetings.ts';

type ListProps = { kind: Kind; type: ListType };

/** The meetings or webinars of the person, one page at a time. */
export function ListScreen({ kind, type }: ListProps) {
  const list = useMeetings(kind, type);
  return (
    <>
      <div class="list-head">
        <ScreenTitle title={strings.list.title[kind]} />
        <OpenById kind={kind} />
      </div>
      <div class="list-bar">
        <TypeLinks kind={kind} type={type} />
        <p class="small muted">{strings.list.zone(times.value.zone)}</p>
      </div>
      <section aria-busy={list.loading} aria-label={strings.list.types[type]}>
        {list.loading && list.meetings.length === 0 && <Skeleton label={strings.list.loading} />}
        {list.staleSince && <StaleNote fetchedAt={list.staleSince} />}
        <Rundown kind={kind} meetings={list.meetings} />
        {list.complete && list.meetings.length === 0 && <p class="empty">{strings.list.empty[type]}</p>}
        {list.failure && <FailureNote failure={list.failure} onRetry={list.more} />}
        {list.meetings.length > 0 && !list.complete && !list.failure && (
          <button type="button" class="more" aria-disabled={list.loading} onClick={list.more}>
            {list.loading ? strings.list.moreLoading : strings.list.more}
          </button>
        )}
      </section>
    </>
  );
}

function TypeLinks({ kind, type }: ListProps) {
  return (
    <nav class="segments" aria-label={strings.list.show}>
      {(['upcoming', 'live', 'previous'] as const).map((each) => (
        <Link key={each} to={listPath(kind, each)} current={each === type}>
          {strings.list.types[each]}
        </Link>
      ))}
    </nav>
  );
}
