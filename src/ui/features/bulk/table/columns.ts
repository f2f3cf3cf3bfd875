import { meetingReferenceOf } from '../../../lib/meeting-id.ts';
import { FIELD_BY_NAME, type TableField } from './column-names.ts';
import { comparable } from './comparable.ts';
import { isDestroyedId } from './row-meeting.ts';

/** The field of each column; null for a column that is not used. */
export type Mapping = readonly (TableField | null)[];
export type Layout = { mapping: Mapping; headerRow: number | null };

/** A title or a note can be above the header. */
const HEADER_SEARCH_ROWS = 10;
const SAMPLE_ROWS = 50;

/** Names that the user's table may contain, comparable: topics of meetings, names of destinations. */
export type KnownNames = { topics: ReadonlySet<string>; destinations: ReadonlySet<string> };

/** Guesses what each column contains: by the header's names, else by the cells. */
export function guessLayout(rows: readonly (readonly string[])[], known: KnownNames): Layout {
  const headerRow = findHeader(rows);
  const width = Math.max(0, ...rows.map((cells) => cells.length));
  const header = headerRow === null ? [] : (rows[headerRow] ?? []);
  const body = rows.slice(headerRow === null ? 0 : headerRow + 1).slice(0, SAMPLE_ROWS);
  const cellsOf = (column: number) => body.map((cells) => cells[column] ?? '').filter((cell) => cell !== '');
  const columns = Array.from({ length: width }, (_none, index) => index);
  const named = columns.map((column) => corrected(namedField(header[column] ?? ''), cellsOf(column)));
  const mapping = onceEach(named);
  for (const column of columns) {
    // An unknown name in the header means that the column is something else, such as a date.
    if (mapping[column] || (header[column] ?? '') !== '') continue;
    const field = fieldByContent(cellsOf(column), known);
    if (field && !mapping.includes(field)) mapping[column] = field;
  }
  return { mapping, headerRow };
}

/** Text without spaces, marks, case, accents and what is in parentheses. */
function plainName(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/\([^)]*\)/g, '')
    .replace(/[^\p{L}\p{N}]/gu, '');
}

function namedField(name: string): TableField | null {
  return FIELD_BY_NAME.get(plainName(name)) ?? null;
}

/** The row with the most known names; null if there is none. */
function findHeader(rows: readonly (readonly string[])[]): number | null {
  let best: { row: number; found: number } | null = null;
  for (const [row, cells] of rows.slice(0, HEADER_SEARCH_ROWS).entries()) {
    const found = cells.filter((cell) => namedField(cell)).length;
    if (found > (best?.found ?? 0)) best = { row, found };
  }
  return best?.row ?? null;
}

/** "Meeting" can be an ID or a title, and "URL" a stream or a watch page: the cells decide. */
function corrected(field: TableField | null, cells: readonly string[]): TableField | null {
  if (field === 'title' && cells.length > 0 && cells.every(isId)) return 'id';
  if (field === 'stream_url' && cells.length > 0 && cells.every(isWebAddress)) return 'page_url';
  return field;
}

function onceEach(fields: readonly (TableField | null)[]): (TableField | null)[] {
  return fields.map((field, index) => (field && fields.indexOf(field) === index ? field : null));
}

function fieldByContent(cells: readonly string[], known: KnownNames): TableField | null {
  const most = (matches: (cell: string) => boolean) => cells.filter(matches).length > cells.length / 2;
  if (most(isId)) return 'id';
  if (most((cell) => /^(?:rtmps?|srt):\/\//i.test(cell))) return 'stream_url';
  if (most(isWebAddress)) return 'page_url';
  if (most((cell) => /^(?:720|1080)\s?p?$/i.test(cell))) return 'resolution';
  if (most((cell) => known.destinations.has(comparable(cell)))) return 'destination';
  if (most((cell) => known.topics.has(comparable(cell)) || /\p{L}.*\s\S/u.test(cell))) return 'title';
  if (most((cell) => /^[^\s/]{8,}$/.test(cell))) return 'stream_key';
  return most((cell) => /\p{L}/u.test(cell)) ? 'title' : null;
}

function isWebAddress(cell: string): boolean {
  return /^https?:\/\//i.test(cell) && !isId(cell);
}

function isId(cell: string): boolean {
  return isDestroyedId(cell) || meetingReferenceOf(cell) !== null;
}
