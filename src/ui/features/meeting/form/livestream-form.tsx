import { useState } from 'preact/hooks';
import { cachedMeeting } from '../../../api/meeting-cache.ts';
import type { Kind } from '../../../api/types.ts';
import { SelfRemovingButton } from '../../../components/self-removing-button.tsx';
import { useFocusOnRejection } from '../../../components/use-focus-on-rejection.ts';
import { strings } from '../../../i18n/index.ts';
import { announce } from '../../../state/announce.ts';
import { meetingList } from '../../../state/meeting-list.ts';
import { useGuard } from '../../../state/use-guard.ts';
import { Conflict } from './conflict.tsx';
import { DestinationPicker, DestinationSummary } from './destination-picker.tsx';
import { bodyOf, type FormState, firstError, isDirty, type Tagged } from './form-reducer.ts';
import { LivestreamFields } from './livestream-fields.tsx';
import { hasClash, SameKeyNote } from './same-key.tsx';
import { SaveFailure } from './save-failure.tsx';
import type { LivestreamHandle } from './use-livestream.ts';
import { useLivestreamCheck } from './use-livestream-check.ts';

const words = strings.form;

type FormProps = { kind: Kind; id: string; form: FormState; livestream: LivestreamHandle };

/** Where to stream, by hand or from what is saved, with what can go wrong on the way to Zoom. */
export function LivestreamForm({ kind, id, form, livestream }: FormProps) {
  const { base, destination } = form;
  const dirty = isDirty(form);
  // The list is read so that the form follows when it comes.
  const isSeries = meetingList(kind, 'upcoming').state.value && cachedMeeting(kind, id)?.recurring;
  const { found, isSeen, submit } = useConfirmBeforeSaving(kind, id, form, livestream);
  useGuard(dirty, words.leave);
  useFocusOnRejection({
    rejections: form.rejections,
    busy: form.saving,
    firstInvalid: destination ? null : firstError(form.errors),
  });

  return (
    <form
      class="sheet"
      onSubmit={(event) => {
        event.preventDefault();
        submit(base);
      }}
      noValidate
      aria-labelledby="form-title"
      aria-busy={form.saving}
    >
      <h2 id="form-title">{words.title}</h2>
      {!base.livestream.configured && <p class="note">{words.notConfigured}</p>}
      {isSeries && <p class="small">{words.allOccurrences}</p>}
      <DestinationPicker
        current={(form.remote ?? base).livestream}
        chosen={destination}
        onChoose={(chosen) => livestream.dispatch({ type: 'choose-destination', destination: chosen })}
      />
      {destination ? (
        <DestinationSummary destination={destination} />
      ) : (
        <LivestreamFields form={form} found={found} livestream={livestream} />
      )}
      {found && <SameKeyNote sameKey={found.same_key} mustBeShown={isSeen} />}
      {form.merged.length > 0 && !form.remote && (
        <p class="note">{words.merged(form.merged.map((unit) => strings.conflict.units[unit]).join(', '))}</p>
      )}
      {form.failure && <SaveFailure failure={form.failure} onRetry={() => livestream.save(base)} />}
      {form.remote ? (
        <Conflict form={form} remote={form.remote} livestream={livestream} />
      ) : (
        <Actions
          form={form}
          saveLabel={isSeen ? strings.apply.saveAnyway : words.save}
          livestream={livestream}
        />
      )}
    </form>
  );
}

type ActionsProps = { form: FormState; saveLabel: string; livestream: LivestreamHandle };

function Actions({ form, saveLabel, livestream }: ActionsProps) {
  const isUnsaved = isDirty(form) && !form.saving;
  return (
    <p class="actions">
      <button type="submit" id="save" class="primary" aria-disabled={form.saving}>
        {form.saving ? words.saving : saveLabel}
      </button>
      {isUnsaved && (
        <SelfRemovingButton
          fallbackTarget="save"
          class="quiet"
          onClick={() => livestream.dispatch({ type: 'discarded' })}
        >
          {words.discard}
        </SelfRemovingButton>
      )}
      {isUnsaved && !form.notice && <span class="small muted">{words.unsaved}</span>}
      {form.notice && <span class="done">{form.notice}</span>}
    </p>
  );
}

/** Saves, unless the key would stream twice at once and nobody has been told: then that is shown first. */
function useConfirmBeforeSaving(kind: Kind, id: string, form: FormState, livestream: LivestreamHandle) {
  const changes = bodyOf(form);
  const wanted = JSON.stringify(changes);
  const { found, now } = useLivestreamCheck(kind, id, changes);
  const [seen, setSeen] = useState('');
  const mayGoOn = async () => {
    if (seen === wanted || !hasClash(await now())) return true;
    setSeen(wanted);
    announce(strings.apply.confirmWarning);
    return false;
  };
  const submit = (finished: Tagged) => livestream.save(finished, { mayGoOn });
  return { found, isSeen: seen === wanted && hasClash(found), submit };
}
