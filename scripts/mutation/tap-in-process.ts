/**
 * Replaces `tap` in test files that run inside the mutation test runner: everything goes to the
 * test object of the file that runs now.
 */
import type { Test } from 'tap';

let current: Test | undefined;

/** Sets the test object that the next file uses. */
export function setCurrentTest(t: Test | undefined): void {
  current = t;
}

function currentTest(): Test {
  if (!current) throw new Error('no test file is running');
  return current;
}

const proxy = new Proxy(
  {},
  {
    get(_target, property) {
      const t = currentTest();
      if (property === 'test') return test;
      const value: unknown = Reflect.get(t, property, t);
      return typeof value === 'function' ? value.bind(t) : value;
    },
  },
);

export default proxy;

/** tap's `test`. After the first test of a file that fails, the others do nothing: a mutant is detected. */
export function test(...args: Parameters<Test['test']>): ReturnType<Test['test']> {
  const file = currentTest();
  const unlessDetected = args.map((arg: unknown) =>
    // A promise, because tap waits for `t.end` otherwise.
    typeof arg === 'function' ? (t: Test) => (file.passing() ? arg(t) : Promise.resolve()) : arg,
  );
  return file.test(...(unlessDetected as typeof args));
}
