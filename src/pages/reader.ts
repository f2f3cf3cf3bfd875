import type { Language } from '../language.ts';

/** The language of a page. */
export interface Reader {
  language: Language;
  /** Whether `?lang=` chose the language. Links to other pages then include it as well. */
  isChosen: boolean;
}

/** Returns the link to another page, with the chosen language. */
export type To = (path: string) => string;

export function linksFor({ language, isChosen }: Reader): To {
  return (path) => (isChosen ? `${path}?lang=${language}` : path);
}
