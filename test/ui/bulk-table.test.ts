import t from 'tap';
import type { Destination, Meeting } from '../../src/ui/api/types.ts';
import {
  rowsOf,
  tableOf,
  withEdit,
  withMapping,
  withoutLines,
} from '../../src/ui/features/bulk/table/bulk-table.ts';
import { checkRows, updatesOf } from '../../src/ui/features/bulk/table/check-rows.ts';
import { guessLayout } from '../../src/ui/features/bulk/table/columns.ts';
import { indexMeetings } from '../../src/ui/features/bulk/table/row-meeting.ts';
import { currentCsv, templateCsv } from '../../src/ui/features/bulk/table/table-csv.ts';
import { parseTable } from '../../src/ui/lib/csv.ts';

const unknown = { topics: new Set<string>(), destinations: new Set<string>() };
const URL_A = 'rtmps://a.example.org/app';
const livestream = (changed: object = {}) =>
  ({
    stream_url: URL_A,
    page_url: 'https://example.org/a',
    resolution: '720p',
    destination_id: 'one',
    configured: true,
    ...changed,
  }) as Meeting['livestream'];
const meeting = (id: string, topic: string, stream: Meeting['livestream'] = null) =>
  ({ id, topic, livestream: stream }) as Meeting;
const meetings = [
  meeting('82915473621', 'Room A', livestream()),
  meeting('81200012345', 'Room B'),
  meeting('84711112222', 'Room B'),
  meeting('86000000001', 'Café  opening'),
];
const destinations = [
  {
    id: 'one',
    name: 'Main YouTube',
    stream_url: URL_A,
    page_url: 'https://example.org/a',
    resolution: '720p',
  },
  { id: 'two', name: 'Private test', stream_url: 'rtmp://b.example.org/app', page_url: '', resolution: null },
] as Destination[];
const settings = new Map(meetings.map(({ id }) => [id, null]));
const context = { index: indexMeetings(meetings), settings, destinations };

const table = (cells: string[][]) => tableOf('', cells, unknown);
const check = (cells: string[][]) => checkRows(rowsOf(table(cells)), context);
const HEADER = ['Meeting ID', 'Title', 'Destination', 'Stream URL', 'Stream key', 'Watch page', 'Resolution'];
/** The problems of one row, given by its columns. */
const problemsOf = (row: string[]) => check([HEADER, row])[0]?.problems;

t.test('columns are found by their names, each field once', async (t) => {
  for (const [header, mapping] of [
    [HEADER, ['id', 'title', 'destination', 'stream_url', 'stream_key', 'page_url', 'resolution']],
    [
      ['Title', 'Start (Berlin)', 'stream_key', 'stream_url'],
      ['title', null, 'stream_key', 'stream_url'],
    ],
    [
      ['Title', 'Title', 'Key'],
      ['title', null, 'stream_key'],
    ],
  ] as const)
    t.strictSame(guessLayout([header], unknown), { mapping, headerRow: 0 });
});

t.test('without names the cells decide, and a column with an unknown name is not used', async (t) => {
  const row = ['829 1547 3621', 'Room A, 9:00', URL_A, 'abcd-efgh-9z7q', 'https://example.org/a', '1080p'];
  t.strictSame(guessLayout([row, row], unknown), {
    mapping: ['id', 'title', 'stream_url', 'stream_key', 'page_url', 'resolution'],
    headerRow: null,
  });
  t.strictSame(
    guessLayout(
      [
        ['Meeting', 'URL', 'Notes'],
        ['82915473621', 'https://example.org', 'x'],
      ],
      unknown,
    ),
    {
      mapping: ['id', 'page_url', null],
      headerRow: 0,
    },
  );
  const known = { topics: new Set(['gala']), destinations: new Set(['twitch']) };
  t.strictSame(guessLayout([['Gala', 'Twitch']], known).mapping, ['title', 'destination']);
  t.strictSame(guessLayout([['8.12E+10', 'Room A']], unknown).mapping[0], 'id', 'a destroyed ID is an ID');
});

