import { announce } from '../announce.ts';
import type { LivestreamCheck, Warning } from '../api.ts';
import { answerTo, api } from '../client.ts';
import { type Field, type FormState, fields, type Values } from '../livestream-form.ts';
import { partsOf } from '../paste.ts';
import type { LivestreamHandle } from '../screens/use-livestream.ts';
import { strings } from '../strings.ts';
import { ResolutionField, TextField } from './field.tsx';
import { StreamKey } from './stream-key.tsx';
import { Warnings } from './warnings.tsx';

const words = strings.form;

type FieldsProps = { form: FormState; found: LivestreamCheck | null; livestream: LivestreamHandle };

/** The four fields, each with what looks wrong about it; a pasted text with address and key is taken apart. */
export function LivestreamFields({ form, found, livestream }: FieldsProps) {
  const { base, values, errors } = form;
  const edit = (field: Field, value: string) => livestream.dispatch({ type: 'edited', field, value });
  const bind = (name: Field) => ({
    name,
    value: values[name],
    error: errors[name] ?? '',
    onChange: (value: string) => edit(name, value),
  });
  const warnings = {
    warnings: found?.warnings ?? [],
    onUse: ({ field, suggestion }: Warning) => suggestion !== undefined && edit(field, suggestion),
  };
  return (
    <div class="fields" onPaste={(event) => takeApart(event, values, livestream)}>
      <TextField {...bind('stream_url')} label={words.stream_url} hint={words.stream_urlHint} />
      <Warnings {...warnings} field="stream_url" />
      <StreamKey {...bind('stream_key')} livestream={base.livestream} reveal={livestream.reveal} />
      <Warnings {...warnings} field="stream_key" />
      <TextField {...bind('page_url')} label={words.page_url} hint={words.page_urlHint} />
      <Warnings {...warnings} field="page_url" />
      <ResolutionField {...bind('resolution')} unset={!base.livestream.resolution} />
    </div>
  );
}

/** What was pasted stands in its field at once; what it holds for others follows when the server has read it. */
async function takeApart(event: ClipboardEvent, values: Values, livestream: LivestreamHandle): Promise<void> {
  const input = event.target;
  const text = event.clipboardData?.getData('text') ?? '';
  const isOurs = input instanceof HTMLInputElement && (fields as readonly string[]).includes(input.name);
  if (!isOurs || text.trim() === '') return;
  // The browser puts the text in after this event.
  await new Promise((resolve) => setTimeout(resolve));
  const pasted = { ...values, [input.name]: input.value };
  const answer = await answerTo(api.POST('/api/destinations/parse', { body: { text } }));
  if (!answer.ok) return;
  const parts = partsOf(text, answer.value);
  livestream.dispatch({ type: 'taken apart', parts, pasted });
  if (parts.stream_url && parts.stream_key) announce(strings.apply.split);
}
