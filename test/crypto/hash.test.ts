import t from 'tap';
import { constantTimeEqual, hmac, sha256 } from '../../src/crypto/hash.ts';
import { randomToken } from '../../src/crypto/random.ts';

t.test('sha256 accepts text and bytes', async (t) => {
  const digest = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
  t.equal(sha256('abc').toString('hex'), digest, 'the test vector of FIPS 180-4');
  t.same(sha256(Buffer.from('abc')), sha256('abc'));
});

t.test('constant-time comparison returns the same result as ordinary comparison', async (t) => {
  t.ok(constantTimeEqual('same', 'same'));
  t.ok(constantTimeEqual('text', Buffer.from('text')));
  t.ok(constantTimeEqual('', ''));
  t.notOk(constantTimeEqual('same', 'sane'));
  t.notOk(constantTimeEqual('longer', 'long'), 'another length');
  t.notOk(constantTimeEqual('é', 'e'), 'another length in bytes only');
});

t.test('hmac is HMAC-SHA256 of the concatenated parts', async (t) => {
  const digest = '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843';
  t.equal(hmac('Jefe', 'what do ya want for nothing?').toString('hex'), digest, 'RFC 4231, test case 2');
  t.equal(hmac(Buffer.from('Jefe'), 'what do ya ', Buffer.from('want for nothing?')).toString('hex'), digest);
});

t.test('random tokens have 256 bits in base64url by default, and never repeat', async (t) => {
  t.match(randomToken(), /^[A-Za-z0-9_-]{43}$/);
  t.match(randomToken(16), /^[A-Za-z0-9_-]{22}$/);
  t.equal(new Set(Array.from({ length: 1000 }, () => randomToken())).size, 1000);
});
