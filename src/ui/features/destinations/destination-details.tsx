import { api } from '../../api/client.ts';
import type { Destination } from '../../api/types.ts';
import { FailureNote } from '../../components/failure.tsx';
import { Link } from '../../components/link.tsx';
import { strings } from '../../i18n/index.ts';
import { momentOf } from '../../lib/times.ts';
import { visibleTopic } from '../../lib/topic.ts';
import { now, times } from '../../state/clock.ts';
import { meetingPath } from '../../state/route.ts';
import { useQuery } from '../../state/use-query.ts';
import { OutdatedLinks } from './outdated-meetings.tsx';

const messages = strings.destinations;

/** The addresses of a destination, and the meetings that use it. */
export function DestinationDetails({ id, destination }: { id: string; destination: Destination }) {
  const { stream_url, page_url } = destination;
  return (
    <div class="destination-details" id={id}>
      <dl>
        <dt>{strings.form.stream_url}</dt>
        <dd class="mono">{stream_url}</dd>
        {page_url && (
          <>
            <dt>{strings.form.page_url}</dt>
            <dd class="mono">
              <a href={page_url} target="_blank" rel="noopener noreferrer">
                {page_url}
              </a>
            </dd>
          </>
        )}
      </dl>
      <UsedBy destination={destination} />
    </div>
  );
}

type Meetings = ReturnType<typeof useMeetingsOf>['meetings'];

/** The meetings and webinars that use a destination; null until they are loaded. */
export function useMeetingsOf({ id }: Destination) {
  const { value, failure, load } = useQuery(() =>
    api.GET('/api/destinations/{id}/meetings', { params: { path: { id } } }),
  );
  return { meetings: value?.meetings ?? null, failure, load };
}

function UsedBy({ destination }: { destination: Destination }) {
  const { meetings, failure, load } = useMeetingsOf(destination);
  if (failure) return <FailureNote failure={failure} onRetry={() => load()} />;
  return (
    <div class="destination-meetings" aria-busy={meetings === null}>
      <p class="small muted">{titleOf(meetings)}</p>
      <ul>
        {meetings?.map((meeting) => (
          <li key={`${meeting.kind} ${meeting.meeting_id}`}>
            <Link to={meetingPath(meeting.kind, meeting.meeting_id)}>
              {visibleTopic(meeting.topic) || strings.list.untitled[meeting.kind]}
            </Link>{' '}
            <span class="small muted">
              {[timeOf(meeting.start_time), meeting.current ? '' : messages.previousKey]
                .filter(Boolean)
                .join(' · ')}
            </span>
          </li>
        ))}
      </ul>
      {meetings && <OutdatedLinks destination={destination} meetings={meetings} />}
    </div>
  );
}

function titleOf(meetings: Meetings): string {
  if (meetings === null) return messages.loadingMeetings;
  return meetings.length === 0 ? messages.noMeetings : messages.meetingsTitle;
}

function timeOf(startTime: string | null): string {
  const start = momentOf(startTime);
  return start ? times.value.moment(start, now.value) : strings.list.anyTime;
}
