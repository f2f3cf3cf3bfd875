import { useRef } from 'preact/hooks';
import { stateOf } from '../../api/meeting-cache.ts';
import type { Kind, Livestream, Meeting } from '../../api/types.ts';
import { useRestoreFocus } from '../../components/focus.ts';
import { LastChecked } from '../../components/last-checked.tsx';
import { Link } from '../../components/link.tsx';
import { ServiceIcon } from '../../components/service-icon.tsx';
import { strings } from '../../i18n/index.ts';
import { useWhileInView } from '../../lib/in-view.ts';
import { readableId } from '../../lib/meeting-id.ts';
import { momentOf } from '../../lib/times.ts';
import { visibleTopic } from '../../lib/topic.ts';
import { shortAddress, webLink } from '../../lib/web-link.ts';
import { now, shortMoment, times } from '../../state/clock.ts';
import { shownDestination } from '../../state/destination-names.ts';
import { isCheckedSoon, showForCheck } from '../../state/readiness-checks.ts';
import { meetingPath } from '../../state/route.ts';
import { readinessOf } from '../../state/row-readiness.ts';
import { showRow } from '../../state/visible-rows.ts';
import { ReadinessMark } from './readiness-mark.tsx';
import { openStopDialog } from './row-dialog.tsx';
import { menuOfRow } from './row-focus.ts';
import { RowMenu } from './row-menu.tsx';
import { RowCheckbox } from './row-selection.tsx';

type RowProps = {
  kind: Kind;
  meeting: Meeting;
  /** Unknown livestreams are read, and the row can be selected. False for previous meetings. */
  readsInView: boolean;
};

/** One row of the list: time, topic, destination, watch page and readiness. */
export function MeetingRow({ kind, meeting, readsInView }: RowProps) {
  const start = momentOf(meeting.start_time);
  const row = rowKey(meeting);
  const topic = topicOf(kind, meeting);
  return (
    <li class="row meeting-row" data-row={row}>
      {readsInView && <RowCheckbox kind={kind} meeting={meeting} row={row} topic={topic} />}
      <span class="when">
        {start ? (
          <time dateTime={start.toISOString()}>{times.value.timeOfDay(start)}</time>
        ) : (
          strings.list.anyTime
        )}
      </span>
      <span class="what">
        <Link to={meetingPath(kind, meeting.id)} class="cover">
          <span dir="auto">{topic}</span>
        </Link>
        <span class="small muted row-facts">{detailsOf(meeting)}</span>
      </span>
      <Stream kind={kind} meeting={meeting} readsInView={readsInView} topic={topic} />
      {readsInView && <RowMenu kind={kind} meeting={meeting} row={row} topic={topic} />}
    </li>
  );
}

/** A series has one ID and several occurrences. */
export function rowKey({ id, start_time }: Meeting): string {
  return `${id} ${start_time ?? ''}`;
}

/** The topic as it is shown. */
function topicOf(kind: Kind, { topic }: Pick<Meeting, 'topic'>): string {
  return visibleTopic(topic) || strings.list.untitled[kind];
}

/** The part that changes: it re-renders on its own when an event arrives. */
function Stream({ kind, meeting, readsInView, topic }: RowProps & { topic: string }) {
  const { id, start_time } = meeting;
  const { livestream, live } = stateOf(kind, id).value;
  const readiness = readinessOf(kind, id).value;
  const show = () => {
    const hide = showRow(kind, id);
    const leave = isCheckedSoon(start_time, Date.now()) ? showForCheck(kind, id) : undefined;
    return () => {
      hide();
      leave?.();
    };
  };
  const where = useWhileInView<HTMLSpanElement>(readsInView ? show : undefined);
  const isUnset = readiness.mark === 'none';
  return (
    <>
      <span class="stream">
        <span class="where" ref={where}>
          <Destination livestream={livestream} />
        </span>
        <span class="readiness">
          {(readsInView || readiness.mark === 'live' || isUnset) && (
            <ReadinessMark readiness={readiness} live={live} />
          )}
        </span>
      </span>
      {readsInView && live.status === 'live' ? (
        <StopButton kind={kind} id={id} row={rowKey(meeting)} topic={topic} />
      ) : (
        <Link to={meetingPath(kind, id)} class="button slim row-action" isDuplicate>
          {isUnset ? strings.list.setUp : strings.list.open}
        </Link>
      )}
    </>
  );
}

function StopButton(stopped: Parameters<typeof openStopDialog>[0]) {
  const button = useRef<HTMLButtonElement>(null);
  useRestoreFocus(button, () => menuOfRow(stopped.row));
  return (
    <button
      ref={button}
      type="button"
      class="slim row-action row-stop"
      aria-label={strings.list.stop(stopped.topic)}
      onClick={() => openStopDialog(stopped)}
    >
      {strings.live.stopShort}
    </button>
  );
}

function detailsOf({ id, duration, recurring, in_progress_since }: Meeting): string {
  const since = momentOf(in_progress_since);

  const lasting = duration ? strings.age.duration(Math.floor(duration / 60), duration % 60) : '';
  return [
    since ? strings.meeting.inProgressSince(shortMoment(since)) : '',
    readableId(id),
    lasting,
    recurring ? strings.list.recurring : '',
  ]
    .filter(Boolean)
    .join(' · ');
}

/** A value that is younger than this is as good as current (milliseconds). */
const RECENT_MS = 5 * 60_000;

/** Whether the user should see the age of the value. */
function isAgeRelevant({ stale, fetched_at }: Livestream, present: Date): boolean {
  return stale || present.getTime() - Date.parse(fetched_at) > RECENT_MS;
}

function Destination({ livestream }: { livestream: Livestream | null }) {
  if (!livestream) return <span class="none">{strings.list.notChecked}</span>;
  const { name, service } = shownDestination(livestream);
  return (
    <>
      {livestream.stream_url ? (
        <span class="service">
          <ServiceIcon service={service} />
          <span class="service-name">{name}</span>
        </span>
      ) : (
        <span class="none" aria-hidden="true">
          –
        </span>
      )}
      <WatchLink url={livestream.page_url} />
      {isAgeRelevant(livestream, now.value) && <LastChecked livestream={livestream} />}
    </>
  );
}

function WatchLink({ url }: { url: string }) {
  const link = webLink(url);
  if (!link) return null;
  return (
    <a class="watch" href={link} title={shortAddress(link)} target="_blank" rel="noopener noreferrer">
      {strings.list.watchPage}
      <span aria-hidden="true">&nbsp;↗</span>
      <span class="unseen"> {strings.list.newTab}</span>
    </a>
  );
}
