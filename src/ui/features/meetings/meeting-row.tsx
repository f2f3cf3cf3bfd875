import { stateOf } from '../../api/meeting-cache.ts';
import type { Kind, Livestream, Meeting } from '../../api/types.ts';
import { LastChecked } from '../../components/last-checked.tsx';
import { Link } from '../../components/link.tsx';
import { LiveBadge } from '../../components/live-badge.tsx';
import { strings } from '../../i18n/index.ts';
import { destinationName } from '../../lib/destination.ts';
import { useWhileInView } from '../../lib/in-view.ts';
import { readableId } from '../../lib/meeting-id.ts';
import { momentOf } from '../../lib/times.ts';
import { visibleTopic } from '../../lib/topic.ts';
import { now, times } from '../../state/clock.ts';
import { nameOfDestination } from '../../state/destination-names.ts';
import { meetingPath } from '../../state/route.ts';
import { showRow } from '../../state/visible-rows.ts';

type RowProps = { kind: Kind; meeting: Meeting; readsInView: boolean };

/** One row of the list: time, topic, destination and live status. */
export function MeetingRow({ kind, meeting, readsInView }: RowProps) {
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
      <Stream kind={kind} id={meeting.id} readsInView={readsInView} />
    </li>
  );
}

/** A series has one ID and several occurrences. */
export function rowKey({ id, start_time }: Meeting): string {
  return `${id} ${start_time ?? ''}`;
}

/** The part that changes: it re-renders on its own when an event arrives. */
function Stream({ kind, id, readsInView }: { kind: Kind; id: string; readsInView: boolean }) {
  const { livestream, live } = stateOf(kind, id).value;
  const where = useWhileInView<HTMLSpanElement>(readsInView ? () => showRow(kind, id) : undefined);
  return (
    <>
      <span class="where" ref={where}>
        <Destination livestream={livestream} />
      </span>
      <LiveBadge live={live} />
    </>
  );
}

function detailsOf({ id, duration, recurring }: Meeting): string {
  const lasting = duration ? strings.age.duration(Math.floor(duration / 60), duration % 60) : '';
  return [readableId(id), lasting, recurring ? strings.list.recurring : ''].filter(Boolean).join(' · ');
}

/** A value that is younger than this is as good as current (milliseconds). */
const RECENT_MS = 5 * 60_000;

/** Whether the user should see the age of the value. */
function isAgeRelevant({ stale, fetched_at }: Livestream, present: Date): boolean {
  return stale || present.getTime() - Date.parse(fetched_at) > RECENT_MS;
}

function Destination({ livestream }: { livestream: Livestream | null }) {
  if (!livestream) return <span class="none">{strings.list.notChecked}</span>;
  return (
    <>
      <span class={livestream.configured ? 'service' : 'none'}>
        {livestream.configured
          ? (nameOfDestination(livestream.destination_id) ?? destinationName(livestream.stream_url))
          : strings.list.notConfigured}
      </span>
      {isAgeRelevant(livestream, now.value) && <LastChecked livestream={livestream} />}
    </>
  );
}
