export const languages = ['en', 'de'] as const;
export type Language = (typeof languages)[number];

/**
 * The language that the user chose earlier, else the first supported language of the browser, else
 * English.
 * @param chosen the stored choice; an unsupported value is ignored
 * @param wanted the browser's languages as BCP 47 tags, in order of preference
 */
export function languageOf(chosen: string | null, wanted: readonly string[]): Language {
  return (
    languages.find((each) => each === chosen) ??
    wanted.flatMap((tag) => languages.find((each) => isOf(tag, each)) ?? [])[0] ??
    'en'
  );
}

/** Whether a tag names this language, in any region. */
export function isOf(tag: string, language: Language): boolean {
  return tag.toLowerCase().split('-')[0] === language;
}
