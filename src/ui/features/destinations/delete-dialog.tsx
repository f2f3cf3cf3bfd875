import { useState } from 'preact/hooks';
import type { Failure } from '../../api/client.ts';
import type { Destination } from '../../api/types.ts';
import { Confirmation } from '../../components/confirmation.tsx';
import { strings } from '../../i18n/index.ts';
import { visibleTopic } from '../../lib/topic.ts';
import { announce } from '../../state/announce.ts';
import { useMeetingsOf } from './destination-details.tsx';

const messages = strings.destinations;

/** Deletes destinations, each after a confirmation. */
export function useDeletion(remove: (destination: Destination) => Promise<Failure | undefined>) {
  const [pending, setPending] = useState<Destination | null>(null);
  const [deleted, setDeleted] = useState<Destination | null>(null);
  const [rejection, setRejection] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);

  /** Resolves to whether it was deleted. */
  const confirm = async (destination: Destination): Promise<boolean> => {
    setBusy(true);
    const failed = await remove(destination);
    setBusy(false);
    setPending(null);
    setRejection(failed ?? null);
    if (failed) return false;
    setDeleted(destination);
    announce(messages.deleted(destination.name));
    return true;
  };

  return {
    pending,
    deleted,
    rejection,
    busy,
    confirmFirst: setPending,
    cancel: () => setPending(null),
    confirm,
    dismiss: () => setDeleted(null),
  };
}

type DeleteDialogProps = { deletion: ReturnType<typeof useDeletion>; onDeleted: () => void };

/** Says what a deletion affects before it happens. */
export function DeleteDialog({ deletion, onDeleted }: DeleteDialogProps) {
  const { pending, busy, confirm, cancel } = deletion;
  if (!pending) return null;
  return (
    <Confirmation
      title={messages.deleteTitle(pending.name)}
      action={busy ? messages.deleting : messages.delete}
      cancel={messages.cancel}
      busy={busy}
      onConfirm={async () => {
        if (await confirm(pending)) onDeleted();
      }}
      onCancel={cancel}
    >
      <AffectedMeetings destination={pending} />
      <p>{messages.deleteBody}</p>
    </Confirmation>
  );
}

const MAX_NAMED = 5;

/** The meetings that use it. If they cannot be loaded, the dialog works without them. */
function AffectedMeetings({ destination }: { destination: Destination }) {
  const { meetings } = useMeetingsOf(destination);
  const countOf = (kind: string) => meetings?.filter((each) => each.kind === kind).length ?? 0;
  const more = (meetings?.length ?? 0) - MAX_NAMED;
  if (!meetings || meetings.length === 0) return null;
  return (
    <div role="status">
      <p>{messages.usedBy(countOf('meetings'), countOf('webinars'))}:</p>
      <ul class="affected">
        {meetings.slice(0, MAX_NAMED).map(({ kind, meeting_id, topic }) => (
          <li key={`${kind} ${meeting_id}`}>{visibleTopic(topic) || strings.list.untitled[kind]}</li>
        ))}
        {more > 0 && <li>{messages.andMore(more)}</li>}
      </ul>
    </div>
  );
}
