import { useState } from 'preact/hooks';
import type { Tagged } from '../../../api/client.ts';
import { cachedMeeting } from '../../../api/meeting-cache.ts';
import type { Kind, Livestream } from '../../../api/types.ts';
import { SelfRemovingButton } from '../../../components/self-removing-button.tsx';
import { useFocusOnRejection } from '../../../components/use-focus-on-rejection.ts';
import { strings } from '../../../i18n/index.ts';
import { isDirty } from '../../../lib/form-state.ts';
import { announce } from '../../../state/announce.ts';
import { meetingList } from '../../../state/meeting-list.ts';
import { useGuard } from '../../../state/use-guard.ts';
import { Conflict } from './conflict.tsx';
import { DestinationPicker, DestinationSummary } from './destination-picker.tsx';
import { LivestreamFields } from './livestream-fields.tsx';
import { bodyOf, firstError, type LivestreamFormState } from './livestream-values.ts';
import { hasClash, SameKeyNote } from './same-key.tsx';
import { SaveFailure } from './save-failure.tsx';
import type { LivestreamHandle } from './use-livestream.ts';
import { useLivestreamCheck } from './use-livestream-check.ts';

const messages = strings.form;

type FormProps = { kind: Kind; id: string; form: LivestreamFormState; livestream: LivestreamHandle };

/** The form of the livestream settings, with its conflicts and errors. */
export function LivestreamForm({ kind, id, form, livestream }: FormProps) {
  const { base } = form;
  const { destination } = form.values;
  const dirty = isDirty(form);
  // Reads the signal, so that the form re-renders when the list arrives.
  const isSeries = meetingList(kind, 'upcoming').state.value && cachedMeeting(kind, id)?.recurring;
  const { found, isSeen, submit } = useConfirmBeforeSaving(kind, id, form, livestream);
  useGuard(dirty, messages.leave);
  useFocusOnRejection({
    rejections: form.rejections,
    busy: form.submitting,
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
      aria-busy={form.submitting}
    >
      <h2 id="form-title">{messages.title}</h2>
      {!base.value.configured && <p class="note">{messages.notConfigured}</p>}
      {isSeries && <p class="small">{messages.allOccurrences}</p>}
      <DestinationPicker
        current={(form.remote ?? base).value}
        chosen={destination}
        onChoose={livestream.chooseDestination}
      />
      {destination ? (
        <DestinationSummary destination={destination} />
      ) : (
        <LivestreamFields form={form} found={found} livestream={livestream} />
      )}
      {found && <SameKeyNote sameKey={found.same_key} mustBeShown={isSeen} />}
      {form.merged.length > 0 && !form.remote && (
        <p class="note">
          {messages.merged(form.merged.map((unit) => strings.conflict.units[unit]).join(', '))}
        </p>
      )}
      {form.failure && <SaveFailure failure={form.failure} onRetry={() => livestream.save(base)} />}
      {form.remote ? (
        <Conflict form={form} remote={form.remote} livestream={livestream} />
      ) : (
        <Actions
          form={form}
          saveLabel={isSeen ? strings.apply.saveAnyway : messages.save}
          livestream={livestream}
        />
      )}
    </form>
  );
}

type ActionsProps = { form: LivestreamFormState; saveLabel: string; livestream: LivestreamHandle };

function Actions({ form, saveLabel, livestream }: ActionsProps) {
  const isUnsaved = isDirty(form) && !form.submitting;
  return (
    <p class="actions">
      <button type="submit" id="save" class="primary" aria-disabled={form.submitting}>
        {form.submitting ? messages.saving : saveLabel}
      </button>
      {isUnsaved && (
        <SelfRemovingButton
          fallbackTarget="save"
          class="quiet"
          onClick={() => livestream.dispatch({ type: 'discard' })}
        >
          {messages.discard}
        </SelfRemovingButton>
      )}
      {isUnsaved && !form.notice && <span class="small muted">{messages.unsaved}</span>}
      {form.notice && <span class="done">{form.notice}</span>}
    </p>
  );
}

/**
 * Saves, unless another stream would use the key at the same time and the user has not seen that
 * warning yet: then it is shown first.
 */
function useConfirmBeforeSaving(
  kind: Kind,
  id: string,
  form: LivestreamFormState,
  livestream: LivestreamHandle,
) {
  const changes = bodyOf(form);
  const wanted = JSON.stringify(changes);
  const { found, now } = useLivestreamCheck(kind, id, changes);
  const [seen, setSeen] = useState('');
  const mayContinue = async () => {
    if (seen === wanted || !hasClash(await now())) return true;
    setSeen(wanted);
    announce(strings.apply.confirmWarning);
    return false;
  };
  const submit = (replaced: Tagged<Livestream>) => livestream.save(replaced, { mayContinue });
  return { found, isSeen: seen === wanted && hasClash(found), submit };
}
