import { strings } from '../i18n/index.ts';

export type FieldProps = { name: string; value: string; error: string; onChange: (value: string) => void };

/** Connects an input to its hint and its error. */
export function describing(name: string, error: string) {
  return { id: name, name, 'aria-invalid': error !== '', 'aria-describedby': `${name}-error ${name}-hint` };
}

export function FieldError({ name, error }: { name: string; error: string }) {
  return (
    <p id={`${name}-error`} class="error">
      {error}
    </p>
  );
}

type TextFieldProps = FieldProps & { label: string; hint: string };

/** For URLs: no spell check, capitalization or autocompletion. */
export function TextField({ name, value, error, onChange, label, hint }: TextFieldProps) {
  return (
    <div class="field">
      <label for={name}>{label}</label>
      <input
        {...describing(name, error)}
        class="mono"
        inputMode="url"
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        value={value}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
      <FieldError name={name} error={error} />
      <p id={`${name}-hint`} class="hint">
        {hint}
      </p>
    </div>
  );
}

type ResolutionProps = FieldProps & { unset: boolean; unsetLabel?: string };

/** "Zoom default" can be kept but not selected again: Zoom documents no way to clear the value. */
export function ResolutionField({ name, value, error, onChange, unset, unsetLabel }: ResolutionProps) {
  const isListed = value === '' || value === '720p' || value === '1080p';
  return (
    <div class="field">
      <label for={name}>{strings.form.resolution}</label>
      <select
        {...describing(name, error)}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      >
        {unset && <option value="">{unsetLabel ?? strings.form.resolutionUnset}</option>}
        <option value="720p">720p</option>
        <option value="1080p">1080p</option>
        {!isListed && <option value={value}>{value}</option>}
      </select>
      <FieldError name={name} error={error} />
      <p id={`${name}-hint`} class="hint">
        {strings.form.resolutionHint}
      </p>
    </div>
  );
}
