import { strings } from '../i18n/index.ts';
import { pageAddress } from '../i18n/language.ts';

/** The public pages. */
export function Footer() {
  return (
    <footer class="foot">
      <nav aria-label={strings.footer.about}>
        <a href={pageAddress('/documentation')}>{strings.footer.help}</a>
        <a href={pageAddress('/privacy')}>{strings.footer.privacy}</a>
        <a href={pageAddress('/terms')}>{strings.footer.terms}</a>
        <a href={pageAddress('/support')}>{strings.footer.support}</a>
      </nav>
    </footer>
  );
}
