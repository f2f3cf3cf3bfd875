import { strings } from '../../i18n/index.ts';

type DoneStepProps = { title: string; sentence: string; onChange: () => void };

/** A step that is done, as a sentence. It can be opened again. */
export function DoneStep({ title, sentence, onChange }: DoneStepProps) {
  return (
    <div class="done-step">
      <p>
        <strong>{title}:</strong> {sentence}
      </p>
      <button type="button" class="quiet" onClick={onChange}>
        {strings.bulk.change}
        <span class="unseen"> ({title})</span>
      </button>
    </div>
  );
}
