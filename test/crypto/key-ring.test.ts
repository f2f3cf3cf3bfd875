import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import t from 'tap';
import { createKeyRing } from '../../src/crypto/key-ring.ts';
import { Secret } from '../../src/crypto/secret.ts';
import { anyContext, anyPlaintext, RUNS, someContext } from './arbitrary.ts';

const k1 = { id: 'k1', secret: randomBytes(32) };
const k2 = { id: 'k2', secret: new Secret(randomBytes(32)) };
const value = Buffer.from('value');

t.test('what a ring seals it opens', async () => {
  const ring = createKeyRing([k2, k1]);
  fc.assert(
    fc.property(anyContext, anyPlaintext, (place, plaintext) =>
      ring.decrypt(place, ring.encrypt(place, plaintext)).equals(plaintext),
    ),
    RUNS,
  );
});

t.test('a key is replaced without losing a blob: add, promote, re-wrap, remove', async (t) => {
  const before = createKeyRing([k1]);
  const old = before.encrypt(someContext, value);

  const added = createKeyRing([k1, k2]);
  t.equal(added.primaryId, 'k1', 'the added key does not seal yet');
  t.same(added.decrypt(someContext, old), value);
  t.notOk(added.needsRewrap(old));

  const promoted = createKeyRing([k2, k1]);
  t.equal(promoted.primaryId, 'k2');
  t.same(promoted.decrypt(someContext, old), value, 'old blobs still open');
  t.ok(promoted.needsRewrap(old));
  const rewrapped = promoted.encrypt(someContext, promoted.decrypt(someContext, old));
  t.notOk(promoted.needsRewrap(rewrapped));
  t.same(added.decrypt(someContext, rewrapped), value, 'an instance with yesterday’s order opens new blobs');

  const removed = createKeyRing([k2]);
  t.same(removed.decrypt(someContext, rewrapped), value);
  t.throws(() => removed.decrypt(someContext, old), { code: 'unknown_key' });
  t.ok(removed.needsRewrap(old));
});

t.test('a ring says which of its keys sealed a blob', async (t) => {
  const ring = createKeyRing([k2, k1]);
  t.equal(ring.keyIdOf(ring.encrypt(someContext, value)), 'k2');
  t.equal(ring.keyIdOf(createKeyRing([k1]).encrypt(someContext, value)), 'k1');
  t.equal(createKeyRing([k1]).keyIdOf(ring.encrypt(someContext, value)), undefined, 'not its own');
  t.equal(ring.keyIdOf(Buffer.from('not a blob')), undefined);
});

t.test('the same id with other key material does not open a blob', async (t) => {
  const blob = createKeyRing([k1]).encrypt(someContext, value);
  const impostor = createKeyRing([{ id: 'k1', secret: randomBytes(32) }]);
  t.throws(() => impostor.decrypt(someContext, blob), { code: 'not_authentic' });
});

t.test('rings that can not work are refused', async (t) => {
  const secret = randomBytes(32);
  t.throws(() => createKeyRing([]), RangeError, 'no key');
  t.throws(() => createKeyRing([k1, { id: 'k1', secret }]), /look alike/, 'an id twice');
  const alike = ['k153629', 'k164064'].map((id) => ({ id, secret }));
  t.throws(() => createKeyRing(alike), /look alike/, 'two ids whose SHA-256 begins with the same 4 bytes');
  t.throws(() => createKeyRing([{ id: 'short', secret: randomBytes(31) }]), /short is not 32 bytes/);
  t.throws(() => createKeyRing([{ id: 'long', secret: new Secret(randomBytes(33)) }]), RangeError);
});
