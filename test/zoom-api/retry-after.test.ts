import fc from 'fast-check';
import t from 'tap';
import { retryAfterSeconds } from '../../src/zoom/retry-after.ts';

const NOW = Date.parse('2025-01-19T23:00:00Z');
const DAY = 86_400;

const TABLE: [header: string | string[] | undefined, seconds: number | undefined][] = [
  [undefined, undefined],
  ['', undefined],
  ['   ', undefined],
  ['0', 0],
  ['1', 1],
  [' 30 ', 30],
  ['007', 7],
  ['86400', DAY],
  ['86401', DAY],
  ['1000000000', DAY],
  ['999999999999999', DAY],
  ['-1', 0],
  ['-1000000000', 0],
  [['5', '9'], 5],
  ['Mon, 20 Jan 2025 00:00:00 GMT', 3600],
  ['Sun, 19 Jan 2025 22:59:59 GMT', 0],
  ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
  ['Fri, 31 Dec 9999 23:59:59 GMT', DAY],
  ['2025-01-20T00:00:00Z', 3600],
  ['2025-01-19T23:00:00.500Z', 1],
  ['2025-01-20T00:00:00', 3600],
  ['2025-01-20T01:00:00+01:00', 3600],
  ['2025-01-20T01:00:00+0100', 3600],
  ['2025-01-19T22:00:00Z', 0],
  ['2026-01-20T00:00:00Z', DAY],
  ['soon', undefined],
  ['1.5', undefined],
  ['1e9', undefined],
  ['0x10', undefined],
  ['5 seconds', undefined],
  ['5, 9', undefined],
  ['+5', undefined],
  ['NaN', undefined],
  ['Infinity', undefined],
  ['9'.repeat(400), undefined],
  ['2025-13-45T99:99:99Z', undefined],
  ['2025-01-20', undefined],
  ['Mon, 20 Jan 2025', undefined],
  ['Mon, 99 Xyz 2025 00:00:00 GMT', undefined],
];

for (const [header, expected] of TABLE) {
  const label = String(JSON.stringify(header)).slice(0, 40);
  t.test(`${label} is ${expected === undefined ? 'invalid' : `${expected} s`}`, (t) => {
    t.equal(retryAfterSeconds(header, NOW), expected);
    t.end();
  });
}

t.test('any header leads to whole seconds between 0 and one day, or to undefined', (t) => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.integer().map(String), fc.date({ noInvalidDate: true }).map(String)),
      (header) => {
        const seconds = retryAfterSeconds(header, NOW);
        return seconds === undefined || (Number.isInteger(seconds) && seconds >= 0 && seconds <= DAY);
      },
    ),
    { numRuns: 2_000 },
  );
  t.end();
});

t.test('for any time within a day all formats agree to the second, and none is too early', (t) => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: DAY - 1 }), fc.integer({ min: 0, max: 999 }), (seconds, ms) => {
      const at = new Date(NOW + seconds * 1000);
      const forms = [at.toUTCString(), at.toISOString(), `${at.toISOString().slice(0, 19)}Z`];
      return forms.every((form) => {
        const requested = retryAfterSeconds(form, NOW - ms) ?? -1;
        return requested * 1000 >= at.getTime() - (NOW - ms) && requested <= seconds + 1;
      });
    }),
    { numRuns: 1_000 },
  );
  t.end();
});
