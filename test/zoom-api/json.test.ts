import fc from 'fast-check';
import t from 'tap';
import { parseZoomJson } from '../../src/zoom/json.ts';

const RUNS = { numRuns: 2_000 };
const int64 = fc.bigInt({ min: 1n, max: 2n ** 63n - 1n });

/** JSON in Zoom's format: ids are numbers of any length. */
function write(value: unknown, space: string): string {
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return `[${value.map((item) => write(item, space)).join(`${space},`)}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(
    ([name, item]) => `${JSON.stringify(name)}${space}:${space}${write(item, space)}`,
  );
  return `{${members.join(`,${space}`)}${space}}`;
}

t.test('a 64-bit id keeps every digit, and becomes a string above 2^53', (t) => {
  for (const [wire, parsed] of [
    ['9223372036854775807', '9223372036854775807'],
    ['9007199254740993', '9007199254740993'],
    ['9007199254740992', '9007199254740992'],
    ['82929473321', 82_929_473_321],
  ] as const) {
    t.strictSame(parseZoomJson(`{"id":${wire}}`), { id: parsed });
    t.strictSame(parseZoomJson(`{"meetings":[{"topic":"x", "id" : ${wire} }]}`), {
      meetings: [{ topic: 'x', id: parsed }],
    });
  }
  t.end();
});

t.test('no digit is lost and no text is changed, for any ids and any text around them', (t) => {
  const meeting = fc.record({ topic: fc.string({ unit: 'binary' }), id: int64, agenda: fc.string() });
  fc.assert(
    fc.property(fc.array(meeting), fc.constantFrom('', ' ', '\n\t '), (meetings, space) => {
      const parsed = parseZoomJson(write({ meetings }, space)) as { meetings: typeof meetings };
      for (const [index, { topic, id, agenda }] of meetings.entries()) {
        const found = parsed.meetings[index];
        if (String(found?.id) !== String(id)) return false;
        if (found?.topic !== topic || found?.agenda !== agenda) return false;
      }
      return parsed.meetings.length === meetings.length;
    }),
    RUNS,
  );
  t.end();
});

t.test('text that looks like an id is not changed', (t) => {
  const piece = fc.constantFrom(
    '"id":',
    '"id" : ',
    '\\',
    '"',
    '9223372036854775807',
    '9007199254740993',
    ',',
    '}',
    '{',
    ' ',
  );
  const text = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));
  fc.assert(
    fc.property(text, text, (topic, name) => {
      const wire = JSON.stringify({ [name]: topic, id: 1, topic });
      t.same(parseZoomJson(wire), JSON.parse(wire));
    }),
    RUNS,
  );
  t.end();
});

t.test('JSON without long ids is parsed as by JSON.parse', (t) => {
  fc.assert(
    fc.property(fc.json(), (wire) => {
      t.same(parseZoomJson(wire), JSON.parse(wire));
    }),
    { numRuns: 500 },
  );
  t.end();
});

t.test('invalid JSON leads to an error that does not contain it', (t) => {
  for (const wire of ['', '<html>', '{"secret-canary":', '{"id":9223372036854775807', '[1,]', 'undefined']) {
    let reported: unknown;
    try {
      parseZoomJson(wire);
    } catch (error) {
      reported = error;
    }
    t.ok(reported instanceof SyntaxError, wire);
    t.notMatch(String(reported), /canary|html|9223/);
  }
  t.end();
});
