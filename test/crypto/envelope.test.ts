import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import t from 'tap';
import { DecryptionError, decrypt, encrypt, encryptionKeyId, keyIdName } from '../../src/crypto/envelope.ts';
import {
  anEncryptionKey,
  anyContext,
  anyPlaintext,
  neighbouringContexts,
  RUNS,
  sameContext,
  someContext,
} from './arbitrary.ts';

const key = anEncryptionKey();

t.test('a value decrypts in the context in which it was encrypted', async () => {
  fc.assert(
    fc.property(anyContext, anyPlaintext, (context, plaintext) =>
      decrypt(key, context, encrypt(key, context, plaintext)).equals(plaintext),
    ),
    RUNS,
  );
});

t.test('a blob that the database returns as a plain Uint8Array decrypts', async (t) => {
  const blob = Uint8Array.from(encrypt(key, someContext, Buffer.from('text')));
  t.equal(decrypt(key, someContext, blob).toString(), 'text');
});

t.test('a blob consists of version, key id, nonce, ciphertext and a full 16-byte tag', async (t) => {
  const plaintext = randomBytes(10);
  const blob = encrypt(key, someContext, plaintext);
  t.equal(blob[0], 1);
  t.same(blob.subarray(1, 5), key.id);
  t.same(encryptionKeyId(blob), key.id);
  t.equal(blob.length, 1 + 4 + 12 + plaintext.length + 16);
  t.notOk(blob.includes(plaintext));
});

t.test('nonces are not reused', async (t) => {
  const nonces = new Set<string>();
  const encrypts = 20_000;
  for (let n = 0; n < encrypts; n++)
    nonces.add(encrypt(key, someContext, Buffer.alloc(0)).toString('hex', 5, 17));
  t.equal(nonces.size, encrypts);
});

t.test('a blob with any flipped bit fails to decrypt', async () => {
  const blobAndBit = fc
    .tuple(anyContext, anyPlaintext)
    .map(([context, plaintext]) => ({ context, blob: encrypt(key, context, plaintext) }))
    .chain(({ context, blob }) =>
      fc.tuple(fc.constant(context), fc.constant(blob), fc.nat(blob.length * 8 - 1)),
    );
  fc.assert(
    fc.property(blobAndBit, ([context, blob, bit]) => failsWith(context, withBitFlipped(blob, bit))),
    RUNS,
  );
});

t.test('every single bit of a blob is authenticated', async (t) => {
  const blob = encrypt(key, someContext, Buffer.from('a stream key'));
  const codes = Array.from({ length: blob.length * 8 }, (_, bit) =>
    failureOf(() => decrypt(key, someContext, withBitFlipped(blob, bit))),
  );
  t.ok(
    codes.slice(0, 8).every((code) => code === 'malformed'),
    'the version',
  );
  t.ok(
    codes.slice(8, 40).every((code) => code === 'unknown_key'),
    'the key id',
  );
  t.ok(
    codes.slice(40).every((code) => code === 'not_authentic'),
    'nonce, ciphertext and tag',
  );
});

t.test('any truncated blob fails to decrypt, including an empty one', async (t) => {
  const blob = encrypt(key, someContext, Buffer.from('a stream key'));
  for (let length = 0; length < blob.length; length++) {
    const code = failureOf(() => decrypt(key, someContext, blob.subarray(0, length)));
    t.equal(code, length < 33 ? 'malformed' : 'not_authentic', `${length} bytes`);
  }
});

