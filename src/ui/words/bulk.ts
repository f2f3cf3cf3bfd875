import type { BulkRow, BulkUpdate, Kind } from '../api.ts';
import type { Counts, Outlook } from '../bulk-form.ts';
import { figure } from '../figures.ts';

const things = (count: number, kind: Kind) => {
  const one = kind === 'meetings' ? 'meeting' : 'webinar';
  return `${figure(count)} ${count === 1 ? one : `${one}s`}`;
};

/** The screens of changing many livestreams at once. */
export const bulk = {
  title: 'Change many',
  lead: 'Change where many meetings or webinars stream, all at once. You see every difference before anything happens, and can undo it as a whole.',
  kind: 'What to change',
  which: 'Which ones',
  byList: 'Choose from a list',
  byFilter: 'By words and dates',
  chooseAll: 'Choose all that are listed',
  chosen: (count: number, kind: Kind) => `${things(count, kind)} chosen.`,
  words: 'Words in the topic',
  wordsHint: 'In any case. Empty means every topic.',
  from: 'From',
  to: 'Until and including',
  datesHint: 'Without dates, everything upcoming counts, and what has no fixed time.',
  what: 'What they get',
  byDestination: 'A saved destination',
  byFields: 'Single settings',
  destination: 'Destination',
  noDestinations: 'You have no saved destination yet.',
  toDestinations: 'Add a destination',
  fieldsHint: 'What you leave empty stays as each one has it.',
  unchanged: 'Leave as it is',
  preview: 'Show what would change',
  previewing: 'Asking Zoom about each of them…',
  neededMeetings: 'Choose at least one first.',
  neededFilter: 'Enter words or a date first. To change all there are, choose them from the list.',
  neededChanges: 'Choose a destination, or fill in at least one setting.',
  neededDates: 'The last day is before the first.',
  previewTitle: 'What would change',
  previewNote: 'Nothing is changed yet.',
  leave: 'What you have chosen and filled in here will be lost. Leave all the same?',
  counts: ({ would, same, unknown, cannot }: Counts) =>
    [
      `${figure(would)} would change`,
      same ? `${figure(same)} ${same === 1 ? 'has' : 'have'} it already` : '',
      unknown ? `${figure(unknown)} not looked at yet` : '',
      cannot ? `${figure(cannot)} cannot be changed` : '',
    ]
      .filter(Boolean)
      .join(', '),
  noneFound: 'Nothing of yours fits. Use other words or dates.',
  apply: ({ would, unknown }: Counts, kind: Kind) => {
    if (unknown === 0) return `Change ${things(would, kind)}`;
    if (would === 0) return `Try to change ${things(unknown, kind)}`;
    return `Change ${figure(would)}, and try ${figure(unknown)} more`;
  },
  applying: 'Starting…',
  back: 'Choose again',
  item: 'Meeting or webinar',
  state: 'State',
  difference: 'Before and after',
  before: 'Before',
  after: 'After',
  none: 'None',
  outlook: {
    would: 'Would change',
    same: 'Has it already',
    unknown: 'Not looked at yet',
    cannot: 'Cannot be changed',
  } satisfies Record<Outlook, string>,
  key: (hint: string) => (hint ? `ends in ${hint}` : 'a key'),
  runTitle: 'Change of many',
  loading: 'Reading how it stands…',
  status: {
    queued: 'Waiting to start',
    running: 'Under way',
    done: 'Finished',
    cancelled: 'Cancelled',
  } satisfies Record<BulkUpdate['status'], string>,
  row: {
    pending: 'Waiting',
    done: 'Done',
    failed: 'Failed',
    skipped: 'Left alone',
    cancelled: 'Cancelled',
  } satisfies Record<BulkRow['status'], string>,
  progress: 'Progress',
  progressOf: (over: number, total: number) => `${figure(over)} of ${figure(total)}`,
  summary: (done: number, failed: number, others: number) =>
    [
      `${figure(done)} done`,
      failed ? `${figure(failed)} failed` : '',
      others ? `${figure(others)} left alone or cancelled` : '',
    ]
      .filter(Boolean)
      .join(', '),
  stays: 'You can leave this page: it goes on, and this address shows how it stands.',
  cancel: 'Cancel the rest',
  cancelling: 'Cancelling…',
  undo: 'Undo all of it',
  undoing: 'Starting to undo…',
  undoTitle: 'Undo all of it?',
  undoBody:
    'Everything that was done gets back what it had before. What was changed since by somebody else is left alone.',
  another: 'Change others',
  untitled: (id: string) => `ID ${id}`,
};
