import t from 'tap';
import { guessLayout } from '../../src/ui/features/bulk/table/columns.ts';

t.test('columns are found by German names, in any order and spelling', async (t) => {
  const header = [
    'Auflösung',
    'Streaming-Schlüssel',
    'STREAMING URL',
    'Thema',
    'Meeting-ID',
    'Beginn',
    'Ziel',
    'Seite zum Zusehen',
  ];
  t.strictSame(guessLayout([header], { topics: new Set(), destinations: new Set() }), {
    mapping: ['resolution', 'stream_key', 'stream_url', 'title', 'id', null, 'destination', 'page_url'],
    headerRow: 0,
  });
});
