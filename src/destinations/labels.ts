/** The three things that a text names. */
export type Field = 'streamUrl' | 'streamKey' | 'pageUrl';

/** A part of a text and what it was called there; null where nothing says. */
export interface Piece {
  field: Field | null;
  text: string;
}

/** How services call them on their pages and in their mails; the first alternative that fits is taken. */
const WORDS: readonly [Field, string][] = [
  ['pageUrl', '(?:live[ -]?)?stream(?:ing)? page(?: url| address| link)?|page[ _-]?url|page address'],
  ['pageUrl', '(?:watch|viewer|viewing|playback|sharing|share)[ _-]?(?:page|url|link)'],
  [
    'streamKey',
    '(?:(?:primary|persistent|your|rtmps?)[ _-])?(?:live[ _-]?)?stream(?:ing)?[ _-]?(?:name/)?key',
  ],
  ['streamKey', 'stream name/key|stream name|key'],
  ['streamKey', 'stream(?:ing)?[ -]?schlüssel|clé de (?:stream|diffusion)|clave de (?:re)?transmisión'],
  [
    'streamUrl',
    '(?:(?:primary|default|your|rtmps?)[ _-])?(?:live[ _-]?)?stream(?:ing)?[ _-]?(?:url|server|address)',
  ],
  [
    'streamUrl',
    '(?:(?:primary|default|your) )?(?:rtmps?|ingestion|ingest|server)[ _-]?(?:url|server|address|endpoint)',
  ],
  ['streamUrl', 'url (?:du serveur|de stream|de diffusion|de transmisión)|url del servidor'],
  ['streamUrl', 'server|serveur|servidor|ingest|rtmps?|url|address'],
];

/** Spaces, quotes and list marks: what stands around a value without being of it. */
const AROUND = `\\s"'\`*,;<>“”„‘’«»`;
const NAMES = WORDS.map(([, words]) => `(${words})`).join('|');
const NOTE = '(?:\\([^()]{0,40}\\)[ \\t]{0,8})?';
// Every repetition has an end, so that no text takes longer than its length. After a colon that begins `://` no value
// follows: that is an address.
const LABEL = `(?:${NAMES})["'\`*]{0,3}[ \\t]{0,8}${NOTE}(?:=|:(?!//))`;
// A label begins where a value would be cut, or right after another: hence no value begins with one.
const INLINE = new RegExp(`(?<=^|[${AROUND}])${LABEL}`, 'giu');
const NEXT = new RegExp(LABEL, 'iuy');
const ALONE = new RegExp(`^(?:${NAMES})[ \\t]{0,8}${NOTE}$`, 'iu');
const IS_AROUND = new RegExp(`[${AROUND}]`, 'u');
const CLOSING: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  '`': '`',
  '“': '”',
  '‘': '’',
  '«': '»',
  '<': '>',
};

/** A value without what stands around it. */
export function unwrapped(text: string): string {
  const inner = trimmed(text);
  const quoteAt = text.indexOf(inner) - 1;
  const closing = CLOSING[text[quoteAt] ?? ''];
  const end = closing === undefined || inner === '' ? -1 : inner.indexOf(closing);
  return end === -1 ? inner : trimmed(inner.slice(0, end));
}

export function isAround(character = ''): boolean {
  return IS_AROUND.test(character);
}

function trimmed(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isAround(text[start])) start++;
  while (end > start && isAround(text[end - 1])) end--;
  return text.slice(start, end);
}

/** A text by its lines and labels. A label without a value on its line names the next line. */
export function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  let pending: Field | null = null;
  for (const line of text.split('\n').filter((each) => trimmed(each) !== '')) {
    for (const { field, text: value } of linePieces(line)) {
      if (field !== null && trimmed(value) === '') {
        pending = field;
        continue;
      }
      found.push({ field: field ?? pending, text: value });
      pending = null;
    }
  }
  return found;
}

function linePieces(line: string): Piece[] {
  const alone = fieldOf(ALONE.exec(trimmed(line)));
  if (alone !== null) return [{ field: alone, text: '' }];
  const labels = labelsIn(line);
  const before = line.slice(0, labels[0]?.index ?? line.length);
  const labelled = labels.map((label, i) => ({
    field: fieldOf(label),
    text: line.slice(label.index + label[0].length, labels[i + 1]?.index ?? line.length),
  }));
  return trimmed(before) === '' ? labelled : [{ field: null, text: before }, ...labelled];
}

function labelsIn(line: string): RegExpExecArray[] {
  const labels: RegExpExecArray[] = [];
  for (let end = 0; ; ) {
    const label = (end > 0 ? matchFrom(NEXT, line, end) : null) ?? matchFrom(INLINE, line, end);
    if (label === null) return labels;
    labels.push(label);
    end = label.index + label[0].length;
  }
}

function matchFrom(pattern: RegExp, text: string, from: number): RegExpExecArray | null {
  pattern.lastIndex = from;
  return pattern.exec(text);
}

/** Each of WORDS is a group: the one that took part says which field it was. */
function fieldOf(match: RegExpMatchArray | null): Field | null {
  const group = match?.slice(1).findIndex((each) => each !== undefined) ?? -1;
  return WORDS[group]?.[0] ?? null;
}
