import { meetingReferenceOf } from '../../../lib/meeting-id.ts';
import { comparable } from './comparable.ts';
import { isDestroyedId } from './row-meeting.ts';

/** What a column of a pasted table contains. */
export const tableFields = [
  'id',
  'title',
  'destination',
  'stream_url',
  'stream_key',
  'page_url',
  'resolution',
] as const;
export type TableField = (typeof tableFields)[number];
/** The field of each column; null for a column that is not used. */
export type Mapping = readonly (TableField | null)[];
export type Layout = { mapping: Mapping; headerRow: number | null };

/** Header names in English and German, without spaces, marks, case and accents. */
const NAMES: Record<TableField, string> = {
  id: 'id meetingid webinarid zoomid meetingnumber joinlink joinurl meetinglink zoomlink meetingnummer meetingkennung besprechungsid teilnahmelink beitrittslink einladungslink',
  title:
    'title topic subject name meeting meetingtitle meetingname meetingtopic webinar webinartitle session room event titel thema betreff bezeichnung raum veranstaltung sitzung meetingtitel webinartitel',
  destination:
    'destination target saveddestination destinationname destinationurl ziel streamingziel streamziel zielname zielurl',
  stream_url:
    'streamurl streamingurl streamingserver streamserver rtmp rtmpurl rtmpsurl rtmpserver server serverurl ingest ingesturl streamaddress streamadresse streamingadresse url',
  stream_key: 'streamkey streamingkey key streamname rtmpkey schlussel streamschlussel streamingschlussel',
  page_url:
    'watchpage watchurl watchlink pageurl page livestreampage livestreamingpageurl streamingpage viewerpage playerpage playerurl website seitezumzusehen zuschauerseite zuschauerlink seite webseite livestreamseite',
  resolution: 'resolution quality auflosung qualitat',
};

const FIELD_BY_NAME = new Map(
  tableFields.flatMap((field) => NAMES[field].split(' ').map((name) => [name, field] as const)),
);

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
