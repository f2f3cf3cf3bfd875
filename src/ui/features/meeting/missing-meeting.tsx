import { useEffect, useRef, useState } from 'preact/hooks';
import { api, resultFor } from '../../api/client.ts';
import type { Kind } from '../../api/types.ts';
import { Link } from '../../components/link.tsx';
import { RequestButton } from '../../components/request-button.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { strings } from '../../i18n/index.ts';
import { replace } from '../../state/navigation.ts';
import { listPath, meetingPath } from '../../state/route.ts';
import type { Missing } from './form/use-livestream-state.ts';

const messages = strings.missing;

type MissingMeetingProps = {
  kind: Kind;
  id: string;
  missing: Missing;
  loading: boolean;
  onRetry: () => void;
};

/** Replaces a meeting's page if the meeting was deleted in Zoom or does not belong to the user. */
export function MissingMeeting({ kind, id, missing, loading, onRetry }: MissingMeetingProps) {
  const isProbing = useOtherKind(kind, id, missing === 'not found');
  const note = useRef<HTMLDivElement>(null);
  // The form that had the focus was removed.
  useEffect(() => {
    if (missing === 'deleted' && document.activeElement === document.body) note.current?.focus();
  }, []);
  if (isProbing) return <Skeleton label={strings.meeting.loading} />;
  return (
    <div ref={note} class="note note-warn" role="alert" tabIndex={-1}>
      <p>
        <strong>{missing === 'deleted' ? messages.deleted[kind] : messages.notFound[kind]}</strong>{' '}
        {missing === 'deleted' ? messages.deletedHint : messages.notFoundHint}
      </p>
      <p class="actions">
        <Link to={listPath(kind)} class="button">
          {messages.toList[kind]}
        </Link>
        <RequestButton isBusy={loading} busyLabel={strings.meeting.checking} onClick={onRetry}>
          {messages.retry}
        </RequestButton>
      </p>
    </div>
  );
}

/**
 * An ID alone does not distinguish a meeting from a webinar: if the other one exists, its page is
 * opened instead. Returns whether that is still being checked.
 */
function useOtherKind(kind: Kind, id: string, isNeeded: boolean): boolean {
  const [isProbing, setProbing] = useState(isNeeded);
  useEffect(() => {
    if (!isNeeded) return;
    let isCurrent = true;
    const other: Kind = kind === 'meetings' ? 'webinars' : 'meetings';
    resultFor(api.GET(`/api/${other}/{id}/livestream`, { params: { path: { id } } })).then((response) => {
      if (!isCurrent) return;
      if (response.ok) replace(meetingPath(other, id));
      else setProbing(false);
    });
    return () => {
      isCurrent = false;
    };
  }, []);
  return isProbing;
}
