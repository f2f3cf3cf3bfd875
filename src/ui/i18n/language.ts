import { isOf, type Language, languageOf } from '../../language.ts';

export { type Language, languages } from '../../language.ts';

const STORED = 'uplink-language';

/**
 * The first of the browser's locales for this language, for dates and numbers; else the language.
 */
export function localeOf(language: Language, wanted: readonly string[]): string {
  return wanted.find((tag) => isOf(tag, language) && isTag(tag)) ?? language;
}

/** Browsers may report an invalid tag, such as `en-US@posix`, for which Intl throws. */
function isTag(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length === 1;
  } catch {
    return false;
  }
}

/** The parts of a browser that are used; undefined in unit tests. */
type Page = {
  document?: object;
  localStorage?: { getItem: (name: string) => string | null; setItem: (name: string, value: string) => void };
  location?: { reload: () => void };
  navigator?: { languages?: readonly string[] };
};
const page = globalThis as typeof globalThis & Page;

/** The language of this page until it is reloaded. */
export const language = languageOf(stored(), browserLanguages());
export const locale = localeOf(language, browserLanguages());

/** The URL of a server-rendered page, with the language if the browser prefers another one. */
export function pageAddress(path: string): string {
  return language === languageOf(null, browserLanguages()) ? path : `${path}?lang=${language}`;
}

/** Stores the choice in this browser and reloads the page. */
export function chooseLanguage(chosen: Language): void {
  if (chosen === language) return;
  try {
    page.localStorage?.setItem(STORED, chosen);
  } catch {
    // Without storage, the browser's own language stays.
  }
  page.location?.reload();
}

/**
 * Keeps the choice when a response clears this browser's storage: it belongs to the browser, not to
 * the user who signs out.
 * @returns a function that stores it again
 */
export function keepLanguage(): () => void {
  const chosen = stored();
  return () => {
    try {
      if (chosen !== null) page.localStorage?.setItem(STORED, chosen);
    } catch {
      // Without storage, there was no choice.
    }
  };
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
