import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import t from 'tap';
import { createKeyRing } from '../../src/crypto/key-ring.ts';
import { Secret } from '../../src/crypto/secret.ts';
import { anyContext, anyPlaintext, RUNS, someContext } from './arbitrary.ts';

const k1 = { id: 'k1', secret: randomBytes(32) };
const k2 = { id: 'k2', secret: new Secret(randomBytes(32)) };
const value = Buffer.from('value');

t.test('a ring decrypts the values that it encrypted', async () => {
  const ring = createKeyRing([k2, k1]);
  fc.assert(
    fc.property(anyContext, anyPlaintext, (context, plaintext) =>
      ring.decrypt(context, ring.encrypt(context, plaintext)).equals(plaintext),
    ),
    RUNS,
  );
});

t.test('a key can be replaced without losing a blob: add, promote, re-encrypt, remove', async (t) => {
  const before = createKeyRing([k1]);
  const old = before.encrypt(someContext, value);

  const added = createKeyRing([k1, k2]);
  t.equal(added.primaryId, 'k1', 'the added key does not encrypt yet');
  t.same(added.decrypt(someContext, old), value);
  t.notOk(added.needsRewrap(old));

  const promoted = createKeyRing([k2, k1]);
  t.equal(promoted.primaryId, 'k2');
  t.same(promoted.decrypt(someContext, old), value, 'old blobs still decrypt');
  t.ok(promoted.needsRewrap(old));
  const rewrapped = promoted.encrypt(someContext, promoted.decrypt(someContext, old));
  t.notOk(promoted.needsRewrap(rewrapped));
  t.same(
    added.decrypt(someContext, rewrapped),
    value,
    'an instance with the previous key order decrypts new blobs',
  );

  const removed = createKeyRing([k2]);
  t.same(removed.decrypt(someContext, rewrapped), value);
  t.throws(() => removed.decrypt(someContext, old), { code: 'unknown_key' });
  t.ok(removed.needsRewrap(old));
});

t.test('a ring returns the id of the key that encrypted a blob', async (t) => {
  const ring = createKeyRing([k2, k1]);
  t.equal(ring.keyIdOf(ring.encrypt(someContext, value)), 'k2');
  t.equal(ring.keyIdOf(createKeyRing([k1]).encrypt(someContext, value)), 'k1');
  t.equal(createKeyRing([k1]).keyIdOf(ring.encrypt(someContext, value)), undefined, 'a key that it lacks');
  t.equal(ring.keyIdOf(Buffer.from('not a blob')), undefined);
});

t.test('the same id with different key material does not decrypt a blob', async (t) => {
  const blob = createKeyRing([k1]).encrypt(someContext, value);
  const impostor = createKeyRing([{ id: 'k1', secret: randomBytes(32) }]);
  t.throws(() => impostor.decrypt(someContext, blob), { code: 'not_authentic' });
});

t.test('invalid rings are rejected', async (t) => {
  const secret = randomBytes(32);
  t.throws(() => createKeyRing([]), new RangeError('a key ring needs at least one key'));
  t.throws(() => createKeyRing([k1, { id: 'k1', secret }]), /have the same id/, 'a duplicate id');
  const colliding = ['k153629', 'k164064'].map((id) => ({ id, secret }));
  t.throws(
    () => createKeyRing(colliding),
    /have the same id/,
    'two ids whose SHA-256 starts with the same 4 bytes',
  );
  t.throws(() => createKeyRing([{ id: 'short', secret: randomBytes(31) }]), /short is not 32 bytes/);
  t.throws(() => createKeyRing([{ id: 'long', secret: new Secret(randomBytes(33)) }]), RangeError);
});
