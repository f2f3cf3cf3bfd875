import { type Failure, isProblem } from '../../api/client.ts';
import type { Kind } from '../../api/types.ts';
import { Link } from '../../components/link.tsx';
import { isShownByBanner, LoadFailure } from '../../components/load-failure.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { strings } from '../../i18n/index.ts';
import { isDirty } from '../../lib/form-state.ts';
import { meetingList } from '../../state/meeting-list.ts';
import { listPath, meetingPath } from '../../state/route.ts';
import { type LivestreamHandle, useLivestream } from './form/use-livestream.ts';
import { GoLive } from './go-live/go-live.tsx';
import { MeetingHeading } from './header/meeting-heading.tsx';
import { History } from './history/history.tsx';
import { MissingMeeting } from './missing-meeting.tsx';
import { Readiness } from './readiness/readiness.tsx';
import { useFirstReport } from './readiness/use-first-report.ts';
import { type ReadinessState, useReadiness } from './readiness/use-readiness.ts';
import { Settings } from './settings/settings.tsx';
import { useOpenForm } from './settings/use-open-form.ts';
import { SwitchProgress } from './switch/switch-progress.tsx';
import { useSwitch } from './switch/use-switch.ts';

type MeetingProps = { kind: Kind; id: string };

/** One meeting or webinar: its state, its livestream settings and their history. */
export function MeetingScreen({ kind, id }: MeetingProps) {
  const livestream = useLivestream(kind, id);
  const { form, failure, loading, missing } = livestream;
  // Zoom's version, also while another one is being edited.
  const readiness = useReadiness(kind, id, (form?.remote ?? form?.base)?.etag);
  if (missing) {
    return (
      <>
        <BackLink kind={kind} />
        <MeetingHeading kind={kind} id={id} isDeleted={missing === 'deleted'} />
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
      <MeetingHeading kind={kind} id={id} />
      {form ? (
        <RunSheet kind={kind} id={id} form={form} livestream={livestream} readiness={readiness} />
      ) : (
        <>
          {loading && <Loading />}
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
  readiness: ReadinessState;
};

/** The state of the meeting's livestream first, then its settings and their history. */
function RunSheet({ kind, id, form, livestream, readiness }: RunSheetProps) {
  const present = form.remote ?? form.base;
  const opening = useOpenForm(form, livestream);
  const isReported = useFirstReport(readiness);
  const switching = useSwitch(kind, id, livestream);
  return (
    <>
      <GoLive
        kind={kind}
        id={id}
        livestream={present.value}
        readiness={readiness}
        isUnsaved={isDirty(form)}
        switchStatus={switching.current?.status}
        onSetUp={() => opening.open()}
        onFailure={livestream.recordMissing}
      />
      <SwitchProgress switching={switching} />
      {isReported ? (
        <>
          <Readiness kind={kind} id={id} readiness={readiness} onOpenForm={opening.open} />
          <Settings
            kind={kind}
            id={id}
            form={form}
            livestream={livestream}
            opening={opening}
            switching={switching}
          />
          <History kind={kind} id={id} base={present} livestream={livestream} />
        </>
      ) : (
        <Loading />
      )}
    </>
  );
}

/** As high as the content that replaces it, so that nothing in view moves. */
function Loading() {
  return (
    <div class="loading-screen" aria-busy="true">
      <Skeleton label={strings.meeting.loading} />
    </div>
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

/** Zoom has no livestream for this kind of meeting: it may be a webinar. */
function OtherKind({ kind, id, failure }: MeetingProps & { failure: Failure }) {
  if (!isProblem(failure, 'not_available_for_this_meeting')) return null;
  const other: Kind = kind === 'meetings' ? 'webinars' : 'meetings';
  return <Link to={meetingPath(other, id)}>{strings.meeting.openAsOther[kind]}</Link>;
}
