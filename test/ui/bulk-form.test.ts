import t from 'tap';
import type { BulkRow } from '../../src/ui/api/types.ts';
import {
  applicationOf,
  countsOf,
  differencesOf,
  emptyBulkForm,
  failuresFirst,
  isFinal,
  isTouched,
  KEY_WITHOUT_HINT,
  outlookOf,
  requestOf,
  undoCountsOf,
  withoutForeignIds,
  worthApplying,
} from '../../src/ui/features/bulk/bulk-form.ts';
import { bulk as words } from '../../src/ui/i18n/en/bulk.ts';

const withPage = {
  ...emptyBulkForm,
  using: 'fields' as const,
  page_url: ' https://example.org/ ',
};
const configuration = (changed: object = {}) => ({
  stream_url: 'rtmps://live.example.org/app',
  stream_key_hint: 'wxyz',
  stream_key_fingerprint: 'one',
  page_url: 'https://example.org/',
  resolution: null,
  ...changed,
});
const row = (changed: Partial<BulkRow>): BulkRow => ({
  meeting_id: '1',
  topic: '',
  start_time: null,
  status: 'pending',
  warnings: [],
  undoable: true,
  before: configuration(),
  after: configuration({ page_url: 'https://example.org/new' }),
  problem: null,
  ...changed,
});

t.test('a form reports what is missing', async (t) => {
  t.equal(requestOf(withPage, 'UTC'), 'neededMeetings');
  t.equal(requestOf({ ...emptyBulkForm, chosen: new Set(['1']) }, 'UTC'), 'neededChanges');
  t.equal(requestOf({ ...withPage, by: 'filter', words: ' ' }, 'UTC'), 'neededFilter');
  const dates = { ...withPage, by: 'filter' as const, from: '2026-03-02', to: '2026-03-01' };
  t.equal(requestOf(dates, 'UTC'), 'neededDates');
});

t.test('a selection requests its meetings with only the filled-in settings', async (t) => {
  t.strictSame(requestOf({ ...withPage, chosen: new Set(['1', '2']) }, 'UTC'), {
    kind: 'meetings',
    meeting_ids: ['1', '2'],
    changes: { page_url: 'https://example.org/' },
  });
});

t.test('dates are whole days in the user’s zone, including the last one', async (t) => {
  const requested = {
    ...withPage,
    by: 'filter' as const,
    words: ' gala ',
    from: '2026-03-28',
    to: '2026-03-29',
  };
  t.strictSame(requestOf(requested, 'Europe/Berlin'), {
    kind: 'meetings',
    // The clocks go forward on the 29th, so that the second day has 23 hours.
    filter: { topic_contains: 'gala', from: '2026-03-27T23:00:00.000Z', to: '2026-03-29T22:00:00.000Z' },
    changes: { page_url: 'https://example.org/' },
  });
  const fromNow = requestOf({ ...withPage, by: 'filter', from: '2026-03-28' }, 'UTC');
  t.strictSame(fromNow, {
    kind: 'meetings',
    filter: { from: '2026-03-28T00:00:00.000Z' },
    changes: { page_url: 'https://example.org/' },
  });
});

t.test('keys are compared by fingerprint and shown by their last characters', async (t) => {
  const other = configuration({ stream_key_fingerprint: 'two' });
  t.strictSame(differencesOf(configuration(), other), [
    { field: 'stream_key', before: 'wxyz', after: 'wxyz' },
  ]);
  t.strictSame(differencesOf(configuration(), configuration({ stream_key_hint: 'abcd' })), []);
});

t.test('rows that differ or could not be checked are applied', async (t) => {
  const problem = (code: string) => ({ code, title: '', detail: '' });
  const rows = [
    row({ meeting_id: 'differs' }),
    row({ meeting_id: 'same', after: configuration() }),
    row({ meeting_id: 'gone', status: 'failed', problem: problem('meeting_not_found') }),
    row({ meeting_id: 'late', status: 'failed', problem: problem('zoom_rate_limited') }),
  ];
  t.strictSame(
    worthApplying(rows).map(({ meeting_id }) => meeting_id),
    ['differs', 'late'],
  );
  t.strictSame(rows.map(outlookOf), ['would', 'same', 'cannot', 'unknown']);
  t.strictSame(countsOf(rows), { would: 1, same: 1, unknown: 1, cannot: 1 }, 'each is counted once');
});

