import type { Kind, Livestream, Meeting } from '../api.ts';
import { times } from '../clock.ts';
import { destinationName } from '../destination.ts';
import { readableId } from '../meeting-id.ts';
import { meetingPath } from '../route.ts';
import { strings } from '../strings.ts';
import { momentOf } from '../times.ts';
import { Freshness } from './freshness.tsx';
import { Lamp } from './lamp.tsx';
import { Link } from './link.tsx';

/** One line of the list: when, what, where to, and whether it is on air. */
export function MeetingRow({ kind, meeting }: { kind: Kind; meeting: Meeting }) {
  const start = momentOf(meeting.start_time);
  return (
    <li class="row">
      <span class="when">
        {start ? (
          <time dateTime={start.toISOString()}>{times.value.timeOfDay(start)}</time>
        ) : (
          strings.list.anyTime
        )}
      </span>
      <span class="what">
        <Link to={meetingPath(kind, meeting.id)} class="cover">
          {meeting.topic || strings.list.untitled}
        </Link>
        <span class="small muted">{detailsOf(meeting)}</span>
      </span>
      <span class="where">
        <Destination livestream={meeting.livestream} />
      </span>
      <Lamp live={meeting.live} />
    </li>
  );
}

function detailsOf({ id, duration, recurring }: Meeting): string {
  const lasting = duration ? strings.age.duration(Math.floor(duration / 60), duration % 60) : '';
  return [readableId(id), lasting, recurring ? strings.list.recurring : ''].filter(Boolean).join(' · ');
}

function Destination({ livestream }: { livestream: Livestream | null }) {
  if (!livestream) return <span class="none">{strings.list.notLookedAt}</span>;
  return (
    <>
      <span class={livestream.configured ? 'service' : 'none'}>
        {livestream.configured ? destinationName(livestream.stream_url) : strings.list.notConfigured}
      </span>
      <Freshness livestream={livestream} />
    </>
  );
}
