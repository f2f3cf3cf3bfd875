import type { BulkRow, BulkSummary, BulkUpdate, Kind } from '../../api/types.ts';
import type { Counts, Outlook } from '../../lib/bulk-outlook.ts';
import { formatNumber } from '../../lib/format-number.ts';
import { meetingCount } from './meeting-count.ts';

const fieldNames: Readonly<Record<string, string>> = {
  stream_url: 'Stream URL',
  stream_key: 'stream key',
  page_url: 'watch page',
  resolution: 'resolution',
};

const listed = new Intl.ListFormat('en', { type: 'conjunction' });

const capitalized = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** Meetings of a preview to which the same happens; `null` for several destinations. */
type ShownGroup = {
  outlook: Outlook;
  rows: readonly unknown[];
  fields: readonly string[];
  from: string | null;
  to: string | null;
  hasOwnKeys: boolean;
};

const MAX_TITLES = 3;

/** `: A, B, C and 4 more`; empty if no title is known. */
function shortList(titles: readonly string[]): string {
  const shown = titles.filter(Boolean).slice(0, MAX_TITLES);
  const more = titles.length - shown.length;
  if (shown.length === 0) return '';
  return `: ${listed.format([...shown, ...(more > 0 ? [`${formatNumber(more)} more`] : [])])}`;
}

