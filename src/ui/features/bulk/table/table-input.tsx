import { useRef, useState } from 'preact/hooks';
import { RequestButton } from '../../../components/request-button.tsx';
import { strings } from '../../../i18n/index.ts';
import type { BulkTableHandle } from './use-bulk-table.ts';

const messages = strings.bulkTable;

/** Takes the table: pasted, typed, chosen as a file, or dropped. */
export function TableInput({ handle }: { handle: BulkTableHandle }) {
  const { isReading, error, readText, readFile } = handle;
  const text = useRef<HTMLTextAreaElement>(null);
  const file = useRef<HTMLInputElement>(null);
  const [isTarget, setTarget] = useState(false);

  const readFirst = (files: FileList | null | undefined): boolean => {
    const [chosen] = files ?? [];
    if (chosen) readFile(chosen);
    return chosen !== undefined;
  };

  const onPaste = (event: ClipboardEvent) => {
    const pasted = event.clipboardData?.getData('text') ?? '';
    if (pasted.trim() === '' && !readFirst(event.clipboardData?.files)) return;
    // The text is not inserted: it can be long, and its keys would be readable on a shared screen.
    event.preventDefault();
    if (pasted.trim() !== '') readText(pasted);
  };

  const drop = (event: DragEvent) => {
    event.preventDefault();
    setTarget(false);
    if (readFirst(event.dataTransfer?.files)) return;
    const dropped = event.dataTransfer?.getData('text') ?? '';
    if (dropped.trim() !== '') readText(dropped);
  };

  return (
    <fieldset
      class={isTarget ? 'table-input is-target' : 'table-input'}
      onDragOver={(event) => {
        event.preventDefault();
        setTarget(true);
      }}
      onDragLeave={() => setTarget(false)}
      onDrop={drop}
    >
      <div class="field">
        <label for="table-text">{messages.paste}</label>
        <textarea
          ref={text}
          id="table-text"
          class="mono"
          rows={4}
          autocomplete="off"
          spellcheck={false}
          aria-describedby="table-text-hint"
          aria-busy={isReading}
          onPaste={onPaste}
        />
        <p id="table-text-hint" class="hint">
          {messages.pasteHint}
        </p>
      </div>
      <p class="actions">
        <RequestButton
          isBusy={isReading}
          busyLabel={messages.reading}
          onClick={() => readText(text.current?.value ?? '')}
        >
          {messages.read}
        </RequestButton>
        <button type="button" onClick={() => file.current?.click()}>
          {messages.choose}
        </button>
        <span class="muted">{messages.drop}</span>
        <input
          ref={file}
          type="file"
          hidden
          accept=".csv,.tsv,.txt,text/csv,text/tab-separated-values,text/plain"
          onChange={(event) => {
            readFirst(event.currentTarget.files);
            // The same file can be chosen again after it was corrected.
            event.currentTarget.value = '';
          }}
        />
      </p>
      {error && (
        <p class="note note-bad" role="alert">
          {messages.fileErrors[error]}
        </p>
      )}
      <p class="hint">{messages.keysStay}</p>
    </fieldset>
  );
}
