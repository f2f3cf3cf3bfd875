import { useState } from 'preact/hooks';
import { announce } from '../announce.ts';
import type { Kind, Me } from '../api.ts';
import { canLeave, go, route } from '../navigation.ts';
import { listPath } from '../route.ts';
import { signOut } from '../session.ts';
import { strings } from '../strings.ts';
import { Link } from './link.tsx';
import { Mark } from './mark.tsx';

/** Who is signed in, the two lists, and the way out. */
export function Header({ me }: { me: Me }) {
  const shown = route.value;
  const kind: Kind | null = shown.screen === 'unknown' ? null : shown.kind;
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
      </nav>
      <div class="who">
        <span class="name" title={me.user.email}>
          {me.user.display_name || me.user.email}
        </span>
        <SignOutButton where="here" />
      </div>
    </header>
  );
}

/** Ends the session here, or on every device. */
export function SignOutButton({ where }: { where: 'here' | 'everywhere' }) {
  const [busy, setBusy] = useState(false);
  const leave = async () => {
    if (busy || !canLeave()) return;
    setBusy(true);
    const done = await signOut(where);
    setBusy(false);
    announce(done ? strings.header.signedOut : strings.header.signOutFailed);
    if (done) go('/');
  };
  return (
    <button type="button" class="quiet" aria-disabled={busy} onClick={leave}>
      {where === 'here' ? strings.header.signOut : strings.header.signOutEverywhere}
    </button>
  );
}
