import { useEffect } from 'preact/hooks';
import { type Failure, isProblem } from '../../api/client.ts';
import { cachedMeeting, headerOf, readyOf, stateOf } from '../../api/meeting-cache.ts';
import type { Kind } from '../../api/types.ts';
import { Link } from '../../components/link.tsx';
import { isShownByBanner, LoadFailure } from '../../components/load-failure.tsx';
import { ScreenTitle } from '../../components/screen.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useLiveFavicon } from '../../components/use-live-favicon.ts';
import { strings } from '../../i18n/index.ts';
import { isDirty } from '../../lib/form-state.ts';
import { readableId } from '../../lib/meeting-id.ts';
import { momentOf } from '../../lib/times.ts';
import { visibleTopic } from '../../lib/topic.ts';
import { times } from '../../state/clock.ts';
import { meetingList } from '../../state/meeting-list.ts';
import { listPath, meetingPath } from '../../state/route.ts';
import { LivestreamForm } from './form/livestream-form.tsx';
import { type LivestreamHandle, useLivestream } from './form/use-livestream.ts';
import { GoLive } from './go-live/go-live.tsx';
import { History } from './history/history.tsx';
import { MissingMeeting } from './missing-meeting.tsx';
import { Readiness } from './readiness/readiness.tsx';
import { useReadiness } from './readiness/use-readiness.ts';
import { CurrentLivestream } from './summary/current-livestream.tsx';

type MeetingProps = { kind: Kind; id: string };

/** One meeting or webinar: its current livestream settings, and the form that changes them. */
export function MeetingScreen({ kind, id }: MeetingProps) {
  const livestream = useLivestream(kind, id);
  const { form, failure, loading, missing } = livestream;
  if (missing) {
    return (
      <>
        <BackLink kind={kind} />
        <Heading kind={kind} id={id} />
        <MissingMeeting
          kind={kind}
          id={id}
          missing={missing}
          loading={loading}
          onRetry={form ? livestream.check : livestream.load}
        />
      </>
    );
  }
  return (
    <>
      <BackLink kind={kind} />
      <Heading kind={kind} id={id} />
      {form ? (
        <RunSheet kind={kind} id={id} form={form} livestream={livestream} />
      ) : (
        <>
          {loading && (
            // As high as the content that replaces it, so that nothing in view moves.
            <div class="loading-screen" aria-busy="true">
              <Skeleton label={strings.meeting.loading} />
            </div>
          )}
          {failure && isShownByBanner(failure) && <p class="empty">{strings.reconnect.meeting}</p>}
          {failure && !loading && (
            <LoadFailure failure={failure} onRetry={livestream.load}>
              <OtherKind kind={kind} id={id} failure={failure} />
            </LoadFailure>
          )}
        </>
      )}
    </>
  );
}

type RunSheetProps = MeetingProps & {
  form: NonNullable<LivestreamHandle['form']>;
  livestream: LivestreamHandle;
};

/** The state of the meeting's livestream first, then the form that changes it, and its history. */
function RunSheet({ kind, id, form, livestream }: RunSheetProps) {
  const { failure, loading } = livestream;
  // Zoom's version, also while another one is being edited.
  const present = form.remote ?? form.base;
  const readiness = useReadiness(kind, id, present.etag);
  return (
    <>
      <GoLive
        kind={kind}
        id={id}
        livestream={present.value}
        readiness={readiness}
        isUnsaved={isDirty(form)}
        onFailure={livestream.recordMissing}
      />
      <div class="columns" aria-busy={loading}>
        <div class="form-column">
          {failure && <LoadFailure failure={failure} />}
          <LivestreamForm kind={kind} id={id} form={form} livestream={livestream} />
        </div>
        <div class="aside-column">
          <CurrentLivestream
            livestream={present.value}
            loading={loading}
            checked={livestream.checked}
            onCheck={livestream.check}
          />
          <Readiness kind={kind} id={id} readiness={readiness} />
        </div>
      </div>
      <History kind={kind} id={id} base={present} livestream={livestream} />
    </>
  );
}

function BackLink({ kind }: { kind: Kind }) {
  return (
    <p class="back">
      <Link to={listPath(kind, 'upcoming', meetingList(kind, 'upcoming').filter.peek())}>
        ← {strings.meeting.back[kind]}
      </Link>
    </p>
  );
}

function Heading({ kind, id }: MeetingProps) {
  useListed(kind, id);
  const meeting = headerOf(kind, id).value;
  const topic = visibleTopic(meeting?.topic);
  const start = momentOf(meeting?.start_time);
  const { dayName, timeOfDay } = times.value;
  const isLive = stateOf(kind, id).value.live.status === 'live';
  const isReady = readyOf(kind, id).value === true;
  useLiveFavicon(isLive);
  return (
    <div class="meeting-head">
      <ScreenTitle
        status={isLive ? strings.meeting.tab.live : isReady ? strings.meeting.tab.ready : undefined}
        title={
          topic || (meeting ? strings.list.untitled[kind] : `${strings.meeting.name[kind]} ${readableId(id)}`)
        }
      />
      <p class="muted facts">
        {meeting && (
          <span>
            {strings.meeting.idLabel[kind]} <span class="mono">{readableId(id)}</span>
          </span>
        )}
        {start && (
          <time dateTime={start.toISOString()}>
            {dayName(start, new Date())}, {timeOfDay(start)}
          </time>
        )}
      </p>
    </div>
  );
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

/** Zoom has no livestream for this kind of meeting: it may be a webinar. */
function OtherKind({ kind, id, failure }: MeetingProps & { failure: Failure }) {
  if (!isProblem(failure, 'not_available_for_this_meeting')) return null;
  const other: Kind = kind === 'meetings' ? 'webinars' : 'meetings';
  return <Link to={meetingPath(other, id)}>{strings.meeting.openAsOther[kind]}</Link>;
}
