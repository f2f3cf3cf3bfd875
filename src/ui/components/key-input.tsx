import { useEffect, useState } from 'preact/hooks';
import { strings } from '../i18n/index.ts';
import { describing, type FieldProps } from './field.tsx';

const asText = { type: 'text' as const };
const asPassword = { type: 'password' as const };

/**
 * An input for a stream key: hidden, because the screen may be shared, until the user chooses to
 * show it.
 */
export function KeyInput({ name, value, error, onChange }: FieldProps) {
  const [visible, setVisible] = useState(false);
  const isEmpty = value === '';
  useEffect(() => {
    if (isEmpty) setVisible(false);
  }, [isEmpty]);
  return (
    <>
      <input
        {...describing(name, error)}
        class="mono"
        {...(visible && !isEmpty ? asText : asPassword)}
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        value={value}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
      {!isEmpty && (
        <label class="tick">
          <input type="checkbox" checked={visible} onChange={() => setVisible(!visible)} />
          {strings.form.showTyped}
        </label>
      )}
    </>
  );
}
