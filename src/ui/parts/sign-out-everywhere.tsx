import { useState } from 'preact/hooks';
import { announce } from '../announce.ts';
import { go } from '../navigation.ts';
import { signOut } from '../session.ts';
import { strings } from '../strings.ts';
import { Confirmation } from './confirmation.tsx';

const words = strings.account;

/** Ends every session of this person; those elsewhere may have something open, so it asks once. */
export function SignOutEverywhere() {
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const leave = async () => {
    setBusy(true);
    const done = await signOut('everywhere');
    setBusy(false);
    setAsking(false);
    announce(done ? strings.header.signedOut : strings.header.signOutFailed);
    if (done) go('/');
  };
  return (
    <>
      <button type="button" onClick={() => setAsking(true)}>
        {words.signOutEverywhere}
      </button>
      {asking && (
        <Confirmation
          title={words.signOutEverywhereTitle}
          action={words.signOutEverywhere}
          cancel={words.cancel}
          busy={busy}
          onConfirm={leave}
          onCancel={() => setAsking(false)}
        >
          <p>{words.signOutEverywhereBody}</p>
        </Confirmation>
      )}
    </>
  );
}
