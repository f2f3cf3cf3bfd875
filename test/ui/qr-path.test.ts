import t from 'tap';
import { QUIET_ZONE, qrPath } from '../../src/ui/lib/qr-path.ts';

t.test('each run of dark modules is one rectangle, inside the quiet zone', async (t) => {
  const rows = [
    [true, true, false, true],
    [false, false, false, false],
    [false, true, true, true],
  ];
  t.equal(QUIET_ZONE, 4);
  t.equal(qrPath(rows), 'M4 4h2v1h-2zM7 4h1v1h-1zM5 6h3v1h-3z');
  t.equal(qrPath([]), '');
});
