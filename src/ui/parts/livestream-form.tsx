import { useEffect } from 'preact/hooks';
import type { Kind } from '../api.ts';
import { type Field, type FormState, firstError, isDirty } from '../livestream-form.ts';
import { guardLeaving } from '../navigation.ts';
import type { LivestreamHandle } from '../screens/use-livestream.ts';
import { strings } from '../strings.ts';
import { Conflict } from './conflict.tsx';
import { ResolutionField, TextField } from './field.tsx';
import { SaveFailure } from './save-failure.tsx';
import { StreamKey } from './stream-key.tsx';

const words = strings.form;

type FormProps = { kind: Kind; id: string; form: FormState; livestream: LivestreamHandle };

/** The four fields, with what can go wrong on the way to Zoom. */
export function LivestreamForm({ kind, id, form, livestream }: FormProps) {
  const { base, values, errors } = form;
  const dirty = isDirty(form);
  useGuard(dirty);
  useFocusOnError(form);

  const save = () => livestream.save(base);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    save();
  };
  const bind = (name: Field) => ({
    name,
    value: values[name],
    error: errors[name] ?? '',
    onChange: (value: string) => livestream.dispatch({ type: 'edited', field: name, value }),
  });

  return (
    <form class="sheet" onSubmit={submit} noValidate aria-labelledby="form-title" aria-busy={form.saving}>
      <h2 id="form-title">{words.title}</h2>
      {!base.livestream.configured && <p class="note">{words.notConfigured}</p>}
      <TextField {...bind('stream_url')} label={words.stream_url} hint={words.stream_urlHint} />
      <StreamKey {...bind('stream_key')} livestream={base.livestream} reveal={livestream.reveal} />
      <TextField {...bind('page_url')} label={words.page_url} hint={words.page_urlHint} />
      <ResolutionField {...bind('resolution')} unset={!base.livestream.resolution} />
      {form.failure && <SaveFailure failure={form.failure} kind={kind} id={id} onSendAgain={save} />}
      {form.theirs ? (
        <Conflict form={form} theirs={form.theirs} livestream={livestream} />
      ) : (
        <p class="actions">
          <button type="submit" class="primary" aria-disabled={form.saving}>
            {form.saving ? words.saving : words.save}
          </button>
          {dirty && !form.saving && (
            <button type="button" class="quiet" onClick={() => livestream.dispatch({ type: 'discarded' })}>
              {words.discard}
            </button>
          )}
          {dirty && !form.saving && <span class="small muted">{words.unsaved}</span>}
          {form.notice && <span class="done">{form.notice}</span>}
        </p>
      )}
    </form>
  );
}

function useGuard(dirty: boolean): void {
  useEffect(() => {
    if (!dirty) return;
    return guardLeaving(() => confirm(words.leave));
  }, [dirty]);
}

/** Errors that have just come take the focus to the first of their fields. */
function useFocusOnError({ errors, saving }: FormState): void {
  const names = Object.keys(errors).join();
  useEffect(() => {
    const field = firstError(errors);
    if (field && !saving) document.getElementById(field)?.focus();
  }, [names, saving]);
}
