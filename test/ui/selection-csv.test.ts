import { test } from 'tap';
import type { Livestream } from '../../src/ui/api/types.ts';
import { toCsv } from '../../src/ui/lib/csv.ts';
import { exportedRows } from '../../src/ui/lib/selection-csv.ts';

test('the exported table has the hint of a stream key only, and no formulas', async (t) => {
  const livestream = {
    stream_url: 'rtmp://a/live',
    stream_key_hint: '9z7q',
    stream_key: 'secret-key-9z7q',
    page_url: 'https://example.org',
    resolution: '1080p',
  } as Livestream;
  const known = { startTime: '2026-11-22T10:00:00Z', destination: 'Main', livestream, state: 'Ready' };
  const [row] = exportedRows([{ id: '82929473321', topic: '=1+1', ...known }]);
  t.strictSame(row, [
    '82929473321',
    '=1+1',
    '2026-11-22T10:00:00Z',
    'Main',
    'rtmp://a/live',
    '…9z7q',
    'https://example.org',
    '1080p',
    'Ready',
  ]);
  const text = toCsv(['a'], exportedRows([{ id: '82929473321', topic: '=1+1', ...known }]));
  t.match(text, ",'=1+1,");
  t.notMatch(text, 'secret');
});

test('a meeting without known settings has empty cells', async (t) => {
  const [row] = exportedRows([
    { id: '82929473321', topic: 'A', startTime: '', destination: '', livestream: null, state: 'Not checked' },
  ]);
  t.strictSame(row, ['82929473321', 'A', '', '', '', '', '', '', 'Not checked']);
});
