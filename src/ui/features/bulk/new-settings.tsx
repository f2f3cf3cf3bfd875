import type { Destination } from '../../api/types.ts';
import { Choice } from '../../components/choice.tsx';
import { ResolutionField, TextField } from '../../components/field.tsx';
import { Link } from '../../components/link.tsx';
import { NewKeyField } from '../../components/new-key-field.tsx';
import { PasteNote } from '../../components/paste-note.tsx';
import { usePaste } from '../../components/use-paste.ts';
import { strings } from '../../i18n/index.ts';
import type { BulkField } from './bulk-form.ts';
import type { BulkPartProps } from './select-meetings.tsx';

const messages = strings.bulk;

type FieldsProps = BulkPartProps & { errors: Partial<Record<BulkField, string>> };
/** The saved destinations; null until they are loaded. */
type DestinationsProps = BulkPartProps & { destinations: readonly Destination[] | null };

/** The new settings: a saved destination or individual settings. */
export function NewSettings({ form, onChange, errors, destinations }: FieldsProps & DestinationsProps) {
  return (
    <Choice
      name="using"
      legend={messages.what}
      value={form.using}
      options={[
        { value: 'destination', label: messages.byDestination },
        { value: 'fields', label: messages.byFields },
      ]}
      onChoose={(using) => onChange({ using })}
    >
      {form.using === 'destination' ? (
        <SavedDestination form={form} onChange={onChange} destinations={destinations} />
      ) : (
        <SingleFields form={form} onChange={onChange} errors={errors} />
      )}
    </Choice>
  );
}

function SavedDestination({ form, onChange, destinations }: DestinationsProps) {
  if (destinations?.length === 0) {
    return (
      <p class="actions">
        {messages.noDestinations} <Link to="/destinations">{messages.toDestinations}</Link>
      </p>
    );
  }
  return (
    <div class="field">
      <label for="destination">{messages.destination}</label>
      <select
        id="destination"
        value={form.destinationId}
        aria-busy={destinations === null}
        onChange={(event) => onChange({ destinationId: event.currentTarget.value })}
      >
        <option value="">–</option>
        {destinations?.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
}

function SingleFields({ form, onChange, errors }: FieldsProps) {
  const bind = (name: BulkField) => ({
    name,
    value: form[name],
    error: errors[name] ?? '',
    onChange: (value: string) => onChange({ [name]: value }),
  });
  const paste = usePaste(form, onChange);
  return (
    <div class="fields" onPaste={paste.onPaste}>
      <p class="hint">{messages.fieldsHint}</p>
      <TextField {...bind('stream_url')} label={strings.form.stream_url} hint={strings.form.stream_urlHint} />
      <PasteNote paste={paste} />
      <NewKeyField {...bind('stream_key')} label={strings.form.stream_key} hint={strings.form.keyNeeded} />
      <TextField {...bind('page_url')} label={strings.form.page_url} hint={strings.form.page_urlHint} />
      <ResolutionField {...bind('resolution')} unset unsetLabel={messages.unchanged} />
    </div>
  );
}
