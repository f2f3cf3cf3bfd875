import fc from 'fast-check';
import t from 'tap';
import { isMeetingId } from '../../src/zoom/meeting.ts';

t.test('a meeting id is a decimal int64 of at least eight digits', (t) => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 65n), max: 2n ** 65n }), (id) => {
      return isMeetingId(String(id)) === (id >= 10_000_000n && id < 2n ** 63n);
    }),
    { numRuns: 5_000 },
  );
  for (const id of ['10000000', '68423085', '9223372036854775807']) t.ok(isMeetingId(id), id);
  for (const id of ['9999999', '9223372036854775808', '9999999999999999999', '10000000000000000000']) {
    t.notOk(isMeetingId(id), id);
  }
  t.end();
});

t.test('other spellings are rejected', (t) => {
  const digits = fc.bigInt({ min: 10_000_000n, max: 2n ** 63n - 1n }).map(String);
  const noise = fc.constantFrom(' ', '-', '0', '+', '.', '\n', '/', '%', '?', 'n', '_', '\u0000', '٣', '８');
  fc.assert(
    fc.property(digits, noise, fc.nat(20), (id, character, at) => {
      const position = Math.min(at, id.length);
      const spelt = id.slice(0, position) + character + id.slice(position);
      // Zeros are allowed after the first digit.
      return (character === '0' && position > 0) || !isMeetingId(spelt);
    }),
    { numRuns: 3_000 },
  );
  fc.assert(
    fc.property(fc.string(), (text) => !isMeetingId(text) || /^[1-9][0-9]{7,18}$/.test(text)),
    { numRuns: 3_000 },
  );
  t.end();
});
