import t from 'tap';
import { describeFailures, failuresIn } from '../../scripts/failures.ts';

const output = `TAP version 14
# Subtest: test/good.test.ts
    # Subtest: works
        ok 1 - should be equal
        1..1
    ok 1 - works # time=1.5ms

    1..1
ok 1 - test/good.test.ts # time=20.1ms

# Subtest: test/bad.test.ts
    # Subtest: an outer test
        # Subtest: an inner test
            ok 1 - first
            not ok 2 - not ok is a word here too
              ---
              expected: 1
              found: 2
              ...

            not ok 3 - another
            1..3
        not ok 1 - an inner test # time=3.2ms
          ---
          at:
            lineNumber: 5
          ...

        not ok 2 - beside it
          ---
          found: 3
          ...
        1..2
    not ok 1 - an outer test # time=4.1ms

    1..1
not ok 2 - test/bad.test.ts # time=30.2ms
  ---
  exitCode: 1
  ...

# Subtest: test/hangs.test.ts
    ok 1 - begun
    1..1
not ok 3 - test/hangs.test.ts # time=240000ms
  ---
  signal: SIGTERM
  ...

not ok 4 - nothing built yet # TODO
1..4
# { total: 6, pass: 3, fail: 3 }
`;

t.test('each failure is listed once, with its location and tap’s diagnostics', async (t) => {
  t.strictSame(failuresIn(output), [
    {
      path: ['test/bad.test.ts', 'an outer test', 'an inner test', 'not ok is a word here too'],
      details: ['expected: 1', 'found: 2'],
    },
    { path: ['test/bad.test.ts', 'an outer test', 'an inner test', 'another'], details: [] },
    { path: ['test/bad.test.ts', 'an outer test', 'beside it'], details: ['found: 3'] },
    { path: ['test/hangs.test.ts'], details: ['signal: SIGTERM'] },
  ]);
});

t.test('they use the titles of the tests', async (t) => {
  const stated = describeFailures(failuresIn(output)).split('\n');
  t.equal(stated[0], 'FAILED test/bad.test.ts > an outer test > an inner test > not ok is a word here too');
  t.equal(stated[1], '  expected: 1');
  t.equal(describeFailures([]), '');
});

t.test('long details are truncated', async (t) => {
  const lines = Array.from({ length: 500 }, (_, n) => `  line: ${n}`);
  const [failure] = failuresIn(
    ['not ok 1 - a file', '  ---', ...lines, '  ...', 'ok 2 - another'].join('\n'),
  );
  t.equal(failure?.details.length, 40);
});
