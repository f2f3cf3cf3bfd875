import type { LivestreamCheck, Warning } from '../../../api/types.ts';
import { ResolutionField, TextField } from '../../../components/field.tsx';
import { PasteNote } from '../../../components/paste-note.tsx';
import { usePaste } from '../../../components/use-paste.ts';
import { Warnings } from '../../../components/warnings.tsx';
import { strings } from '../../../i18n/index.ts';
import type { Field, LivestreamFormState } from './livestream-values.ts';
import { StreamKey } from './stream-key.tsx';
import type { LivestreamHandle } from './use-livestream.ts';

const messages = strings.form;

type FieldsProps = { form: LivestreamFormState; found: LivestreamCheck | null; livestream: LivestreamHandle };

/** The four fields, each with its warnings. Pasted text is split into the fields. */
export function LivestreamFields({ form, found, livestream }: FieldsProps) {
  const { base, values, errors } = form;
  const edit = (changes: Partial<Record<Field, string>>) => livestream.dispatch({ type: 'edit', changes });
  const bind = (name: Field) => ({
    name,
    value: values[name],
    error: errors[name] ?? '',
    onChange: (value: string) => edit({ [name]: value }),
  });
  const warnings = {
    warnings: found?.warnings ?? [],
    onUse: ({ field, suggestion }: Warning) => suggestion !== undefined && edit({ [field]: suggestion }),
  };
  const paste = usePaste(values, edit);
  return (
    <div class="fields" onPaste={paste.onPaste}>
      <TextField {...bind('stream_url')} label={messages.stream_url} hint={messages.stream_urlHint} />
      <PasteNote paste={paste} />
      <Warnings {...warnings} field="stream_url" />
      <StreamKey {...bind('stream_key')} livestream={base.value} reveal={livestream.reveal} />
      <Warnings {...warnings} field="stream_key" />
      <TextField {...bind('page_url')} label={messages.page_url} hint={messages.page_urlHint} />
      <Warnings {...warnings} field="page_url" />
      <ResolutionField {...bind('resolution')} unset={!base.value.resolution} />
    </div>
  );
}
