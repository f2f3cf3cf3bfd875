import { useEffect } from 'preact/hooks';
import type { Kind } from '../api.ts';
import { type Failure, isProblem } from '../client.ts';
import { times } from '../clock.ts';
import { isDirty } from '../livestream-form.ts';
import { readableId } from '../meeting-id.ts';
import { meetingList } from '../meeting-list.ts';
import { GoingLive } from '../parts/going-live.tsx';
import { History } from '../parts/history.tsx';
import { Link } from '../parts/link.tsx';
import { LivestreamForm } from '../parts/livestream-form.tsx';
import { isSaidByBanner, LoadFailure } from '../parts/load-failure.tsx';
import { MissingMeeting } from '../parts/missing-meeting.tsx';
import { Preflight } from '../parts/preflight.tsx';
import { Present } from '../parts/present.tsx';
import { ScreenTitle } from '../parts/screen.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { listPath, meetingPath } from '../route.ts';
import { headlineOf, seenMeeting } from '../seen.ts';
import { strings } from '../strings.ts';
import { momentOf } from '../times.ts';
import { visibleTopic } from '../topic.ts';
import { useLivestream } from './use-livestream.ts';

type MeetingProps = { kind: Kind; id: string };

/** One meeting or webinar: what its livestream is right now, and the form that changes it. */
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
  // What Zoom has, whichever version is being edited.
  const present = form && (form.theirs ?? form.base);
  return (
    <>
      <BackLink kind={kind} />
      <Heading kind={kind} id={id} />
      {!form && loading && (
        // As high as what takes its place: nothing that is in view moves then.
        <div class="loading-screen" aria-busy="true">
          <Skeleton label={strings.meeting.loading} />
        </div>
      )}
      {form && present && (
        <GoingLive
          kind={kind}
          id={id}
          isConfigured={present.livestream.configured}
          isUnsaved={isDirty(form)}
          onFailure={livestream.noteMissing}
        />
      )}
      <div class="columns" aria-busy={loading} hidden={!form && loading}>
        <div class="form-column">
          {!form && failure && isSaidByBanner(failure) && <p class="empty">{strings.reconnect.meeting}</p>}
          {failure && (
            <LoadFailure failure={failure} onRetry={form ? undefined : livestream.load}>
              {!form && <OtherKind kind={kind} id={id} failure={failure} />}
            </LoadFailure>
          )}
          {form && <LivestreamForm kind={kind} id={id} form={form} livestream={livestream} />}
        </div>
        {present && (
          <div class="aside-column">
            <Present
              livestream={present.livestream}
              loading={loading}
              checked={livestream.checked}
              onCheck={livestream.check}
            />
            <Preflight kind={kind} id={id} etag={present.etag} />
          </div>
        )}
      </div>
      {present && <History kind={kind} id={id} base={present} livestream={livestream} />}
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
  const meeting = headlineOf(kind, id).value;
  const topic = visibleTopic(meeting?.topic);
  const start = momentOf(meeting?.start_time);
  const { dayName, timeOfDay } = times.value;
  return (
    <div class="meeting-head">
      <ScreenTitle
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

/** Reads the first page of what is to come, which may hold the meeting's topic, unless a list has shown it. */
function useListed(kind: Kind, id: string): void {
  const list = meetingList(kind, 'upcoming');
  useEffect(() => {
    return seenMeeting(kind, id) ? undefined : list.watch();
  }, []);
}

/** Zoom has no livestream for this kind of meeting: it may be a webinar. */
function OtherKind({ kind, id, failure }: MeetingProps & { failure: Failure }) {
  if (!isProblem(failure, 'not_available_for_this_meeting')) return null;
  const other: Kind = kind === 'meetings' ? 'webinars' : 'meetings';
  return <Link to={meetingPath(other, id)}>{strings.meeting.openAsOther[kind]}</Link>;
}
