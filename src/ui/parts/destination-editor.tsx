import { useEffect, useRef } from 'preact/hooks';
import type { Service } from '../api.ts';
import { isProblem } from '../client.ts';
import { changesTo, destinationFields } from '../destination-form.ts';
import { type EditorOptions, useDestinationEditor } from '../screens/use-destination-editor.ts';
import { strings } from '../strings.ts';
import { useFocusOnRejection } from '../use-focus-on-rejection.ts';
import { useGuard } from '../use-guard.ts';
import { DestinationConflict } from './destination-conflict.tsx';
import { DestinationFields } from './destination-fields.tsx';
import { FailureNote } from './failure.tsx';
import { Skeleton } from './skeleton.tsx';

const words = strings.destinations;

type EditorProps = EditorOptions & { services: Service[]; note: string; onCancel: () => void };

/** The form of one destination. */
export function DestinationEditorForm({ services, note, onCancel, ...options }: EditorProps) {
  const editor = useDestinationEditor(options);
  const { base, values, filled, errors, failure, saving } = editor;
  const heading = useRef<HTMLHeadingElement>(null);
  const isReady = editor.isNew || base !== null;
  const isGone = failure !== null && isProblem(failure, 'not_found');
  const isDirty = base ? Object.keys(changesTo(values, filled)).length > 0 : values !== options.start;
  useEffect(() => heading.current?.focus(), []);
  useFocusOnRejection({
    rejections: editor.rejections,
    busy: saving,
    firstInvalid: destinationFields.find((field) => errors[field]) ?? null,
  });
  useGuard(isDirty, strings.form.leave);

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    editor.save(base);
  };
  const title = base ? words.editTitle(base.destination.name) : words.newTitle;
  return (
    <form class="sheet narrow" onSubmit={submit} noValidate aria-labelledby="editor-title" aria-busy={saving}>
      <h2 id="editor-title" ref={heading} tabIndex={-1}>
        {title}
      </h2>
      {note && <p class="note">{note}</p>}
      {!isReady && !failure && <Skeleton label={words.loading} />}
      {isReady && <DestinationFields editor={editor} services={services} />}
      {failure && isReady && !isGone && <FailureNote failure={failure} />}
      {failure && !isReady && <FailureNote failure={failure} onRetry={editor.load} />}
      {isGone && isReady && (
        <div class="note note-warn" role="alert">
          <p>{words.gone}</p>
          <button type="button" onClick={() => editor.save(null)}>
            {words.saveAsNew}
          </button>
        </div>
      )}
      {editor.theirs ? (
        <DestinationConflict editor={editor} theirs={editor.theirs} />
      ) : (
        <p class="actions">
          {isReady && (
            <button type="submit" id="save" class="primary" aria-disabled={saving}>
              {saving ? words.saving : words.save}
            </button>
          )}
          <button type="button" class="quiet" onClick={onCancel}>
            {words.cancel}
          </button>
          {editor.notice && <span class="done">{editor.notice}</span>}
          {editor.needsLook && <span class="small">{words.lookFirst}</span>}
        </p>
      )}
    </form>
  );
}