t.test(
  'a title above the header and empty rows are skipped; lines are those of the spreadsheet',
  async (t) => {
    const cells = [
      ['Plan 2026'],
      [],
      ['Title', 'Destination'],
      ['Room A', 'Main YouTube'],
      [],
      ['Room C', URL_A],
    ];
    const rows = rowsOf(table(cells));
    t.strictSame(
      rows.map(({ line, title, destination, stream_url }) => [line, title, destination, stream_url]),
      [
        [4, 'Room A', 'Main YouTube', ''],
        [6, 'Room C', '', URL_A],
      ],
      'one column can have names and URLs',
    );
  },
);

t.test('corrections and removed rows survive another mapping', async (t) => {
  let edited = table([
    ['Title', 'Key', 'Other'],
    ['Room A', 'k1', 'k9'],
    ['Room B', 'k2', 'k8'],
  ]);
  edited = withoutLines(withEdit(edited, 2, { title: 'Room Z' }), [3]);
  edited = withMapping(edited, 2, 'stream_key');
  t.strictSame(edited.mapping, ['title', null, 'stream_key'], 'a field belongs to one column');
  t.strictSame(
    rowsOf(edited).map(({ title, stream_key }) => [title, stream_key]),
    [['Room Z', 'k9']],
  );
});

t.test('a meeting is found by ID in any form, by join link, or by title', async (t) => {
  for (const cell of [
    '82915473621',
    '829 1547 3621',
    '829-1547-3621',
    '829\u00a01547\u00a03621',
    '82915473621.0',
    '82.915.473.621',
    '82,915,473,621',
    'https://zoom.us/j/82915473621?pwd=abc',
    'https://events.zoom.us/j/82915473621',
  ])
    t.equal(check([HEADER, [cell, '', 'Private test']])[0]?.meetingId, '82915473621', cell);
  t.equal(check([HEADER, ['', ' room  a ', 'Private test']])[0]?.meetingId, '82915473621');
  t.equal(check([HEADER, ['cafe\u0301 opening', '', 'Private test']])[0]?.meetingId, '86000000001');
});

t.test('an ID that Excel destroyed is named, with the meetings that it can be', async (t) => {
  const [short] = check([HEADER, ['8.12E+10', '', 'Private test']]);
  t.strictSame(short?.problems, ['destroyedId']);
  t.strictSame(
    short?.candidates.map(({ id }) => id),
    ['81200012345'],
  );
  t.strictSame(check([HEADER, ['8,12E+10', '', 'Private test']])[0]?.candidates.length, 1, 'German');
  t.strictSame(problemsOf(['81200000000', '', 'Private test']), ['destroyedId'], 'written out again');
  const [titled] = check([HEADER, ['8.3E+10', 'Room A', 'Private test']]);
  t.strictSame([titled?.meetingId, titled?.problems], ['82915473621', []], 'a unique title replaces it');
});

t.test('each problem of a row is reported', async (t) => {
  const key = 'abcd-efgh-ijkl';
  for (const [row, problems] of [
    [['', 'Room X', 'Private test'], ['unknownTitle']],
    [['', 'Room B', 'Private test'], ['ambiguousTitle']],
    [['', '', 'Private test'], ['missing']],
    [['12', '', 'Private test'], ['invalidId']],
    [['82915473621', '', 'Twitch'], ['unknownDestination']],
    [['82915473621', '', 'Private test', 'rtmp://c.example.org', key], ['destinationAndUrl']],
    [['82915473621', '', '', 'rtmp://c.example.org'], ['keyMissing']],
    [['82915473621', '', '', 'rtmp://c.example.org', '•••• 9z7q'], ['keyHidden']],
    [['82915473621', '', '', 'live.example.org/app', key], ['badUrl']],
    [['82915473621', '', '', 'rtmp://', key], ['badUrl']],
    [['82915473621', '', '', '', '', 'example.org'], ['badPage']],
    [['82915473621', '', '', '', '', '', '4K'], ['badResolution']],
    [['82915473621', 'Room A'], ['nothingToChange']],
    [['82915473621', '', '', URL_A], []],
    [['82915473621', '', '', '', key], []],
    [['82915473621', '', '', '', '', '', '1080'], []],
  ] as const)
    t.strictSame(problemsOf([...row]), problems, row.join(' | '));
});

