import { FieldError, type FieldProps } from './field.tsx';
import { KeyInput } from './key-input.tsx';

type NewKeyProps = FieldProps & { label: string; hint: string };

/** An input for a new stream key, with its label and hint. */
export function NewKeyField({ label, hint, ...field }: NewKeyProps) {
  const { name, error } = field;
  return (
    <div class="field">
      <label for={name}>{label}</label>
      <KeyInput {...field} />
      <FieldError name={name} error={error} />
      <p id={`${name}-hint`} class="hint">
        {hint}
      </p>
    </div>
  );
}
