import { useRef, useState } from 'preact/hooks';
import type { Tagged } from '../../../api/client.ts';
import type { Kind, Livestream } from '../../../api/types.ts';
import { useRestoreFocus, withId } from '../../../components/focus.ts';
import { useFocusOnRejection } from '../../../components/use-focus-on-rejection.ts';
import { strings } from '../../../i18n/index.ts';
import { isDirty } from '../../../lib/form-state.ts';
import { announce } from '../../../state/announce.ts';
import { useGuard } from '../../../state/use-guard.ts';
import { CHANGE_BUTTON } from '../settings/use-open-form.ts';
import { Conflict } from './conflict.tsx';
import { DestinationPicker, DestinationSummary } from './destination-picker.tsx';
import { LivestreamFields } from './livestream-fields.tsx';
import { bodyOf, firstError, type LivestreamFormState } from './livestream-values.ts';
import { hasClash, SameKeyNote } from './same-key.tsx';
import { SaveBar } from './save-bar.tsx';
import { SaveFailure } from './save-failure.tsx';
import type { LivestreamHandle } from './use-livestream.ts';
import { useLivestreamCheck } from './use-livestream-check.ts';

const messages = strings.form;

type FormProps = {
  kind: Kind;
  id: string;
  form: LivestreamFormState;
  livestream: LivestreamHandle;
  /** Shows the summary again; the user's edits must have been saved or discarded. */
  onClose: () => void;
};

/** The form of the livestream settings, with its conflicts and errors. */
export function LivestreamForm({ kind, id, form, livestream, onClose }: FormProps) {
  const { base } = form;
  const { destination } = form.values;
  const dirty = isDirty(form);
  const element = useRef<HTMLFormElement>(null);
  useRestoreFocus(element, withId(CHANGE_BUTTON));
  const { found, isSeen, submit } = useConfirmBeforeSaving(kind, id, form, livestream);
  useGuard(dirty, messages.leave);
  useFocusOnRejection({
    rejections: form.rejections,
    busy: form.submitting,
    firstInvalid: destination ? null : firstError(form.errors),
  });

  return (
    <form
      ref={element}
      class="sheet"
      onSubmit={(event) => {
        event.preventDefault();
        submit(base);
      }}
      noValidate
      aria-labelledby="settings-title"
      aria-busy={form.submitting}
    >
      {!base.value.configured && <p class="note">{messages.notConfigured}</p>}
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
        <Conflict form={form} remote={form.remote} livestream={livestream} onClose={onClose} />
      ) : (
        <SaveBar
          form={form}
          saveLabel={isSeen ? strings.apply.saveAnyway : messages.save}
          livestream={livestream}
          onClose={onClose}
        />
      )}
    </form>
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
