/** Zero-width characters: soft hyphen, joiners, directional marks, byte order mark. */
const INVISIBLE = /[\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g;

/** Removes invisible characters, and converts line ends to `\n`. */
export function cleaned(text: string): string {
  return text.replace(INVISIBLE, '').replace(/\r\n?|[\u0085\u2028\u2029\v\f]/g, '\n');
}

const CLOSING: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  '`': '`',
  '“': '”',
  '”': '”',
  '„': '“',
  '‘': '’',
  '‚': '‘',
  '«': '»',
  '»': '«',
  '‹': '›',
  '「': '」',
  '『': '』',
};

/** Removes quotes around a whole value, and `**` and `` ` `` of Markdown. */
export function unquoted(text: string): string {
  let inner = text.trim();
  for (let pass = 0; pass < 4; pass++) {
    const closing = CLOSING[inner[0] ?? ''];
    const isPair = closing !== undefined && inner.length > 2 && inner.endsWith(closing);
    if (isPair) inner = inner.slice(1, -1).trim();
    else if (inner.length > 4 && inner.startsWith('**') && inner.endsWith('**'))
      inner = inner.slice(2, -2).trim();
    else return inner;
  }
  return inner;
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  '#39': "'",
  '#34': '"',
  '#38': '&',
  '#x2f': '/',
  '#x3d': '=',
  '#x26': '&',
};

/** Whether a text contains `&amp;`, the HTML entity of `&`. */
export function hasEntities(text: string): boolean {
  return /&amp;/i.test(text);
}

/** Decodes HTML entities. */
export function decodeEntities(text: string): string {
  return text.replace(
    /&(#?[a-z0-9]{1,6});/gi,
    (whole, name: string) => ENTITIES[name.toLowerCase()] ?? whole,
  );
}
