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

t.test('text decrypts in the context in which it was encrypted', async () => {
  fc.assert(
    fc.property(
      anyContext,
      anyText,
      (context, text) => dataKey.decrypt(context, dataKey.encrypt(context, text)) === text,
    ),
    RUNS,
  );
});

t.test('a data key decrypts earlier values after it was wrapped and unwrapped', async () => {
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

t.test('one user’s data key does not decrypt another user’s values', async (t) => {
  const theirs = createDataKey().encrypt(someContext, 'a token');
  t.equal(
    failureCode(() => dataKey.decrypt(someContext, theirs)),
    'not_authentic',
  );
});

t.test('values stored by an earlier release still decrypt', async (t) => {
  const wrapped = 'AWq58etk8EXWujYEV_gOAwcVxgLDRMeozfNIcvgyT5QVkxwtYU4MRmsAEjJ_z-8Da9fKkLUPZPcUdZa0UsGrWbY';
  const blob = 'AQAAAABoK6KaO70zKO4tSu85Jl6ViP6gHFQ89OrCyLVsfKMFo_tfdA';
  const earlierRing = createKeyRing([{ id: 'k1', secret: Buffer.alloc(32, 'k') }]);
  const earlier = unwrapDataKey(earlierRing, 'a-user', Buffer.from(wrapped, 'base64url'));
  t.equal(earlier.decrypt({ ...someContext, userId: 'a-user' }, Buffer.from(blob, 'base64url')), 'a token');
  t.equal(earlier.fingerprint('a stream key'), 'r0cz_4_uvPpuUW6O');
  t.equal(earlier.tag('canonical'), 'SENnNcPkijfb8ZqhKh7yp1');
});

t.test('values encrypted with a data key stay valid when it is wrapped with a new key', async (t) => {
  const blob = dataKey.encrypt(someContext, 'a token');
  const wrapped = wrapDataKey(ring, 'user-a', dataKey);
  const promoted = createKeyRing([k2, k1]);
  const rewrapped = wrapDataKey(promoted, 'user-a', unwrapDataKey(promoted, 'user-a', wrapped));
  t.equal(promoted.keyIdOf(rewrapped), 'k2');
  t.equal(unwrapDataKey(createKeyRing([k2]), 'user-a', rewrapped).decrypt(someContext, blob), 'a token');
});

t.test('a data key whose wrapping key the ring lacks fails with unknown_key', async (t) => {
  const wrapped = wrapDataKey(ring, 'user-a', dataKey);
  t.throws(() => unwrapDataKey(createKeyRing([k2]), 'user-a', wrapped), { code: 'unknown_key' });
});

t.test('an object that createDataKey did not create cannot be wrapped', async (t) => {
  const copy: DataKey = { ...dataKey };
  t.throws(() => wrapDataKey(ring, 'user-a', copy), TypeError);
});

t.test(
  'fingerprints are short, printable, the same for equal keys and different for each user',
  async (t) => {
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
  },
);

t.test('tags have 22 characters and use a separate key', async (t) => {
  t.match(dataKey.tag('canonical'), /^[A-Za-z0-9_-]{22}$/);
  t.equal(dataKey.tag('canonical'), dataKey.tag('canonical'));
  t.not(dataKey.tag('canonical'), createDataKey().tag('canonical'), 'another user');
  t.not(dataKey.tag('x').slice(0, 16), dataKey.fingerprint('x'), 'a tag does not reveal the fingerprint');
});

function failureCode(action: () => unknown): unknown {
  try {
    action();
    return undefined;
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
}

t.test('a data key that was wrapped and unwrapped is the same, and another one is not', async (t) => {
  const unwrapped = unwrapDataKey(ring, 'user', wrapDataKey(ring, 'user', dataKey));
  t.ok(dataKey.equals(unwrapped));
  t.notOk(dataKey.equals(createDataKey()));
});

t.test('an object that was not created as a data key can’t be stored, and equals none', async (t) => {
  const dataKey = createDataKey();
  const imitation = { ...dataKey };
  t.throws(() => wrapDataKey(createKeyRing([k1]), 'user-a', imitation), new TypeError('not a data key'));
  t.notOk(dataKey.equals(imitation));
  t.ok(dataKey.equals(dataKey));
});
