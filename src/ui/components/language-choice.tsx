import { strings } from '../i18n/index.ts';
import { chooseLanguage, language, languages } from '../i18n/language.ts';

/** The languages, each in its own name. Choosing one reloads the page. */
export function LanguageChoice() {
  return (
    <fieldset class="segments">
      <legend class="unseen">{strings.account.language}</legend>
      {languages.map((each) => (
        <button
          key={each}
          type="button"
          lang={each}
          aria-pressed={each === language}
          onClick={() => chooseLanguage(each)}
        >
          {strings.account.languages[each]}
        </button>
      ))}
    </fieldset>
  );
}
