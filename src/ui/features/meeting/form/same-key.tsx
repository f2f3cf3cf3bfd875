import { useEffect, useRef } from 'preact/hooks';
import type { LivestreamCheck } from '../../../api/types.ts';
import { Link } from '../../../components/link.tsx';
import { strings } from '../../../i18n/index.ts';
import { readableId } from '../../../lib/meeting-id.ts';
import { momentOf } from '../../../lib/times.ts';
import { visibleTopic } from '../../../lib/topic.ts';
import { now, times } from '../../../state/clock.ts';
import { meetingPath } from '../../../state/route.ts';

const words = strings.apply;

type SameKey = LivestreamCheck['same_key'];

/** Where else the key is in use; it takes the focus where it has to be looked at before saving. */
export function SameKeyNote({ sameKey, mustBeShown }: { sameKey: SameKey; mustBeShown: boolean }) {
  const note = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (mustBeShown) note.current?.focus();
  }, [mustBeShown]);
  const { meetings, destinations } = sameKey;
  if (meetings.length === 0) return null;
  return (
    <div class="note note-warn" role="status" tabIndex={-1} ref={note}>
      <p>
        <strong>{words.sameKeyTitle}.</strong> {words.sameKeyBody}
      </p>
      <ul class="elsewhere">
        {meetings.map((meeting) => (
          <li key={`${meeting.kind} ${meeting.meeting_id}`}>
            <Link to={meetingPath(meeting.kind, meeting.meeting_id)}>
              {visibleTopic(meeting.topic) || readableId(meeting.meeting_id)}
            </Link>
            , {[whenOf(meeting.start_time), overlapOf(meeting.overlaps)].filter(Boolean).join(', ')}
          </li>
        ))}
      </ul>
      {destinations.length > 0 && (
        <p class="small">{words.sameKeySaved(destinations.map(({ name }) => name).join(', '))}</p>
      )}
      {mustBeShown && <p>{words.confirmWarning}</p>}
    </div>
  );
}

function whenOf(start: string | null): string {
  const at = momentOf(start);
  return at ? `${times.value.dayName(at, now.peek())}, ${times.value.timeOfDay(at)}` : '';
}

function overlapOf(overlaps: boolean | null): string {
  if (overlaps === null) return words.maybeAtSameTime;
  return overlaps ? words.atSameTime : words.atOtherTime;
}

/** Whether saving would make two streams of one key run at once. */
export function hasClash(found: LivestreamCheck | null): boolean {
  return found?.same_key.meetings.some(({ overlaps }) => overlaps === true) ?? false;
}
