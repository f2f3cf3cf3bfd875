import type { Kind, Me } from '../api/types.ts';
import { Link } from '../components/link.tsx';
import { Logo } from '../components/logo.tsx';
import { SignOutButton } from '../components/sign-out-button.tsx';
import { strings } from '../i18n/index.ts';
import { route } from '../state/navigation.ts';
import { bulkPath, listPath } from '../state/route.ts';

/** Navigation, the signed-in user and the sign-out button. */
export function Header({ me }: { me: Me }) {
  const shown = route.value;
  const kind: Kind | null = 'kind' in shown ? shown.kind : null;
  return (
    <header class="masthead">
      <Link to="/" class="brand">
        <Logo />
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
