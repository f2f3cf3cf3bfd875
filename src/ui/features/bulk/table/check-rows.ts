import type { Destination, Meeting, NewBulkUpdate } from '../../../api/types.ts';
import type { TableRow } from './bulk-table.ts';
import { comparable } from './comparable.ts';
import { type MeetingIndex, meetingOfRow, type RowMeeting } from './row-meeting.ts';
import type { CurrentSettings } from './use-current-settings.ts';

export type RowUpdate = NonNullable<NewBulkUpdate['updates']>[number];

/** What prevents a row from being applied. */
export type RowProblem =
  | Extract<RowMeeting, { id: null }>['reason']
  | 'unknownDestination'
  | 'ambiguousDestination'
  | 'destinationAndUrl'
  | 'settingsUnknown'
  | 'keyMissing'
  | 'keyHidden'
  | 'urlMissing'
  | 'badUrl'
  | 'badPage'
  | 'badResolution'
  | 'nothingToChange'
  | 'duplicate';
/** What the user should know about a row that can be applied. */
export type RowHint = 'notListed' | 'otherTitle';

export type CheckedRow = TableRow & {
  /** Null if it is not known which meeting the row names. */
  meetingId: string | null;
  meeting: Meeting | null;
  /** The meetings to choose from. */
  candidates: readonly Meeting[];
  saved: Destination | null;
  problems: readonly RowProblem[];
  hints: readonly RowHint[];
  /** For `duplicate`: the line that names the same meeting first. */
  sameAs: number | null;
};

export type CheckContext = {
  index: MeetingIndex;
  /** What was loaded in addition to the list. */
  settings: CurrentSettings;
  destinations: readonly Destination[];
};

/** Checks each row against the user's meetings and destinations, and against the rows above it. */
export function checkRows(rows: readonly TableRow[], context: CheckContext): CheckedRow[] {
  const lines = new Map<string, number>();
  return rows.map((row) => {
    const checked = checkRow(row, context);
    const { meetingId } = checked;
    if (meetingId === null) return checked;
    const sameAs = lines.get(meetingId);
    if (sameAs !== undefined) return { ...checked, sameAs, problems: [...checked.problems, 'duplicate'] };
    lines.set(meetingId, row.line);
    return checked;
  });
}

function checkRow(row: TableRow, { index, settings, destinations }: CheckContext): CheckedRow {
  const found = meetingOfRow(row, index);
  const meeting = found.id === null ? null : found.meeting;
  const isUnknown = meeting !== null && meeting.livestream === null && !settings.has(meeting.id);
  const { saved, problem, row: own } = destinationOf(row, meeting, destinations);
  const problems: RowProblem[] = [];
  if (found.id === null) problems.push(found.reason);
  if (isUnknown && dependsOnSettings(row)) problems.push('settingsUnknown');
  else problems.push(...(problem ? [problem] : []), ...valueProblems(own, saved, meeting));
  if (!problem && !saved && !valueNames.some((name) => own[name] !== '')) problems.push('nothingToChange');
  return {
    ...own,
    meetingId: found.id,
    meeting,
    candidates: found.id === null ? found.candidates : [],
    saved,
    problems,
    hints: hintsOf(row, found),
    sameAs: null,
  };
}

/** Whether the check of a row needs the current settings: it has a URL, a key, or a destination in part. */
function dependsOnSettings({
  destination,
  stream_url: url,
  stream_key: key,
  page_url: page,
  resolution,
}: TableRow) {
  if (destination !== '') return [url, key, page, resolution].some((value) => value !== '');
  return (url === '') !== (key === '');
}

const valueNames = ['stream_url', 'stream_key', 'page_url', 'resolution'] as const;

/**
 * The saved destination that a row names, and the row's own values. An exported table has both: what
 * differs from the current settings is what the user changed.
 */
function destinationOf(row: TableRow, meeting: Meeting | null, destinations: readonly Destination[]) {
  const none = { saved: null, problem: null, row };
  if (row.destination === '') return none;
  const named = destinations.filter(({ name }) => comparable(name) === comparable(row.destination));
  const [saved] = named;
  const current = meeting?.livestream;
  const isOwn = valueNames.some(
    (name) =>
      row[name] !== '' && (name === 'stream_key' || ![current?.[name], saved?.[name]].includes(row[name])),
  );
  if (isOwn && current?.destination_id && saved?.id === current.destination_id)
    return { ...none, row: { ...row, destination: '' } };
  if (!saved) return { ...none, problem: 'unknownDestination' as const };
  if (named.length > 1) return { ...none, problem: 'ambiguousDestination' as const };
  return isOwn ? { ...none, problem: 'destinationAndUrl' as const } : { ...none, saved };
}

function valueProblems(row: TableRow, saved: Destination | null, meeting: Meeting | null): RowProblem[] {
  const { stream_url: url, stream_key: key, page_url: page, resolution } = row;
  const problems: RowProblem[] = [];
  if (saved) return problems;
  if (url !== '' && !isUrl(url, ['rtmp:', 'rtmps:', 'srt:', 'http:', 'https:'])) problems.push('badUrl');
  if (page !== '' && !isUrl(page, ['http:', 'https:'])) problems.push('badPage');
  if (resolution !== '' && resolution !== '720p' && resolution !== '1080p') problems.push('badResolution');
  if (/^[•●∙·*.…]{2,}/u.test(key)) problems.push('keyHidden');
  const current = meeting?.livestream;
  // A URL without its key would be combined with the key of another service.
  if (url !== '' && key === '' && current?.stream_url !== url) problems.push('keyMissing');
  if (key !== '' && url === '' && current && !current.configured) problems.push('urlMissing');
  return problems;
}

function isUrl(text: string, schemes: readonly string[]): boolean {
  const url = URL.canParse(text) ? new URL(text) : null;
  return (
    url !== null &&
    schemes.includes(url.protocol) &&
    url.host !== '' &&
    url.username === '' &&
    !/\s/.test(text)
  );
}

function hintsOf(row: TableRow, found: RowMeeting): RowHint[] {
  if (found.id === null) return [];
  if (!found.meeting) return ['notListed'];
  const isOther = row.title !== '' && comparable(row.title) !== comparable(found.meeting.topic);
  return isOther ? ['otherTitle'] : [];
}

/** The rows that can be applied, as the API expects them. */
export function updatesOf(rows: readonly CheckedRow[]): RowUpdate[] {
  return rows.flatMap((row) => {
    if (row.meetingId === null || row.problems.length > 0) return [];
    const { meetingId: meeting_id, saved } = row;
    if (saved) return [{ meeting_id, destination_id: saved.id }];
    return [
      {
        meeting_id,
        ...Object.fromEntries(valueNames.flatMap((name) => (row[name] ? [[name, row[name]]] : []))),
      },
    ];
  });
}
