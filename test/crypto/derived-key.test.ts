import { randomBytes } from 'node:crypto';
import t from 'tap';
import { deriveKey, keyedHash } from '../../src/crypto/derived-key.ts';

t.test('a derived key has 32 bytes, is deterministic, and differs for each label and secret', async (t) => {
  const secret = randomBytes(32);
  const key = deriveKey(secret, 'cookies');
  t.equal(key.length, 32);
  t.same(deriveKey(secret, 'cookies'), key);
  t.notSame(deriveKey(secret, 'logs'), key);
  t.notSame(deriveKey(randomBytes(32), 'cookies'), key);
  t.notSame(key, secret);
});

t.test('derived keys do not change between releases', async (t) => {
  const key = deriveKey(Buffer.alloc(32, 'k'), 'logs');
  t.equal(key.toString('hex'), '2fe8184f6fbb0c592453427db48dcee3dc48ab9176ceb4b4f27c8825bd7bb9cd');
  t.equal(keyedHash(key, 'a-user'), 'DMfwDoiJef0uN7dlKokdZz');
});

t.test('a keyed hash is printable, is deterministic, and differs for each value and key', async (t) => {
  const key = randomBytes(32);
  const hash = keyedHash(key, 'a-user');
  t.match(hash, /^[A-Za-z0-9_-]{22}$/);
  t.equal(keyedHash(key, 'a-user'), hash);
  t.not(keyedHash(key, 'b-user'), hash);
  t.not(keyedHash(randomBytes(32), 'a-user'), hash);
});
