import t from 'tap';
import type { BulkRow, Destination } from '../../src/ui/api/types.ts';
import { groupsOf } from '../../src/ui/features/bulk/preview-groups.ts';
import { bulk } from '../../src/ui/i18n/en/bulk.ts';

const configuration = (host: string, key: string, changed: object = {}) => ({
  stream_url: `rtmps://${host}/app`,
  stream_key_hint: '',
  stream_key_fingerprint: key,
  page_url: 'https://example.org/',
  resolution: null,
  ...changed,
});
const row = (
  before: BulkRow['before'],
  after: BulkRow['after'],
  changed: Partial<BulkRow> = {},
): BulkRow => ({
  meeting_id: '1',
  topic: '',
  start_time: null,
  status: 'pending',
  warnings: [],
  undoable: before !== null,
  before,
  after,
  problem: null,
  ...changed,
});
const main = configuration('main.example.org', 'main');
const destinations = [{ name: 'Main', ...main }] as unknown as Destination[];
const titlesOf = (rows: BulkRow[]) =>
  groupsOf(rows, destinations).map((group) => bulk.group(group, 'meetings'));

t.test('rows are grouped by what changes, with names of destinations; problems first', async (t) => {
  const twitch = configuration('live.twitch.tv', 'one');
  const problem = { code: 'meeting_not_found', title: '', detail: '' } as BulkRow['problem'];
  const rows = [
    row(main, main),
    row(null, main),
    row(twitch, main),
    row(twitch, main),
    row(twitch, null, { status: 'failed', problem }),
  ];
  t.strictSame(titlesOf(rows), [
    '1 meeting: can’t be changed',
    '2 meetings: Twitch → Main',
    '1 meeting: Not set up → Main',
    '1 meeting: already set',
  ]);
  const [, , notSetUp] = groupsOf(rows, destinations);
  t.equal(notSetUp?.final, 1, 'a row without a livestream before can’t be undone');
});

t.test('keys of each row’s own are named, and a changed page alone is no move', async (t) => {
  const room = (key: string) => configuration('rooms.example.org', key);
  t.strictSame(titlesOf([row(main, room('a')), row(main, room('b'))]), [
    '2 meetings: Main → rooms.example.org, a key for each',
  ]);
  t.strictSame(titlesOf([row(room('a'), room('b')), row(room('a'), room('c'))]), [
    '2 meetings: rooms.example.org, a new key for each',
  ]);
  const paged = configuration('main.example.org', 'main', { page_url: 'https://example.org/new' });
  t.strictSame(titlesOf([row(main, paged)]), ['1 meeting: Main']);
});

t.test('many destinations become one group', async (t) => {
  const rows = Array.from({ length: 9 }, (_none, index) =>
    row(main, configuration(`room-${index}.example.org`, `key-${index}`)),
  );
  t.strictSame(titlesOf(rows), ['9 meetings: several destinations → several destinations, a key for each']);
});
