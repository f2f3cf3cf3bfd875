import { useState } from 'preact/hooks';
import { Confirmation } from '../../components/confirmation.tsx';
import { strings } from '../../i18n/index.ts';
import { announce } from '../../state/announce.ts';
import { go } from '../../state/navigation.ts';
import { signOut } from '../../state/session.ts';

const messages = strings.account;

/**
 * Ends all sessions of the user. Requires confirmation, because other devices may have unsaved
 * input.
 */
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
        {messages.signOutEverywhere}
      </button>
      {confirming && (
        <Confirmation
          title={messages.signOutEverywhereTitle}
          action={busy ? strings.header.signingOut : messages.signOutEverywhere}
          cancel={messages.cancel}
          busy={busy}
          onConfirm={leave}
          onCancel={() => setConfirming(false)}
        >
          <p>{messages.signOutEverywhereBody}</p>
        </Confirmation>
      )}
    </>
  );
}
