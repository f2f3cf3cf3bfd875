import { useEffect, useRef } from 'preact/hooks';
import type { LivestreamCheck } from '../../../api/types.ts';
import { Link } from '../../../components/link.tsx';
import { strings } from '../../../i18n/index.ts';
import { readableId } from '../../../lib/meeting-id.ts';
import { momentOf } from '../../../lib/times.ts';
import { visibleTopic } from '../../../lib/topic.ts';
import { now, times } from '../../../state/clock.ts';
import { meetingPath } from '../../../state/route.ts';

const messages = strings.apply;

type SameKey = LivestreamCheck['same_key'];

/** The other uses of the key. It takes the focus if the user must review it before saving. */
export function SameKeyNote({ sameKey, mustBeShown }: { sameKey: SameKey; mustBeShown: boolean }) {
  const note = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (mustBeShown) note.current?.focus();
  }, [mustBeShown]);
  const { meetings, destinations } = sameKey;
  if (meetings.length === 0) return null;
  // At another time it is information only.
  const mayClash = meetings.some(({ overlaps }) => overlaps !== false);
  return (
    <div class={mayClash ? 'note note-warn' : 'note'} role="status" tabIndex={-1} ref={note}>
      <p>
        <strong>{messages.sameKeyTitle}.</strong> {messages.sameKeyBody}
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
        <p class="small">{messages.sameKeySaved(destinations.map(({ name }) => name).join(', '))}</p>
      )}
      {mustBeShown && <p>{messages.confirmWarning}</p>}
    </div>
  );
}

function whenOf(start: string | null): string {
  const at = momentOf(start);
  return at ? `${times.value.dayName(at, now.peek())}, ${times.value.timeOfDay(at)}` : '';
}

function overlapOf(overlaps: boolean | null): string {
  if (overlaps === null) return messages.maybeAtSameTime;
  return overlaps ? messages.atSameTime : messages.atOtherTime;
}

/** Whether saving would cause two concurrent streams with one key. */
export function hasClash(found: LivestreamCheck | null): boolean {
  return found?.same_key.meetings.some(({ overlaps }) => overlaps === true) ?? false;
}
