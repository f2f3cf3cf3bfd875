import { useEffect, useRef, useState } from 'preact/hooks';
import type { Failure } from '../../api/client.ts';
import type { Destination } from '../../api/types.ts';
import { Confirmation } from '../../components/confirmation.tsx';
import { FailureNote } from '../../components/failure.tsx';
import { Refresh } from '../../components/refresh.tsx';
import { PassesFocus } from '../../components/restore-focus.tsx';
import { ScreenTitle } from '../../components/screen.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { strings } from '../../i18n/index.ts';
import { announce } from '../../state/announce.ts';
import { DestinationEditorForm } from './destination-editor.tsx';
import { type DestinationValues, valuesOf } from './destination-form.ts';
import { DestinationRow } from './destination-row.tsx';
import { OutdatedMeetings } from './outdated-meetings.tsx';
import { useDestinations } from './use-destinations.ts';

const words = strings.destinations;

type Editing = { id: string | null; start: DestinationValues; note: string };

/** Where the person streams to, saved once. */
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
    announce(words.deleted(destination.name));
  };

  if (editing) {
    return (
      <>
        <ScreenTitle title={words.title} />
        <DestinationEditorForm
          {...editing}
          services={services}
          onSaved={(saved) => {
            put(saved);
            setChanged(editing.id === null ? null : saved);
            close(words.saved(saved.name));
          }}
          onCancel={() => close()}
        />
      </>
    );
  }
  return (
    <>
      <div class="screen-head">
        <ScreenTitle title={words.title} />
        <p class="lead">{words.lead}</p>
        <p class="actions">
          <button type="button" class="primary" onClick={() => add()}>
            {words.add}
          </button>
          {saved && <span class="done">{saved}</span>}
          <Refresh onRefresh={load} />
        </p>
      </div>
      {changed && <OutdatedMeetings destination={changed} />}
      {deleted && <Deleted destination={deleted} onAdd={() => add(deleted, words.restoreDeletedNote)} />}
      {rejection && <FailureNote failure={rejection} />}
      {failure && (
        <PassesFocus>
          <FailureNote failure={failure} onRetry={load} />
        </PassesFocus>
      )}
      {!destinations && !failure && <Skeleton label={words.loading} />}
      {destinations?.length === 0 && <p class="empty">{words.empty}</p>}
      {destinations && destinations.length > 0 && (
        <ul class="rows" aria-label={words.title}>
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
          title={words.deleteTitle(leaving.name)}
          action={words.delete}
          cancel={words.cancel}
          busy={busy}
          onConfirm={() => erase(leaving)}
          onCancel={() => setLeaving(null)}
        >
          <p>{words.deleteBody}</p>
        </Confirmation>
      )}
    </>
  );
}

/** Takes the focus that the deleted row had. */
function Deleted({ destination, onAdd }: { destination: Destination; onAdd: () => void }) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), [destination]);
  return (
    <p class="note undo">
      {words.deleted(destination.name)}
      <button type="button" ref={button} onClick={onAdd}>
        {words.restoreDeleted}
      </button>
    </p>
  );
}
