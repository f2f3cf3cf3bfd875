/** Safe markup, created only by {@link html}. */
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
 * Template tag for HTML. Escapes every inserted value for text and quoted attributes. Inserts
 * `Html` values without escaping, joins lists, and omits `false`, `null` and `undefined`.
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
