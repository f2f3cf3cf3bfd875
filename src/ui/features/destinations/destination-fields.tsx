import type { Service } from '../../api/types.ts';
import { describing, FieldError, ResolutionField, TextField } from '../../components/field.tsx';
import { NewKeyField } from '../../components/new-key-field.tsx';
import { PasteNote } from '../../components/paste-note.tsx';
import { Warnings } from '../../components/warnings.tsx';
import { strings } from '../../i18n/index.ts';
import type { DestinationField } from './destination-form.ts';
import { ServicePreset, serviceOfAddress } from './service-preset.tsx';
import type { DestinationEditor } from './use-destination-editor.ts';

const messages = strings.destinations;

/** The fields of a destination. Values are parsed when the user moves to another field. */
export function DestinationFields({ editor, services }: { editor: DestinationEditor; services: Service[] }) {
  const { values, errors, warnings, suggest } = editor;
  const bind = (name: DestinationField) => ({
    name,
    value: values[name],
    error: errors[name] ?? '',
    onChange: (value: string) => editor.edit(name, value),
  });
  const { paste } = editor;
  const service = serviceOfAddress(values.stream_url, services);
  return (
    <div class="fields" onPaste={paste.onPaste} onFocusOut={parseOnLeave(editor)}>
      <NameField {...bind('name')} />
      <ServicePreset
        service={service}
        services={services}
        onChoose={(chosen) => editor.chooseService(chosen, services)}
      />
      <TextField {...bind('stream_url')} label={strings.form.stream_url} hint={messages.addressNote} />
      <PasteNote paste={paste} />
      <Warnings warnings={warnings} field="stream_url" onUse={suggest} />
      <NewKeyField {...bind('stream_key')} label={keyLabel(editor)} hint={keyHint(editor)} />
      <Warnings warnings={warnings} field="stream_key" onUse={suggest} />
      <TextField {...bind('page_url')} label={strings.form.page_url} hint={messages.pageHint} />
      <Warnings warnings={warnings} field="page_url" onUse={suggest} />
      <ResolutionField {...bind('resolution')} unset unsetLabel={messages.resolutionUnset} />
    </div>
  );
}

/**
 * Values are not parsed when the focus moves to a button: a warning that appears between press and
 * release would move the button away from the pointer.
 */
function parseOnLeave({ parseSoon }: DestinationEditor) {
  return ({ relatedTarget }: FocusEvent) => {
    if (relatedTarget instanceof HTMLInputElement || relatedTarget instanceof HTMLSelectElement) parseSoon();
  };
}

function keyLabel({ isNew }: DestinationEditor): string {
  return isNew ? strings.form.stream_key : strings.form.stream_keyNew;
}

function keyHint({ isNew, base }: DestinationEditor): string {
  if (isNew || !base) return strings.form.keyNeeded;
  const hint = base.value.stream_key_hint;
  return hint ? strings.form.keepEndsIn(hint) : strings.form.keep;
}

type NameProps = { name: string; value: string; error: string; onChange: (value: string) => void };

function NameField({ name, value, error, onChange }: NameProps) {
  return (
    <div class="field">
      <label for={name}>{messages.name}</label>
      <input
        {...describing(name, error)}
        autocomplete="off"
        value={value}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
      <FieldError name={name} error={error} />
      <p id={`${name}-hint`} class="hint">
        {messages.nameHint}
      </p>
    </div>
  );
}
