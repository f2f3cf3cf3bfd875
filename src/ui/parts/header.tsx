import { useState } from 'preact/hooks';
import { announce } from '../announce.ts';
import type { Kind, Me } from '../api.ts';
import { canLeave, go, route } from '../navigation.ts';
import { bulkPath, listPath } from '../route.ts';
import { signOut } from '../session.ts';
import { strings } from '../strings.ts';
import { Link } from './link.tsx';
import { Mark } from './mark.tsx';

/** Who is signed in, the screens, and the way out. */
export function Header({ me }: { me: Me }) {
  const shown = route.value;
  const kind: Kind | null = 'kind' in shown ? shown.kind : null;
  return (
    <header class="masthead">
      <Link to="/" class="brand">
        <Mark />
        {strings.product}
      </Link>
      <nav aria-label={strings.header.navigation}>
        {(['meetings', 'webinars'] as const).map((each) => (
          <Link key={each} to={listPath(each)} current={kind === each}>
            {strings.header.kinds[each]}
          </Link>
        ))}
        <Link to="/destinations" current={shown.screen === 'destinations'}>
          {strings.header.destinations}
        </Link>
        <Link to={bulkPath()} current={shown.screen === 'bulk'}>
          {strings.header.bulk}
        </Link>
        <Link to="/account" current={shown.screen === 'account'}>
          {strings.header.account}
        </Link>
      </nav>
      <div class="who">
        <span class="name" title={me.user.email}>
          {me.user.display_name || me.user.email || me.user.id}
        </span>
        <SignOutButton />
      </div>
    </header>
  );
}

/** Ends the session here. */
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
      {label ?? strings.header.signOut}
    </button>
  );
}
