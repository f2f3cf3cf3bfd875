import { useEffect, useRef, useState } from 'preact/hooks';
import type { Destination } from '../../api/types.ts';
import { FailureNote } from '../../components/failure.tsx';
import { Refresh } from '../../components/refresh.tsx';
import { RestoreFocus } from '../../components/restore-focus.tsx';
import { ScreenTitle } from '../../components/screen.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { strings } from '../../i18n/index.ts';
import { DeleteDialog, useDeletion } from './delete-dialog.tsx';
import { DestinationEditorForm } from './destination-editor.tsx';
import { type DestinationValues, valuesOf } from './destination-form.ts';
import { DestinationRow } from './destination-row.tsx';
import { EmptyDestinations } from './empty-destinations.tsx';
import { OutdatedMeetings } from './outdated-meetings.tsx';
import { useDestinations } from './use-destinations.ts';

const messages = strings.destinations;

/** The last saved destination: what to report, and which meetings may be outdated now. */
type Saved = { notice: string; changed: Destination | null };

type Editing = { id: string | null; start: DestinationValues; note: string };

/** The user's saved destinations. */
export function DestinationsScreen() {
  const { destinations, services, failure, load, put, remove } = useDestinations();
  const deletion = useDeletion(remove);
  const [editing, setEditing] = useState<Editing | null>(null);
  const [saved, setSaved] = useState<Saved>({ notice: '', changed: null });
  const { deleted, rejection } = deletion;

  const add = (start: Partial<Destination> = {}, note = '') => {
    deletion.dismiss();
    setEditing({ id: null, start: valuesOf(start), note });
  };
  const close = (changes: Partial<Saved>) => {
    setEditing(null);
    setSaved((before) => ({ ...before, notice: '', ...changes }));
    load();
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
            close({ notice: messages.saved(saved.name), changed: editing.id === null ? null : saved });
          }}
          onCancel={() => close({})}
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
          <button type="button" id="add-destination" class="primary" onClick={() => add()}>
            {messages.add}
          </button>
          {saved.notice && <span class="done">{saved.notice}</span>}
          <Refresh onRefresh={load} />
        </p>
      </div>
      {saved.changed && <OutdatedMeetings destination={saved.changed} />}
      {deleted && <Deleted destination={deleted} onAdd={() => add(deleted, messages.restoreDeletedNote)} />}
      {rejection && <FailureNote failure={rejection} />}
      {failure && (
        <RestoreFocus>
          <FailureNote failure={failure} onRetry={load} />
        </RestoreFocus>
      )}
      {!destinations && !failure && <Skeleton label={messages.loading} />}
      {destinations?.length === 0 && (
        <EmptyDestinations
          services={services}
          onAdd={({ stream_urls: [stream_url = ''] }) => add({ stream_url })}
        />
      )}
      {destinations && destinations.length > 0 && (
        <ul class="rows" aria-label={messages.title}>
          {destinations.map((each) => (
            <DestinationRow
              key={each.id}
              destination={each}
              onEdit={() => setEditing({ id: each.id, start: valuesOf(each), note: '' })}
              onDelete={() => deletion.confirmFirst(each)}
            />
          ))}
        </ul>
      )}
      <DeleteDialog deletion={deletion} onDeleted={() => setSaved({ notice: '', changed: null })} />
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
