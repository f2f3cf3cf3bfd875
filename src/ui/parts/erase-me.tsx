import { useState } from 'preact/hooks';
import { announce } from '../announce.ts';
import type { Failure } from '../client.ts';
import { go } from '../navigation.ts';
import { eraseMe } from '../session.ts';
import { strings } from '../strings.ts';
import { Confirmation } from './confirmation.tsx';
import { FailureNote } from './failure.tsx';

const words = strings.account;

/** The end of it all; it cannot be undone, so a tick is needed beside the button. */
export function EraseMe() {
  const [asking, setAsking] = useState(false);
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
        <button type="button" class="destructive" onClick={() => setAsking(true)}>
          {words.eraseAction}
        </button>
      </p>
      {asking && (
        <Confirmation
          title={words.eraseTitle}
          action={busy ? words.erasing : words.eraseAction}
          cancel={words.cancel}
          busy={busy}
          onConfirm={erase}
          onCancel={() => setAsking(false)}
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
