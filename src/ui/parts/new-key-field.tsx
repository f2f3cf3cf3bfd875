import { useState } from 'preact/hooks';
import { strings } from '../strings.ts';
import { describing, FieldError, type FieldProps } from './field.tsx';

const asText = { type: 'text' as const };
const asPassword = { type: 'password' as const };

/** A stream key to be typed or pasted: hidden, because the screen may be shared, unless one asks to see it. */
export function NewKeyField({
  name,
  value,
  error,
  onChange,
  label,
  hint,
}: FieldProps & { label: string; hint: string }) {
  const [visible, setVisible] = useState(false);
  return (
    <div class="field">
      <label for={name}>{label}</label>
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
          {strings.form.showTyped}
        </label>
      )}
      <FieldError name={name} error={error} />
      <p id={`${name}-hint`} class="hint">
        {hint}
      </p>
    </div>
  );
}
