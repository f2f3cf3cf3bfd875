/** Markup that is safe to send as it is; only `html` makes it. */
export type Html = { readonly markup: string };

type Part = Html | string | number | false | null | undefined | readonly Part[];

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * Writes HTML with every inserted value escaped, for text and for quoted attributes alike. What `html` itself
 * made is inserted as it is; lists are joined; `false`, `null` and `undefined` leave nothing.
 */
export function html(texts: TemplateStringsArray, ...parts: Part[]): Html {
  const markup = texts.reduce((before, text, index) => before + markupOf(parts[index - 1]) + text);
  return { markup };
}

function markupOf(part: Part): string {
  if (part === undefined || part === null || part === false) return '';
  if (typeof part === 'object') return isList(part) ? part.map(markupOf).join('') : part.markup;
  return String(part).replace(/[&<>"']/g, (character) => entities[character] ?? '');
}

function isList(part: Html | readonly Part[]): part is readonly Part[] {
  return Array.isArray(part);
}
