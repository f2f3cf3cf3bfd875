import { pageAddress } from '../language.ts';
import { strings } from '../strings.ts';
import { SignOutButton } from './header.tsx';

/** The public pages, and for who is signed in the way to end every session. */
export function Footer({ signedIn = false }: { signedIn?: boolean }) {
  return (
    <footer class="foot">
      <nav aria-label={strings.footer.about}>
        <a href={pageAddress('/documentation')}>{strings.footer.help}</a>
        <a href={pageAddress('/privacy')}>{strings.footer.privacy}</a>
        <a href={pageAddress('/terms')}>{strings.footer.terms}</a>
        <a href={pageAddress('/support')}>{strings.footer.support}</a>
      </nav>
      {signedIn && <SignOutButton where="everywhere" />}
    </footer>
  );
}
