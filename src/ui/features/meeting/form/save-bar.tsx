import { RequestButton } from '../../../components/request-button.tsx';
import { SelfRemovingButton } from '../../../components/self-removing-button.tsx';
import { strings } from '../../../i18n/index.ts';
import { isDirty } from '../../../lib/form-state.ts';
import { CHANGE_BUTTON } from '../settings/use-open-form.ts';
import type { LivestreamFormState } from './livestream-values.ts';
import type { LivestreamHandle } from './use-livestream.ts';

const messages = strings.form;

type SaveBarProps = {
  form: LivestreamFormState;
  saveLabel: string;
  livestream: LivestreamHandle;
  onClose: () => void;
};

/**
 * Saves or discards. It stays in view while there are changes, inside the form, so that it cannot
 * cover the status above.
 */
export function SaveBar({ form, saveLabel, livestream, onClose }: SaveBarProps) {
  const { submitting, base } = form;
  const isUnsaved = isDirty(form);
  const { configured } = base.value;
  const discard = () => {
    livestream.dispatch({ type: 'discard' });
    onClose();
  };
  return (
    <div class={isUnsaved ? 'save-bar save-bar-unsaved' : 'save-bar'}>
      {isUnsaved && !submitting && <span class="save-bar-text">{messages.unsaved}</span>}
      {isUnsaved && !submitting && (
        <SelfRemovingButton
          fallbackTarget={configured ? CHANGE_BUTTON : 'save'}
          class="quiet"
          onClick={discard}
        >
          {messages.discard}
        </SelfRemovingButton>
      )}
      {!isUnsaved && configured && (
        <button type="button" class="quiet" onClick={onClose}>
          {messages.close}
        </button>
      )}
      <RequestButton
        type="submit"
        id="save"
        class={isUnsaved ? 'primary' : undefined}
        isBusy={submitting}
        busyLabel={messages.saving}
      >
        {saveLabel}
      </RequestButton>
    </div>
  );
}
