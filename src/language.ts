export const languages = ['en', 'de'] as const;
export type Language = (typeof languages)[number];

/**
 * The language that a person chose before, else the first of the browser's that there is, else English.
 * @param chosen what is known of an earlier choice; anything else counts as none
 * @param wanted the browser's languages, the preferred first, as BCP 47 tags
 */
export function languageOf(chosen: string | null, wanted: readonly string[]): Language {
  return (
    languages.find((each) => each === chosen) ??
    wanted.flatMap((tag) => languages.find((each) => isOf(tag, each)) ?? [])[0] ??
    'en'
  );
}

/** Whether a tag names this language, of whatever region. */
export function isOf(tag: string, language: Language): boolean {
  return tag.toLowerCase().split('-')[0] === language;
}
