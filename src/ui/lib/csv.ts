/**
 * A cell that a spreadsheet could run as a formula, including apostrophes before it: a user who opens
 * the file must see the text (CSV injection, OWASP).
 */
const FORMULA = /^'*[=+\-@\t\r\n]/;
const NEUTRALIZED = /^'+[=+\-@\t\r\n]/;

/** Separators that spreadsheets write. A tab is first: text that was copied from one has tabs. */
const DELIMITERS = ['\t', ';', ',', '|'] as const;
/** Occurs in no text: the whole line is one cell, or no quote is special. */
const ABSENT = '\u001f';
const BYTE_ORDER_MARK = '\ufeff';
/** Number of lines that decide which separator the text has. */
const SAMPLE_LINES = 50;
const MIN_SHARE_OF_LINES = 0.5;

/**
 * A CSV file (RFC 4180, UTF-8 with a byte order mark, which Excel needs) of these rows. Cells that a
 * spreadsheet could run as a formula begin with an apostrophe; {@link parseTable} removes it.
 */
export function toCsv(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
  delimiter: ',' | ';' = ',',
): string {
  const lines = [columns, ...rows].map((cells) => cells.map(escapedCell).join(delimiter));
  return `${BYTE_ORDER_MARK}${lines.join('\r\n')}\r\n`;
}

/** The separator that Excel expects in this language: a semicolon if decimals have a comma. */
export function delimiterFor(language: string): ',' | ';' {
  const parts = new Intl.NumberFormat(language).formatToParts(0.5);
  return parts.some(({ type, value }) => type === 'decimal' && value === ',') ? ';' : ',';
}

function escapedCell(value: string): string {
  const text = FORMULA.test(value) ? `'${value}` : value;
  // Quoted for every separator: Excel splits by that of its language, not by that of the file.
  return /[",;\t|\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * The rows of a CSV file or of text that was copied from a spreadsheet. The separator is detected,
 * cells are trimmed, and empty rows and columns at the end are dropped. Rows are not padded: a row
 * may have fewer cells than the first. An apostrophe that {@link toCsv} put before a formula is
 * removed. The parser is loaded on the first call.
 */
export async function parseTable(text: string): Promise<string[][]> {
  const { default: Papa } = await import('papaparse');
  const parse = (content: string, delimiter: string, quoteChar = '"', preview = 0) =>
    Papa.parse<string[]>(content, { delimiter, quoteChar, preview });
  const { content, declared } = withoutDeclaration(text.replace(/^\ufeff/, ''));
  const delimiter =
    declared ?? detectDelimiter((each) => parse(content, each, '"', SAMPLE_LINES).data) ?? ABSENT;
  const quoted = parse(content, delimiter);
  // Spreadsheets copy a cell such as `"Best of" show` without escaping its quotes, and an unpaired
  // quote swallows the rows below it.
  const isMisquoted = quoted.errors.some(({ type }) => type === 'Quotes');
  const rows = isMisquoted ? parse(content, delimiter, ABSENT).data : quoted.data;
  return withoutEmptyEnd(rows.map((cells) => withoutEmptyCells(cells.map(plainCell))));
}

/** Excel's first line `sep=;` declares the separator. */
function withoutDeclaration(text: string): { content: string; declared?: string } {
  const declaration = /^"?sep=([^\r\n"]?)"?(?:\r\n|\r|\n)/i.exec(text);
  if (!declaration) return { content: text };
  const [line, separator] = declaration;
  return { content: text.slice(line.length), ...(separator ? { declared: separator } : {}) };
}

/**
 * The separator by which most lines have equally many cells, at least two; undefined if there is
 * none, so that each line is a cell.
 */
function detectDelimiter(sampleBy: (delimiter: string) => string[][]): string | undefined {
  let best: { delimiter: string; share: number; cells: number } | undefined;
  for (const delimiter of DELIMITERS) {
    const counts = sampleBy(delimiter)
      .filter((cells) => cells.some((cell) => cell.trim() !== ''))
      .map((cells) => cells.length);
    const cells = mostFrequent(counts.filter((count) => count > 1));
    const share = counts.filter((count) => count === cells).length / Math.max(counts.length, 1);
    if (share < MIN_SHARE_OF_LINES) continue;
    if (
      !best ||
      share > best.share ||
      (share === best.share && cells > best.cells && best.delimiter !== '\t')
    )
      best = { delimiter, share, cells };
  }
  return best?.delimiter;
}

function mostFrequent(counts: number[]): number {
  const frequencies = new Map<number, number>();
  for (const count of counts) frequencies.set(count, (frequencies.get(count) ?? 0) + 1);
  const [top] = [...frequencies].sort((one, other) => other[1] - one[1] || other[0] - one[0]);
  return top?.[0] ?? 0;
}

function plainCell(cell: string): string {
  const text = NEUTRALIZED.test(cell) ? cell.slice(1) : cell;
  return text.trim();
}

function withoutEmptyCells(cells: string[]): string[] {
  return cells.slice(0, cells.findLastIndex((cell) => cell !== '') + 1);
}

function withoutEmptyEnd(rows: string[][]): string[][] {
  return rows.slice(0, rows.findLastIndex((cells) => cells.length > 0) + 1);
}
