import type { Kind } from '../api.ts';
import { readableId } from '../meeting-id.ts';
import { useLivestream } from '../screens/use-livestream.ts';
import { strings } from '../strings.ts';
import { visibleTopic } from '../topic.ts';
import { FailureNote } from './failure.tsx';
import { GoingLive } from './going-live.tsx';
import { Preflight } from './preflight.tsx';
import { Present } from './present.tsx';
import { ScreenTitle } from './screen.tsx';
import { Skeleton } from './skeleton.tsx';

/** The meeting one is in, as far as it matters on air: start and stop, where it streams, whether it will work. */
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
      {form && (
        <>
          <GoingLive
            kind={kind}
            id={id}
            isConfigured={form.base.livestream.configured}
            isUnsaved={false}
            onFailure={livestream.noteMissing}
          />
          <Present
            livestream={form.base.livestream}
            loading={loading}
            checked={livestream.checked}
            onCheck={livestream.check}
          />
          <Preflight kind={kind} id={id} etag={form.base.etag} />
        </>
      )}
    </>
  );
}
