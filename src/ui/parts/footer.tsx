import { strings } from '../strings.ts';
import { SignOutButton } from './header.tsx';

/** The public pages, and for who is signed in the way to end every session. */
export function Footer({ signedIn = false }: { signedIn?: boolean }) {
  return (
    <footer class="foot">
      <nav aria-label={strings.footer.about}>
        <a href="/documentation">{strings.footer.help}</a>
        <a href="/privacy">{strings.footer.privacy}</a>
        <a href="/terms">{strings.footer.terms}</a>
        <a href="/support">{strings.footer.support}</a>
      </nav>
      {signedIn && <SignOutButton where="everywhere" />}
    </footer>
  );
}
