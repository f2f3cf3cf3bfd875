import type { Kind, Livestream, Meeting } from '../api.ts';
import { times } from '../clock.ts';
import { destinationName } from '../destination.ts';
import { useWhileInView } from '../in-view.ts';
import { readableId } from '../meeting-id.ts';
import { meetingPath } from '../route.ts';
import { stateOf } from '../seen.ts';
import { strings } from '../strings.ts';
import { momentOf } from '../times.ts';
import { visibleTopic } from '../topic.ts';
import { showRow } from '../visible-rows.ts';
import { Freshness } from './freshness.tsx';
import { Lamp } from './lamp.tsx';
import { Link } from './link.tsx';

type RowProps = { kind: Kind; meeting: Meeting; looks: boolean };

/** One line of the list: when, what, where to, and whether it is on air. */
export function MeetingRow({ kind, meeting, looks }: RowProps) {
  const start = momentOf(meeting.start_time);
  return (
    <li class="row" data-row={rowKey(meeting)}>
      <span class="when">
        {start ? (
          <time dateTime={start.toISOString()}>{times.value.timeOfDay(start)}</time>
        ) : (
          strings.list.anyTime
        )}
      </span>
      <span class="what">
        <Link to={meetingPath(kind, meeting.id)} class="cover">
          {visibleTopic(meeting.topic) || strings.list.untitled[kind]}
        </Link>
        <span class="small muted">{detailsOf(meeting)}</span>
      </span>
      <Stream kind={kind} id={meeting.id} looks={looks} />
    </li>
  );
}

/** A series has one ID and many dates. */
export function rowKey({ id, start_time }: Meeting): string {
  return `${id} ${start_time ?? ''}`;
}

/** What moves: drawn again by itself when the server tells of it. */
function Stream({ kind, id, looks }: { kind: Kind; id: string; looks: boolean }) {
  const { livestream, live } = stateOf(kind, id).value;
  const where = useWhileInView<HTMLSpanElement>(looks ? () => showRow(kind, id) : undefined);
  return (
    <>
      <span class="where" ref={where}>
        <Destination livestream={livestream} />
      </span>
      <Lamp live={live} />
    </>
  );
}

function detailsOf({ id, duration, recurring }: Meeting): string {
  const lasting = duration ? strings.age.duration(Math.floor(duration / 60), duration % 60) : '';
  return [readableId(id), lasting, recurring ? strings.list.recurring : ''].filter(Boolean).join(' · ');
}

function Destination({ livestream }: { livestream: Livestream | null }) {
  if (!livestream) return <span class="none">{strings.list.notChecked}</span>;
  return (
    <>
      <span class={livestream.configured ? 'service' : 'none'}>
        {livestream.configured ? destinationName(livestream.stream_url) : strings.list.notConfigured}
      </span>
      <Freshness livestream={livestream} />
    </>
  );
}
