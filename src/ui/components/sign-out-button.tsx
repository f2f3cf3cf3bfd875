import { useState } from 'preact/hooks';
import { strings } from '../i18n/index.ts';
import { announce } from '../state/announce.ts';
import { canLeave, go } from '../state/navigation.ts';
import { signOut } from '../state/session.ts';

/** Ends the session in this browser. */
export function SignOutButton({ label }: { label?: string }) {
  const [busy, setBusy] = useState(false);
  const leave = async () => {
    if (busy || !canLeave()) return;
    setBusy(true);
    const done = await signOut('here');
    setBusy(false);
    announce(done ? strings.header.signedOut : strings.header.signOutFailed);
    if (done) go('/');
  };
  return (
    <button type="button" class={label ? undefined : 'quiet'} aria-disabled={busy} onClick={leave}>
      {busy ? strings.header.signingOut : (label ?? strings.header.signOut)}
    </button>
  );
}