t.test('any extended blob fails to decrypt', async () => {
  const addition = fc.uint8Array({ minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(anyPlaintext, addition, fc.boolean(), (plaintext, added, inFront) => {
      const blob = encrypt(key, someContext, plaintext);
      return failsWith(someContext, Buffer.concat(inFront ? [added, blob] : [blob, added]));
    }),
    RUNS,
  );
});

t.test('bytes that are no blob fail to decrypt', async () => {
  const noise = fc.uint8Array({ maxLength: 80 });
  fc.assert(
    fc.property(noise, fc.boolean(), (bytes, hasHeader) =>
      failsWith(someContext, hasHeader ? Buffer.concat([Buffer.of(1), key.id, bytes]) : bytes),
    ),
    RUNS,
  );
});

t.test('a value does not decrypt in the context of any other value', async (t) => {
  const contexts = neighbouringContexts();
  const blobs = contexts.map((context) => ({
    context,
    blob: encrypt(key, context, Buffer.from('value')),
  }));
  let rejected = 0;
  for (const from of blobs) {
    for (const to of blobs) {
      if (from === to) continue;
      t.equal(
        failureOf(() => decrypt(key, to.context, from.blob)),
        'not_authentic',
      );
      rejected++;
    }
  }
  t.equal(rejected, 32 * 31);
});

t.test('a blob does not decrypt in any other context, however similar', async () => {
  fc.assert(
    fc.property(anyContext, anyContext, anyPlaintext, (context, other, plaintext) => {
      fc.pre(!sameContext(context, other));
      return failsWith(other, encrypt(key, context, plaintext));
    }),
    RUNS,
  );
});

t.test('moving characters from one part of the context to the next makes a different context', async () => {
  const parts = ['table', 'column', 'userId', 'row'] as const;
  fc.assert(
    fc.property(anyContext, fc.nat(2), fc.string({ minLength: 1, maxLength: 3 }), (context, n, moved) => {
      const [left, right] = [parts[n] ?? 'table', parts[n + 1] ?? 'row'];
      const before = { ...context, [left]: context[left] + moved };
      const after = { ...context, [right]: moved + context[right] };
      return failsWith(after, encrypt(key, before, Buffer.from('value')));
    }),
    RUNS,
  );
});

t.test('characters that UTF-8 maps to the same bytes still make different contexts', async (t) => {
  const blob = encrypt(key, { ...someContext, userId: '\ud800' }, Buffer.from('value'));
  t.equal(
    failureOf(() => decrypt(key, { ...someContext, userId: '\ud801' }, blob)),
    'not_authentic',
  );
});

t.test('a value that was rolled back to an older generation fails to decrypt', async () => {
  const generation = fc.bigInt({ min: 0n, max: 2n ** 62n });
  fc.assert(
    fc.property(generation, fc.bigInt({ min: 1n, max: 1000n }), (older, step) => {
      const blob = encrypt(key, { ...someContext, generation: older }, Buffer.from('old token'));
      return failsWith({ ...someContext, generation: older + step }, blob);
    }),
    RUNS,
  );
});

t.test('a blob whose key is not available fails with unknown_key', async (t) => {
  const blob = encrypt(anEncryptionKey(), someContext, Buffer.from('value'));
  t.equal(
    failureOf(() => decrypt(key, someContext, blob)),
    'unknown_key',
  );
  t.equal(
    failureOf(() => decrypt(new Map([[keyIdName(key.id), key]]), someContext, blob)),
    'unknown_key',
  );
});

t.test('another key with the same id does not decrypt a blob', async (t) => {
  const blob = encrypt(anEncryptionKey(key.id), someContext, Buffer.from('value'));
  t.equal(
    failureOf(() => decrypt(key, someContext, blob)),
    'not_authentic',
  );
});

t.test('the key named in the blob is selected from several keys', async (t) => {
  const other = anEncryptionKey();
  const keys = new Map([key, other].map((each) => [keyIdName(each.id), each]));
  t.equal(
    decrypt(keys, someContext, encrypt(other, someContext, Buffer.from('theirs'))).toString(),
    'theirs',
  );
  t.equal(decrypt(keys, someContext, encrypt(key, someContext, Buffer.from('ours'))).toString(), 'ours');
});

function withBitFlipped(blob: Uint8Array, bit: number): Buffer {
  const copy = Buffer.from(blob);
  const at = bit >> 3;
  copy.writeUInt8(copy.readUInt8(at) ^ (1 << (bit & 7)), at);
  return copy;
}

function failureOf(action: () => unknown): string | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    if (error instanceof DecryptionError) return error.code;
    throw error;
  }
}

function failsWith(context: Parameters<typeof decrypt>[1], blob: Uint8Array): boolean {
  return failureOf(() => decrypt(key, context, blob)) !== undefined;
}
