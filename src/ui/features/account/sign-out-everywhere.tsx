import { useState } from 'preact/hooks';
import { Confirmation } from '../../components/confirmation.tsx';
import { strings } from '../../i18n/index.ts';
import { announce } from '../../state/announce.ts';
import { go } from '../../state/navigation.ts';
import { signOut } from '../../state/session.ts';

const words = strings.account;

/** Ends every session of this person; those elsewhere may have something open, so it asks once. */
export function SignOutEverywhere() {
  const [confirming, setConfirming] = useState(false);
  const [busy, setBusy] = useState(false);
  const leave = async () => {
    setBusy(true);
    const done = await signOut('everywhere');
    setBusy(false);
    setConfirming(false);
    announce(done ? strings.header.signedOut : strings.header.signOutFailed);
    if (done) go('/');
  };
  return (
    <>
      <button type="button" onClick={() => setConfirming(true)}>
        {words.signOutEverywhere}
      </button>
      {confirming && (
        <Confirmation
          title={words.signOutEverywhereTitle}
          action={words.signOutEverywhere}
          cancel={words.cancel}
          busy={busy}
          onConfirm={leave}
          onCancel={() => setConfirming(false)}
        >
          <p>{words.signOutEverywhereBody}</p>
        </Confirmation>
      )}
    </>
  );
}
