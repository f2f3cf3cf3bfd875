import type { Language } from '../language.ts';

/** For whom a page is written. */
export interface Reader {
  language: Language;
  /** Whether the address of the page names the language; its links to other pages then do as well. */
  isChosen: boolean;
}

/** Where a link to another of these pages leads, so that a language once chosen stays. */
export type To = (path: string) => string;

export function linksFor({ language, isChosen }: Reader): To {
  return (path) => (isChosen ? `${path}?lang=${language}` : path);
}
