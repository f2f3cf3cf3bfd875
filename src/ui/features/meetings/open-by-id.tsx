import { useRef, useState } from 'preact/hooks';
import type { Kind } from '../../api/types.ts';
import { strings } from '../../i18n/index.ts';
import { meetingReferenceOf } from '../../lib/meeting-id.ts';
import { go } from '../../state/navigation.ts';
import { meetingPath } from '../../state/route.ts';

/** Opens a meeting that no list contains, by an ID as users paste it or by a join link. */
export function OpenById({ kind }: { kind: Kind }) {
  const input = useRef<HTMLInputElement>(null);
  const [error, setError] = useState('');

  const open = (event: SubmitEvent) => {
    event.preventDefault();
    const pasted = input.current?.value ?? '';
    const reference = meetingReferenceOf(pasted);
    if (reference) return go(meetingPath(reference.kind ?? kind, reference.id));
    setError(pasted.trim() ? strings.open.notOne : strings.open.empty);
    input.current?.focus();
  };

  return (
    <form class="open" onSubmit={open} noValidate>
      <label for="open-id">{strings.open.label[kind]}</label>
      <div class="open-line">
        <input
          ref={input}
          id="open-id"
          autocomplete="off"
          spellcheck={false}
          aria-invalid={error !== ''}
          aria-describedby={error ? 'open-error' : 'open-hint'}
          onInput={() => setError('')}
        />
        <button type="submit">{strings.open.action}</button>
      </div>
      <p id="open-hint" class="hint" hidden={error !== ''}>
        {strings.open.hint}
      </p>
      <p id="open-error" class="error" role="alert">
        {error}
      </p>
    </form>
  );
}