t.test('the button shows how many rows will change, and how many it only tries', async (t) => {
  const counts = { would: 243, same: 1, unknown: 512, cannot: 245 };
  t.equal(words.apply(counts, 'meetings'), 'Change 243, and try 512 more');
  t.equal(words.apply({ ...counts, unknown: 0 }, 'meetings'), 'Change 243 meetings');
  t.equal(words.apply({ ...counts, would: 0 }, 'webinars'), 'Try to change 512 webinars');
  t.equal(
    words.counts(counts),
    '243 would change, 1 without change, 512 not checked yet, 245 can’t be changed',
  );
});

t.test('selections and input are something to lose; the way of selecting is not', async (t) => {
  t.notOk(isTouched({ ...emptyBulkForm, kind: 'webinars', by: 'filter', using: 'fields' }));
  t.ok(isTouched({ ...emptyBulkForm, chosen: new Set(['1']) }));
  t.ok(isTouched({ ...emptyBulkForm, words: 'gala' }));
  t.ok(isTouched({ ...emptyBulkForm, destinationId: 'one' }));
  t.ok(isTouched({ ...emptyBulkForm, stream_key: 'typed' }));
});

t.test('a change of the type clears the selection, because ids are separate', async (t) => {
  const form = { ...emptyBulkForm, chosen: new Set(['1']) };
  t.equal(withoutForeignIds(form, { kind: 'webinars' }).chosen?.size, 0);
  t.strictSame(withoutForeignIds(form, { kind: 'meetings' }), { kind: 'meetings' });
  t.strictSame(withoutForeignIds(form, { words: 'gala' }), { words: 'gala' });
});

t.test('a missing stream key is shown as none, and a short one as existing', async (t) => {
  const none = configuration({ stream_key_hint: '', stream_key_fingerprint: '' });
  const short = configuration({ stream_key_hint: '', stream_key_fingerprint: 'two' });
  t.strictSame(differencesOf(none, configuration()), [{ field: 'stream_key', before: '', after: 'wxyz' }]);
  t.strictSame(differencesOf(none, short), [{ field: 'stream_key', before: '', after: KEY_WITHOUT_HINT }]);
});

t.test('an undo counts the rows that changed, and those that it restores', async (t) => {
  const done = (changed: Partial<BulkRow> = {}) => row({ status: 'done', ...changed });
  const rows = [
    done(),
    done({ undoable: false }),
    done({ before: configuration(), after: configuration(), undoable: false }),
    row({ status: 'failed', before: null, after: null, undoable: false }),
    row({ status: 'skipped', undoable: false }),
  ];
  t.strictSame(undoCountsOf(rows), { changed: 2, undoable: 1 });
  t.equal(words.undo(1, 2), 'Undo 1 of 2');
  t.equal(words.undo(2, 2), 'Undo all');
  t.strictSame(rows.map(isFinal), [false, true, false, false, false]);
});

t.test('values per meeting are applied to exactly the rows that are worth it', async (t) => {
  const rows = [row({ meeting_id: '1' }), row({ meeting_id: '2', after: configuration() })];
  const updates = ['1', '2'].map((id) => ({ meeting_id: id, stream_key: `key-${id}` }));
  t.strictSame(applicationOf({ kind: 'webinars', updates }, rows), {
    kind: 'webinars',
    updates: [{ meeting_id: '1', stream_key: 'key-1' }],
  });
});

t.test('a result lists failures first, otherwise in the order of the rows', async (t) => {
  const rows = (['done', 'failed', 'skipped', 'done', 'failed'] as const).map((status, index) =>
    row({ meeting_id: String(index), status }),
  );
  t.equal(
    failuresFirst(rows)
      .map((each) => each.meeting_id)
      .join(''),
    '14203',
  );
});