t.test('a URL without a key waits for the current settings, which can have the same URL', async (t) => {
  const cells = [HEADER, ['', 'Café opening', '', URL_A]];
  const problems = (known: Map<string, null>, stream: Meeting['livestream'] = null) => {
    const index = indexMeetings([meeting('86000000001', 'Café opening', stream)]);
    return checkRows(rowsOf(table(cells)), { index, settings: known, destinations })[0]?.problems;
  };
  t.strictSame(problems(new Map()), ['settingsUnknown']);
  t.strictSame(problems(new Map([['86000000001', null]])), ['keyMissing'], 'they could not be loaded');
  t.strictSame(problems(new Map(), livestream()), []);
});

t.test('the second row for a meeting is a duplicate of the first, however each names it', async (t) => {
  const [first, second] = check([
    HEADER,
    ['82915473621', '', 'Private test'],
    ['', 'Room A', 'Main YouTube'],
  ]);
  t.strictSame(first?.problems, []);
  t.strictSame([second?.problems, second?.sameAs], [['duplicate'], 2]);
});

t.test('a meeting that is not listed, and an ID with another title, are hints', async (t) => {
  const rows = check([
    HEADER,
    ['99999999999', '', 'Private test'],
    ['82915473621', 'Room B', 'Private test'],
  ]);
  t.strictSame(
    rows.map(({ hints, problems }) => [hints, problems]),
    [
      [['notListed'], []],
      [['otherTitle'], []],
    ],
  );
});

t.test(
  'the request has a destination or single settings per meeting, and no row with a problem',
  async (t) => {
    const rows = check([
      HEADER,
      ['829 1547 3621', '', 'private TEST'],
      ['', 'Café opening', '', URL_A, 'key-1', 'https://example.org/b', '1080P'],
      ['', 'Room X', 'Private test'],
    ]);
    t.strictSame(updatesOf(rows), [
      { meeting_id: '82915473621', destination_id: 'two' },
      {
        meeting_id: '86000000001',
        stream_url: URL_A,
        stream_key: 'key-1',
        page_url: 'https://example.org/b',
        resolution: '1080p',
      },
    ]);
  },
);

t.test(
  'the exported state has no key, is read back without problems, and what was changed counts',
  async (t) => {
    const csv = currentCsv(meetings.slice(0, 1), (id) => (id === 'one' ? 'Main YouTube' : ''), ';');
    const cells = await parseTable(csv);
    t.strictSame(cells[1], [
      '829 1547 3621',
      'Room A',
      'Main YouTube',
      URL_A,
      '',
      'https://example.org/a',
      '720p',
    ]);
    t.strictSame(check(cells)[0]?.problems, []);
    const changed = (column: number, value: string) => {
      const row = [...(cells[1] ?? [])];
      row[column] = value;
      return check([cells[0] ?? [], row]);
    };
    t.strictSame(updatesOf(changed(2, 'Private test')), [
      { meeting_id: '82915473621', destination_id: 'two' },
    ]);
    t.match(updatesOf(changed(5, 'https://example.org/new'))[0], { page_url: 'https://example.org/new' });
    t.strictSame(changed(3, 'rtmp://new.example.org/app')[0]?.problems, ['keyMissing']);
  },
);

t.test(
  'the template is read back with every column, without the row of the example being lost',
  async (t) => {
    const cells = await parseTable(templateCsv(','));
    t.equal(cells.length, 2);
    t.notOk(guessLayout(cells, unknown).mapping.includes(null));
  },
);
