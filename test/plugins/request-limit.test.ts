import t from 'tap';
import { createRequestLimit } from '../../src/plugins/request-limit.ts';

function start(perMinute: number) {
  let at = 0;
  const count = createRequestLimit(perMinute, () => at);
  return {
    /** Seconds until the key may send requests again. Undefined if this one is allowed. */
    retryAfter: (key: string) => count(key)?.members.retryAfter,
    wait(ms: number) {
      at += ms;
    },
  };
}

t.test('a minute begins with the first request and allows the maximum', async (t) => {
  const { retryAfter, wait } = start(2);
  t.equal(retryAfter('one'), undefined);
  wait(59_000);
  t.equal(retryAfter('one'), undefined);
  t.equal(retryAfter('one'), 1);
  t.equal(retryAfter('other'), undefined, 'each key has its own');
  wait(999);
  t.equal(retryAfter('one'), 1, 'at least a second');
  wait(1);
  t.equal(retryAfter('one'), undefined, 'the next minute');
  t.equal(retryAfter('one'), undefined);
  t.equal(retryAfter('one'), 60);
});

t.test('at most 20,000 keys are counted: those whose minute ends first are evicted', async (t) => {
  const { retryAfter } = start(1);
  for (let key = 0; key < 20_000; key += 1) retryAfter(String(key));
  t.equal(retryAfter('0'), 60);
  t.equal(retryAfter('one more'), undefined);
  t.equal(retryAfter('1'), 60);
  t.equal(retryAfter('0'), undefined);
});
