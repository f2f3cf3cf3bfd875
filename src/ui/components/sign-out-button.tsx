import { strings } from '../i18n/index.ts';
import { announce } from '../state/announce.ts';
import { canLeave, go } from '../state/navigation.ts';
import { signOut } from '../state/session.ts';
import { RequestButton } from './request-button.tsx';

/** Ends the session in this browser. */
export function SignOutButton({ label }: { label?: string }) {
  const leave = async () => {
    if (!canLeave()) return;
    const done = await signOut('here');
    announce(done ? strings.header.signedOut : strings.header.signOutFailed);
    if (done) go('/');
  };
  return (
    <RequestButton class={label ? undefined : 'quiet'} busyLabel={strings.header.signingOut} onClick={leave}>
      {label ?? strings.header.signOut}
    </RequestButton>
  );
}
