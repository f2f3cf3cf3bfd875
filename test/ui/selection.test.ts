import { test } from 'tap';
import { parseSelection, type Selection, storedSelection } from '../../src/ui/lib/selection.ts';

const selection: Selection = { kind: 'webinars', meetings: [{ id: '82929473321', topic: 'Town hall' }] };

test('a stored selection is read again by its user only', async (t) => {
  const text = storedSelection('one', selection);
  t.strictSame(parseSelection(text, 'one'), selection);
  t.equal(parseSelection(text, 'another'), null);
});

test('a stored selection that is missing or invalid is ignored', async (t) => {
  const user = 'one';
  for (const text of [null, '', '{', '[]', '1', JSON.stringify({ user, kind: 'meetings' })])
    t.equal(parseSelection(text, user), null, `${text}`);
  const meetings = [null, { id: 'x', topic: '' }, { id: '82929473321' }, { id: '82929473321', topic: 'A' }];
  t.strictSame(parseSelection(JSON.stringify({ user, kind: 'meetings', meetings }), user), {
    kind: 'meetings',
    meetings: [{ id: '82929473321', topic: 'A' }],
  });
  t.equal(parseSelection(JSON.stringify({ user, kind: 'other', meetings }), user), null);
});
