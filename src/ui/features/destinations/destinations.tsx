import { useEffect, useRef, useState } from 'preact/hooks';
import type { Failure } from '../../api/client.ts';
import type { Destination } from '../../api/types.ts';
import { Confirmation } from '../../components/confirmation.tsx';
import { FailureNote } from '../../components/failure.tsx';
import { Refresh } from '../../components/refresh.tsx';
import { RestoreFocus } from '../../components/restore-focus.tsx';
import { ScreenTitle } from '../../components/screen.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { strings } from '../../i18n/index.ts';
import { announce } from '../../state/announce.ts';
import { DestinationEditorForm } from './destination-editor.tsx';
import { type DestinationValues, valuesOf } from './destination-form.ts';
import { DestinationRow } from './destination-row.tsx';
import { OutdatedMeetings } from './outdated-meetings.tsx';
import { useDestinations } from './use-destinations.ts';

const messages = strings.destinations;

type Editing = { id: string | null; start: DestinationValues; note: string };

/** The user's saved destinations. */
export function DestinationsScreen() {
  const { destinations, services, failure, load, put, remove } = useDestinations();
  const [editing, setEditing] = useState<Editing | null>(null);
  const [leaving, setLeaving] = useState<Destination | null>(null);
  const [deleted, setDeleted] = useState<Destination | null>(null);
  const [saved, setSaved] = useState('');
  const [changed, setChanged] = useState<Destination | null>(null);
  const [rejection, setRejection] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);

  const add = (start: Partial<Destination> = {}, note = '') => {
    setDeleted(null);
    setEditing({ id: null, start: valuesOf(start), note });
  };
  const close = (notice = '') => {
    setEditing(null);
    setSaved(notice);
    load();
  };
  const erase = async (destination: Destination) => {
    setBusy(true);
    const failed = await remove(destination);
    setBusy(false);
    setLeaving(null);
    setRejection(failed ?? null);
    if (failed) return;
    setSaved('');
    setChanged(null);
    setDeleted(destination);
    announce(messages.deleted(destination.name));
  };

  if (editing) {
    return (
      <>
        <ScreenTitle title={messages.title} />
        <DestinationEditorForm
          {...editing}
          services={services}
          onSaved={(saved) => {
            put(saved);
            setChanged(editing.id === null ? null : saved);
            close(messages.saved(saved.name));
          }}
          onCancel={() => close()}
        />
      </>
    );
  }
  return (
    <>
      <div class="screen-head">
        <ScreenTitle title={messages.title} />
        <p class="lead">{messages.lead}</p>
        <p class="actions">
          <button type="button" class="primary" onClick={() => add()}>
            {messages.add}
          </button>
          {saved && <span class="done">{saved}</span>}
          <Refresh onRefresh={load} />
        </p>
      </div>
      {changed && <OutdatedMeetings destination={changed} />}
      {deleted && <Deleted destination={deleted} onAdd={() => add(deleted, messages.restoreDeletedNote)} />}
      {rejection && <FailureNote failure={rejection} />}
      {failure && (
        <RestoreFocus>
          <FailureNote failure={failure} onRetry={load} />
        </RestoreFocus>
      )}
      {!destinations && !failure && <Skeleton label={messages.loading} />}
      {destinations?.length === 0 && <p class="empty">{messages.empty}</p>}
      {destinations && destinations.length > 0 && (
        <ul class="rows" aria-label={messages.title}>
          {destinations.map((each) => (
            <DestinationRow
              key={each.id}
              destination={each}
              onEdit={() => setEditing({ id: each.id, start: valuesOf(each), note: '' })}
              onDelete={() => setLeaving(each)}
            />
          ))}
        </ul>
      )}
      {leaving && (
        <Confirmation
          title={messages.deleteTitle(leaving.name)}
          action={messages.delete}
          cancel={messages.cancel}
          busy={busy}
          onConfirm={() => erase(leaving)}
          onCancel={() => setLeaving(null)}
        >
          <p>{messages.deleteBody}</p>
        </Confirmation>
      )}
    </>
  );
}

/** Takes the focus of the deleted row. */
function Deleted({ destination, onAdd }: { destination: Destination; onAdd: () => void }) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), [destination]);
  return (
    <p class="note undo">
      {messages.deleted(destination.name)}
      <button type="button" ref={button} onClick={onAdd}>
        {messages.restoreDeleted}
      </button>
    </p>
  );
}