/** The screens of a bulk edit. */
export const bulk = {
  title: 'Bulk edit',
  lead: 'Change where several meetings or webinars stream. Preview every change before anything happens, and undo it afterwards.',
  kind: 'Type',
  which: 'Select meetings',
  byList: 'Choose from a list',
  byFilter: 'By title and date',
  byTable: 'From a table',
  byListHint: 'Select them one by one.',
  byFilterHint: 'All that match.',
  byTableHint: 'Paste or CSV, with settings for each.',
  chooseAll: 'Select all listed',
  chosen: (count: number, kind: Kind) => `${meetingCount(count, kind)} selected.`,
  chosenTitles: (count: number, kind: Kind, titles: readonly string[]) =>
    `${meetingCount(count, kind)} selected${shortList(titles)}.`,
  words: 'Title contains',
  titleHint: 'Not case-sensitive; blank for all.',
  from: 'From',
  to: 'To',
  datesHint: 'Leave blank for all upcoming meetings, including those without a fixed time.',
  what: 'New settings',
  byDestination: 'A saved destination',
  byFields: 'Individual settings',
  destination: 'Destination',
  noDestinations: 'You have no saved destinations yet.',
  toDestinations: 'Add a destination',
  fieldsHint: 'Blank fields aren’t changed.',
  unchanged: 'Don’t change',
  preview: 'Preview changes',
  previewing: 'Loading preview…',
  neededMeetings: 'Select at least one first.',
  neededFilter: 'Enter part of a title or a date. To change everything, select it in the list.',
  neededChanges: 'Choose a destination, or fill in at least one setting.',
  neededDates: 'The end date is before the start date.',
  neededTable: 'Paste a table or choose a file first.',
  neededColumn: 'Choose the column with the meeting ID or title.',
  neededRows: 'The table has no rows left. Replace it.',
  neededFixes: 'Fix or remove the rows that can’t be used.',
  stepsLabel: 'Steps',
  steps: { select: 'Select', settings: 'Settings', preview: 'Preview', result: 'Result' },
  change: 'Change',
  filtered: (found: number, kind: Kind, words: string) =>
    words
      ? `${meetingCount(found, kind)} with “${words}” in the title`
      : `${meetingCount(found, kind)} by date`,
  fromTable: 'From the table',
  settingsOf: (fields: readonly string[]) =>
    capitalized(listed.format(fields.map((field) => fieldNames[field] ?? field))),
  group: ({ outlook, rows, from, to, fields, hasOwnKeys }: ShownGroup, kind: Kind) => {
    const count = meetingCount(rows.length, kind);
    if (outlook === 'same') return `${count}: already set`;
    if (outlook === 'unknown') return `${count}: not checked yet`;
    if (outlook === 'cannot') return `${count}: can’t be changed`;
    const place = `${to ?? 'several destinations'}${hasOwnKeys ? ', a key for each' : ''}`;
    if (from === null || from !== to)
      return `${count}: ${from === '' ? 'Not set up' : (from ?? 'several destinations')} → ${place}`;
    return fields.includes('stream_key')
      ? `${count}: ${to}, ${hasOwnKeys ? 'a new key for each' : 'new stream key'}`
      : `${count}: ${to}`;
  },
  previewTitle: 'Preview',
  previewNote: 'Nothing has been changed yet.',
  leave: 'Leave this page? Your selections will be lost.',
  counts: ({ would, same, unknown, cannot }: Counts) =>
    [
      `${formatNumber(would)} would change`,
      same ? `${formatNumber(same)} without change` : '',
      unknown ? `${formatNumber(unknown)} not checked yet` : '',
      cannot ? `${formatNumber(cannot)} can’t be changed` : '',
    ]
      .filter(Boolean)
      .join(', '),
  cautions: (warned: number, final: number) =>
    [
      warned ? `${formatNumber(warned)} with warnings` : '',
      final ? `${formatNumber(final)} can’t be undone, because nothing was configured before` : '',
    ]
      .filter(Boolean)
      .join(', '),
  unchecked: (count: number, kind: Kind) =>
    `End-to-end encryption wasn’t checked for ${meetingCount(count, kind)}.`,
  noneFound: 'No matching meetings.',
  apply: ({ would, unknown }: Counts, kind: Kind) => {
    if (unknown === 0) return `Change ${meetingCount(would, kind)}`;
    if (would === 0) return `Try to change ${meetingCount(unknown, kind)}`;
    return `Change ${formatNumber(would)}, and try ${formatNumber(unknown)} more`;
  },
  applying: 'Starting…',
  back: 'Back',
  item: 'Meeting or webinar',
  state: 'Status',
  difference: 'Before and after',
  before: 'Before',
  after: 'After',
  none: 'None',
  outlook: {
    would: 'Would change',
    same: 'No change',
    unknown: 'Not checked yet',
    cannot: 'Can’t be changed',
  } satisfies Record<Outlook, string>,
  warning: 'Warning',
  key: (hint: string) => (hint ? `ends in ${hint}` : 'a key'),
  final: 'Can’t be undone: nothing was configured before, and Zoom can’t remove livestream settings.',
  runTitle: 'Bulk edit',
  loading: 'Loading status…',
  status: {
    queued: 'Waiting to start',
    running: 'In progress',
    done: 'Finished',
    cancelled: 'Cancelled',
  } satisfies Record<BulkUpdate['status'], string>,
  row: {
    pending: 'Waiting',
    done: 'Done',
    failed: 'Failed',
    skipped: 'Skipped',
    cancelled: 'Cancelled',
  } satisfies Record<BulkRow['status'], string>,
  progress: 'Progress',
  progressOf: (finished: number, total: number) => `${formatNumber(finished)} of ${formatNumber(total)}`,
  summary: (done: number, failed: number, others: number) =>
    [
      `${formatNumber(done)} done`,
      failed ? `${formatNumber(failed)} failed` : '',
      others ? `${formatNumber(others)} skipped or cancelled` : '',
    ]
      .filter(Boolean)
      .join(', '),
  stays: 'You can leave; the update continues in the background.',
  cancel: 'Cancel the rest',
  cancelling: 'Cancelling…',
  cancelled: 'Bulk edit cancelled.',
  undo: (undoable: number, changed: number) =>
    undoable === changed ? 'Undo all' : `Undo ${formatNumber(undoable)} of ${formatNumber(changed)}`,
  undoing: 'Starting to undo…',
  undoStarted: 'Undo started.',
  retry: (failed: number) => `Retry failed (${formatNumber(failed)})`,
  retrying: 'Starting the retry…',
  retryStarted: 'Retry started.',
  undoTitle: 'Undo this bulk edit?',
  undoBody: (undoable: number, changed: number) =>
    undoable === changed
      ? 'Every livestream that was changed gets its previous settings back, unless it has been changed again since.'
      : `${formatNumber(undoable)} of ${formatNumber(changed)} get their previous settings back, unless they have been changed again since. The others had no livestream before, and Zoom can’t remove one.`,
  another: 'New bulk edit',
  untitled: (id: string) => `ID ${id}`,
  recent: 'Recent bulk edits',
  recentHint: 'From the last 30 days.',
  /** Titles of the first meetings, and how many others there are. */
  aboutTopics: (titles: readonly string[], total: number) =>
    listed.format([
      ...titles,
      ...(total > titles.length ? [`${formatNumber(total - titles.length)} more`] : []),
    ]),
  about: ({ fields, total, kind, undo_of: undoOf }: BulkSummary) => {
    if (undoOf) return `Undo: ${meetingCount(total, kind)}`;
    const names = listed.format(fields.map((field) => fieldNames[field] ?? field));
    return `${capitalized(names)}: ${meetingCount(total, kind)}`;
  },
};
