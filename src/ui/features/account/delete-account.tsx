import { useState } from 'preact/hooks';
import type { Failure } from '../../api/client.ts';
import { Confirmation } from '../../components/confirmation.tsx';
import { FailureNote } from '../../components/failure.tsx';
import { strings } from '../../i18n/index.ts';
import { announce } from '../../state/announce.ts';
import { go } from '../../state/navigation.ts';
import { deleteAccount } from '../../state/session.ts';

const messages = strings.account;

/**
 * Disconnects from Zoom and deletes all data. It cannot be undone, so a checkbox must be ticked
 * too.
 */
export function DeleteAccount() {
  const [confirming, setConfirming] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);

  const erase = async () => {
    setBusy(true);
    setFailure(null);
    const failed = await deleteAccount();
    if (!failed) {
      announce(strings.signedOut.erased);
      return go('/');
    }
    setBusy(false);
    setFailure(failed);
  };
  return (
    <>
      <p class="actions">
        <button type="button" class="destructive" onClick={() => setConfirming(true)}>
          {messages.eraseAction}
        </button>
      </p>
      {confirming && (
        <Confirmation
          title={messages.eraseTitle}
          action={busy ? messages.erasing : messages.eraseAction}
          cancel={messages.cancel}
          busy={busy}
          onConfirm={erase}
          onCancel={() => setConfirming(false)}
        >
          <p>{messages.eraseBody}</p>
          <label class="tick">
            <input type="checkbox" required />
            {messages.eraseConfirm}
          </label>
          {failure && <FailureNote failure={failure} />}
        </Confirmation>
      )}
    </>
  );
}
