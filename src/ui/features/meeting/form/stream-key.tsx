import type { Livestream } from '../../../api/types.ts';
import { FieldError, type FieldProps } from '../../../components/field.tsx';
import { KeyInput } from '../../../components/key-input.tsx';
import { strings } from '../../../i18n/index.ts';
import type { Reveal } from '../summary/use-stream-key.ts';
import { CurrentKey } from './current-key.tsx';

const messages = strings.form;

type StreamKeyProps = FieldProps & { livestream: Livestream; reveal: Reveal };

/** The current key, hidden until the user shows it, and the field for a new one. */
export function StreamKey({ livestream, reveal, ...field }: StreamKeyProps) {
  const { name, error } = field;
  const isSet = livestream.stream_key_fingerprint !== '';
  return (
    <div class="field">
      {isSet && (
        <CurrentKey key={livestream.stream_key_fingerprint} livestream={livestream} reveal={reveal} />
      )}
      <label for={name}>{isSet ? messages.stream_keyNew : messages.stream_key}</label>
      <KeyInput {...field} />
      <FieldError name={name} error={error} />
      <p id={`${name}-hint`} class="hint">
        {hintOf(isSet, livestream.stream_key_hint)}
      </p>
    </div>
  );
}

function hintOf(isSet: boolean, ending: string): string {
  if (!isSet) return messages.keyNeeded;
  return ending ? messages.keepEndsIn(ending) : messages.keep;
}
