import { useEffect } from 'preact/hooks';
import {
  cachedMeeting,
  headerOf,
  inProgressOf,
  readyOf,
  sessionOf,
  stateOf,
} from '../../../api/meeting-cache.ts';
import type { Kind } from '../../../api/types.ts';
import { CopyButton } from '../../../components/copy-button.tsx';
import { ScreenTitle } from '../../../components/screen.tsx';
import { useLiveFavicon } from '../../../components/use-live-favicon.ts';
import { strings } from '../../../i18n/index.ts';
import { readableId } from '../../../lib/meeting-id.ts';
import { momentOf } from '../../../lib/times.ts';
import { visibleTopic } from '../../../lib/topic.ts';
import { now, shortMoment } from '../../../state/clock.ts';
import { meetingList } from '../../../state/meeting-list.ts';
import { endOf, type MeetingState, meetingStateOf } from './meeting-state.ts';
import { whenOf } from './when.ts';

const messages = strings.meeting;

type HeadingProps = { kind: Kind; id: string; isDeleted?: boolean };

/** What the meeting is called, when it is, and whether it has started. */
export function MeetingHeading({ kind, id, isDeleted = false }: HeadingProps) {
  useListed(kind, id);
  const meeting = headerOf(kind, id).value;
  const title =
    visibleTopic(meeting?.topic) ||
    (meeting ? strings.list.untitled[kind] : `${messages.name[kind]} ${readableId(id)}`);
  const isLive = stateOf(kind, id).value.live.status === 'live';
  const isReady = readyOf(kind, id).value === true;
  useLiveFavicon(isLive);
  const start = momentOf(meeting?.start_time);
  return (
    <div class="meeting-head">
      <ScreenTitle
        status={isLive ? messages.tab.live : isReady ? messages.tab.ready : undefined}
        title={title}
      >
        <span class="two-lines" title={title}>
          {title}
        </span>
      </ScreenTitle>
      <div class="muted facts">
        <StateWord kind={kind} id={id} state={useMeetingState(kind, id, isDeleted)} />
        {start && meeting && <time dateTime={start.toISOString()}>{whenOf(meeting)}</time>}
        {meeting && (
          <span class="meeting-id">
            {messages.idLabel[kind]} <span class="mono">{readableId(id)}</span>
            <CopyButton text={id} label={messages.copyId[kind]} />
          </span>
        )}
      </div>
    </div>
  );
}

function StateWord({ kind, id, state }: HeadingProps & { state: MeetingState }) {
  const session = sessionOf(kind, id).value;
  const since = momentOf(session.since);
  const endedAt = endOf(momentOf(session.endedAt), momentOf(headerOf(kind, id).value?.start_time));
  return (
    <span class={state === 'in progress' ? 'meeting-state meeting-state-on' : 'meeting-state'}>
      {state === 'in progress' && since
        ? messages.inProgressSince(shortMoment(since))
        : state === 'ended' && endedAt
          ? messages.endedAt(shortMoment(endedAt))
          : state && messages.states[state]}
    </span>
  );
}

function useMeetingState(kind: Kind, id: string, isDeleted: boolean): MeetingState {
  const header = headerOf(kind, id).value;
  return meetingStateOf({
    isDeleted,
    inProgress: inProgressOf(kind, id).value,
    live: stateOf(kind, id).value.live.status,
    endedAt: momentOf(sessionOf(kind, id).value.endedAt),
    start: momentOf(header?.start_time),
    duration: header?.duration,
    isSeries: cachedMeeting(kind, id)?.recurring ?? false,
    now: now.value,
  });
}

/**
 * Loads the first page of upcoming meetings, which may contain the meeting's topic, unless a list
 * has already shown it.
 */
function useListed(kind: Kind, id: string): void {
  const list = meetingList(kind, 'upcoming');
  useEffect(() => {
    return cachedMeeting(kind, id) ? undefined : list.watch();
  }, []);
}
