import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import t from 'tap';
import { createDataKey, type DataKey, unwrapDataKey, wrapDataKey } from '../../src/crypto/data-key.ts';
import { createKeyRing } from '../../src/crypto/key-ring.ts';
import { anyContext, anyText, RUNS, someContext } from './arbitrary.ts';

const k1 = { id: 'k1', secret: randomBytes(32) };
const k2 = { id: 'k2', secret: randomBytes(32) };
const ring = createKeyRing([k1]);
const dataKey = createDataKey();

t.test('text sealed for a place opens in that place', async () => {
  fc.assert(
    fc.property(
      anyContext,
      anyText,
      (place, text) => dataKey.decrypt(place, dataKey.encrypt(place, text)) === text,
    ),
    RUNS,
  );
});

t.test('a data key that was wrapped and unwrapped opens what it sealed before', async () => {
  fc.assert(
    fc.property(anyText, anyText, (userId, text) => {
      const before = createDataKey();
      const blob = before.encrypt(someContext, text);
      const after = unwrapDataKey(ring, userId, wrapDataKey(ring, userId, before));
      return (
        after.decrypt(someContext, blob) === text &&
        after.fingerprint(text) === before.fingerprint(text) &&
        after.tag(text) === before.tag(text)
      );
    }),
    RUNS,
  );
});

t.test('one user’s wrapped data key does not unwrap for another', async () => {
  const wrapped = wrapDataKey(ring, 'user-a', dataKey);
  fc.assert(
    fc.property(
      anyText,
      (userId) => failureCode(() => unwrapDataKey(ring, userId, wrapped)) === 'not_authentic',
    ),
    RUNS,
  );
});

t.test('one user’s data key opens nothing of another', async (t) => {
  const theirs = createDataKey().encrypt(someContext, 'a token');
  t.equal(
    failureCode(() => dataKey.decrypt(someContext, theirs)),
    'not_authentic',
  );
});

t.test('what an earlier release stored still opens', async (t) => {
  const wrapped = 'AWq58etk8EXWujYEV_gOAwcVxgLDRMeozfNIcvgyT5QVkxwtYU4MRmsAEjJ_z-8Da9fKkLUPZPcUdZa0UsGrWbY';
  const blob = 'AQAAAABoK6KaO70zKO4tSu85Jl6ViP6gHFQ89OrCyLVsfKMFo_tfdA';
  const earlierRing = createKeyRing([{ id: 'k1', secret: Buffer.alloc(32, 'k') }]);
  const earlier = unwrapDataKey(earlierRing, 'a-user', Buffer.from(wrapped, 'base64url'));
  t.equal(earlier.decrypt({ ...someContext, userId: 'a-user' }, Buffer.from(blob, 'base64url')), 'a token');
  t.equal(earlier.fingerprint('a stream key'), 'r0cz_4_uvPpuUW6O');
  t.equal(earlier.tag('canonical'), 'SENnNcPkijfb8ZqhKh7yp1');
});

t.test('re-wrapping under a new key leaves sealed values as they are', async (t) => {
  const blob = dataKey.encrypt(someContext, 'a token');
  const wrapped = wrapDataKey(ring, 'user-a', dataKey);
  const promoted = createKeyRing([k2, k1]);
  const rewrapped = wrapDataKey(promoted, 'user-a', unwrapDataKey(promoted, 'user-a', wrapped));
  t.equal(promoted.keyIdOf(rewrapped), 'k2');
  t.equal(unwrapDataKey(createKeyRing([k2]), 'user-a', rewrapped).decrypt(someContext, blob), 'a token');
});

t.test('without the ring’s key a data key is gone, and said to be under an unknown key', async (t) => {
  const wrapped = wrapDataKey(ring, 'user-a', dataKey);
  t.throws(() => unwrapDataKey(createKeyRing([k2]), 'user-a', wrapped), { code: 'unknown_key' });
});

t.test('a data key of nobody’s making is refused', async (t) => {
  const cached: DataKey = { ...dataKey };
  t.throws(() => wrapDataKey(ring, 'user-a', cached), TypeError);
});

t.test('fingerprints are short, printable, equal for equal keys and useless outside', async (t) => {
  t.match(dataKey.fingerprint('a stream key'), /^[A-Za-z0-9_-]{16}$/);
  t.equal(dataKey.fingerprint('a stream key'), dataKey.fingerprint('a stream key'));
  t.not(dataKey.fingerprint('a stream key'), createDataKey().fingerprint('a stream key'), 'another user');
  fc.assert(
    fc.property(
      anyText,
      anyText,
      (a, b) => (a === b) === (dataKey.fingerprint(a) === dataKey.fingerprint(b)),
    ),
    RUNS,
  );
});

t.test('tags are 22 characters and under a key of their own', async (t) => {
  t.match(dataKey.tag('canonical'), /^[A-Za-z0-9_-]{22}$/);
  t.equal(dataKey.tag('canonical'), dataKey.tag('canonical'));
  t.not(dataKey.tag('canonical'), createDataKey().tag('canonical'), 'another user');
  t.not(dataKey.tag('x').slice(0, 16), dataKey.fingerprint('x'), 'a tag gives no fingerprint away');
});

function failureCode(act: () => unknown): unknown {
  try {
    act();
    return undefined;
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
}
