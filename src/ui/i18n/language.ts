import { isOf, type Language, languageOf } from '../../language.ts';

export { type Language, languages } from '../../language.ts';

const STORED = 'uplink-language';

/** Dates and numbers as this region writes them, where the browser names one for the language. */
export function localeOf(language: Language, wanted: readonly string[]): string {
  return wanted.find((tag) => isOf(tag, language) && isTag(tag)) ?? language;
}

/** A browser may name what is no tag, such as `en-US@posix`, and Intl throws at it. */
function isTag(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length === 1;
  } catch {
    return false;
  }
}

/** The parts of a browser that are used; undefined in tests that only compare texts. */
type Page = {
  document?: object;
  localStorage?: { getItem: (name: string) => string | null; setItem: (name: string, value: string) => void };
  location?: { reload: () => void };
  navigator?: { languages?: readonly string[] };
};
const page = globalThis as typeof globalThis & Page;

/** The language of this page, from its beginning to its end. */
export const language = languageOf(stored(), browserLanguages());
export const locale = localeOf(language, browserLanguages());

/** The URL of a page that the server renders. It names the language if the browser prefers another one. */
export function pageAddress(path: string): string {
  return language === languageOf(null, browserLanguages()) ? path : `${path}?lang=${language}`;
}

/** Stores the choice in this browser and reloads the page. */
export function chooseLanguage(chosen: Language): void {
  if (chosen === language) return;
  try {
    page.localStorage?.setItem(STORED, chosen);
  } catch {
    // A browser that keeps nothing for us stays with its own language.
  }
  page.location?.reload();
}

function stored(): string | null {
  try {
    return page.localStorage?.getItem(STORED) ?? null;
  } catch {
    return null;
  }
}

/** Empty outside a page. */
function browserLanguages(): readonly string[] {
  return page.document ? (page.navigator?.languages ?? []) : [];
}
