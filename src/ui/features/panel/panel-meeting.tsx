import type { Kind } from '../../api/types.ts';
import { FailureNote } from '../../components/failure.tsx';
import { ScreenTitle } from '../../components/screen.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { strings } from '../../i18n/index.ts';
import { readableId } from '../../lib/meeting-id.ts';
import { visibleTopic } from '../../lib/topic.ts';
import { type LivestreamHandle, useLivestream } from '../meeting/form/use-livestream.ts';
import { GoLive } from '../meeting/go-live/go-live.tsx';
import { Readiness } from '../meeting/readiness/readiness.tsx';
import { useReadiness } from '../meeting/readiness/use-readiness.ts';
import { CurrentLivestream } from './current-livestream.tsx';

/**
 * The current meeting with what matters during the broadcast: start and stop, destination and
 * readiness.
 */
export function PanelMeeting({ kind, id, topic }: { kind: Kind; id: string; topic: string }) {
  const livestream = useLivestream(kind, id);
  const { form, failure, loading, missing } = livestream;
  if (missing) {
    return (
      <>
        <ScreenTitle title={visibleTopic(topic) || `${strings.meeting.name[kind]} ${readableId(id)}`} />
        <p class="note note-warn" role="alert">
          {missing === 'deleted' ? strings.missing.deleted[kind] : strings.missing.notFound[kind]}
        </p>
      </>
    );
  }
  return (
    <>
      <ScreenTitle title={visibleTopic(topic) || `${strings.meeting.name[kind]} ${readableId(id)}`} />
      {!form && loading && <Skeleton label={strings.meeting.loading} />}
      {failure && <FailureNote failure={failure} onRetry={form ? undefined : livestream.load} />}
      {form && <PanelLivestream kind={kind} id={id} present={form.base} livestream={livestream} />}
    </>
  );
}

type PanelLivestreamProps = {
  kind: Kind;
  id: string;
  present: NonNullable<LivestreamHandle['form']>['base'];
  livestream: LivestreamHandle;
};

function PanelLivestream({ kind, id, present, livestream }: PanelLivestreamProps) {
  const readiness = useReadiness(kind, id, present.etag);
  return (
    <>
      <GoLive
        kind={kind}
        id={id}
        livestream={present.value}
        readiness={readiness}
        isUnsaved={false}
        onFailure={livestream.recordMissing}
      />
      <CurrentLivestream
        livestream={present.value}
        loading={livestream.loading}
        checked={livestream.checked}
        onCheck={livestream.check}
      />
      <Readiness kind={kind} id={id} readiness={readiness} />
    </>
  );
}
