import { useState } from 'preact/hooks';
import type { Failure } from '../../api/client.ts';
import { Confirmation } from '../../components/confirmation.tsx';
import { FailureNote } from '../../components/failure.tsx';
import { strings } from '../../i18n/index.ts';
import { announce } from '../../state/announce.ts';
import { go } from '../../state/navigation.ts';
import { eraseMe } from '../../state/session.ts';

const words = strings.account;

/** The end of it all; it cannot be undone, so a tick is needed beside the button. */
export function EraseMe() {
  const [confirming, setConfirming] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);

  const erase = async () => {
    setBusy(true);
    setFailure(null);
    const failed = await eraseMe();
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
          {words.eraseAction}
        </button>
      </p>
      {confirming && (
        <Confirmation
          title={words.eraseTitle}
          action={busy ? words.erasing : words.eraseAction}
          cancel={words.cancel}
          busy={busy}
          onConfirm={erase}
          onCancel={() => setConfirming(false)}
        >
          <p>{words.eraseBody}</p>
          <label class="tick">
            <input type="checkbox" required />
            {words.eraseConfirm}
          </label>
          {failure && <FailureNote failure={failure} />}
        </Confirmation>
      )}
    </>
  );
}
