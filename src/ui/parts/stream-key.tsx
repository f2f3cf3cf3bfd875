import { useState } from 'preact/hooks';
import type { Livestream } from '../api.ts';
import { strings } from '../strings.ts';
import { CurrentKey, type Reveal } from './current-key.tsx';
import { describing, FieldError, type FieldProps } from './field.tsx';

const words = strings.form;

const asText = { type: 'text' as const };
const asPassword = { type: 'password' as const };

type StreamKeyProps = FieldProps & { livestream: Livestream; reveal: Reveal };

/** The key that is set, hidden until asked for, and the field for a new one. */
export function StreamKey({ name, value, error, onChange, livestream, reveal }: StreamKeyProps) {
  const [visible, setVisible] = useState(false);
  const isSet = livestream.stream_key_fingerprint !== '';
  return (
    <div class="field">
      {isSet && (
        <CurrentKey key={livestream.stream_key_fingerprint} livestream={livestream} reveal={reveal} />
      )}
      <label for={name}>{isSet ? words.stream_keyNew : words.stream_key}</label>
      <input
        {...describing(name, error)}
        class="mono"
        {...(visible ? asText : asPassword)}
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        maxLength={512}
        value={value}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
      {value !== '' && (
        <label class="tick">
          <input type="checkbox" checked={visible} onChange={() => setVisible(!visible)} />
          {words.showTyped}
        </label>
      )}
      <FieldError name={name} error={error} />
      <p id={`${name}-hint`} class="hint">
        {hintOf(isSet, livestream.stream_key_hint)}
      </p>
    </div>
  );
}

function hintOf(isSet: boolean, ending: string): string {
  if (!isSet) return words.keyNeeded;
  return ending ? words.keepEndsIn(ending) : words.keep;
}
