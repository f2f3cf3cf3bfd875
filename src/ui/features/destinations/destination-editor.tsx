import { useEffect, useRef } from 'preact/hooks';
import { isProblem } from '../../api/client.ts';
import type { Service } from '../../api/types.ts';
import { FailureNote } from '../../components/failure.tsx';
import { RequestButton } from '../../components/request-button.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useFocusOnRejection } from '../../components/use-focus-on-rejection.ts';
import { strings } from '../../i18n/index.ts';
import { isDirty } from '../../lib/form-state.ts';
import { useGuard } from '../../state/use-guard.ts';
import { DestinationConflict } from './destination-conflict.tsx';
import { DestinationFields } from './destination-fields.tsx';
import { destinationFields } from './destination-form.ts';
import { type EditorOptions, useDestinationEditor } from './use-destination-editor.ts';

const messages = strings.destinations;

type EditorProps = EditorOptions & { services: Service[]; note: string; onCancel: () => void };

/** The form of one destination. */
export function DestinationEditorForm({ services, note, onCancel, ...options }: EditorProps) {
  const editor = useDestinationEditor(options);
  const { base, errors, failure, submitting } = editor;
  const heading = useRef<HTMLHeadingElement>(null);
  const isReady = editor.isNew || base !== null;
  const isDeleted = failure !== null && isProblem(failure, 'not_found');
  useEffect(() => heading.current?.focus(), []);
  useFocusOnRejection({
    rejections: editor.rejections,
    busy: submitting,
    firstInvalid: destinationFields.find((field) => errors[field]) ?? null,
  });
  useGuard(isDirty(editor), strings.form.leave);

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    editor.save(base);
  };
  const title = base ? messages.editTitle(base.value.name) : messages.newTitle;
  return (
    <form
      class="sheet narrow"
      onSubmit={submit}
      noValidate
      aria-labelledby="editor-title"
      aria-busy={submitting}
    >
      <h2 id="editor-title" ref={heading} tabIndex={-1}>
        {title}
      </h2>
      {note && <p class="note">{note}</p>}
      {!isReady && !failure && <Skeleton label={messages.loading} />}
      {isReady && <DestinationFields editor={editor} services={services} />}
      {failure && isReady && !isDeleted && <FailureNote failure={failure} />}
      {failure && !isReady && <FailureNote failure={failure} onRetry={editor.load} />}
      {isDeleted && isReady && (
        <div class="note note-warn" role="alert">
          <p>{messages.deletedElsewhere}</p>
          <RequestButton isBusy={submitting} busyLabel={messages.saving} onClick={() => editor.save(null)}>
            {messages.saveAsNew}
          </RequestButton>
        </div>
      )}
      {editor.remote ? (
        <DestinationConflict editor={editor} remote={editor.remote} />
      ) : (
        <p class="actions">
          {isReady && (
            <RequestButton
              type="submit"
              id="save"
              class="primary"
              isBusy={submitting}
              busyLabel={messages.saving}
            >
              {messages.save}
            </RequestButton>
          )}
          <button type="button" class="quiet" onClick={onCancel}>
            {messages.cancel}
          </button>
          {editor.notice && <span class="done">{editor.notice}</span>}
          {editor.needsConfirmation && <span class="small">{messages.confirmWarning}</span>}
        </p>
      )}
    </form>
  );
}
