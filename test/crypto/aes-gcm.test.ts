import t from 'tap';
import { type AesGcmMessage, decryptAesGcm } from '../../src/crypto/aes-gcm.ts';

// Test case 16 of "The Galois/Counter Mode of Operation" (McGrew and Viega).
const key = hex('feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308');
const plaintext = hex(
  'd9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72' +
    '1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39',
);
const message: AesGcmMessage = {
  iv: hex('cafebabefacedbaddecaf888'),
  additionalData: hex('feedfacedeadbeeffeedfacedeadbeefabaddad2'),
  ciphertext: hex(
    '522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa' +
      '8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662',
  ),
  tag: hex('76fc6ece0f4e1768cddf8853bb2d551b'),
};

const NOT_AUTHENTIC = { name: 'DecryptionError', code: 'not_authentic' };

t.test('a message of another AES-256-GCM implementation decrypts', async (t) => {
  t.same(decryptAesGcm(key, message), plaintext);
});

t.test('a message with any altered part, or for another key, does not decrypt', async (t) => {
  for (const part of ['iv', 'additionalData', 'ciphertext', 'tag'] as const)
    t.throws(() => decryptAesGcm(key, { ...message, [part]: flipped(message[part]) }), NOT_AUTHENTIC, part);
  t.throws(() => decryptAesGcm(flipped(key), message), NOT_AUTHENTIC);
  t.throws(() => decryptAesGcm(key, { ...message, iv: Buffer.alloc(0) }), NOT_AUTHENTIC, 'empty IV');
});

t.test('a shortened tag is rejected, although it is a prefix of the right one', async (t) => {
  for (const length of [0, 4, 8, 12, 15])
    t.throws(() => decryptAesGcm(key, { ...message, tag: message.tag.subarray(0, length) }), NOT_AUTHENTIC);
});

function hex(digits: string): Buffer {
  return Buffer.from(digits, 'hex');
}

function flipped(bytes: Uint8Array): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt8(copy.readUInt8(0) ^ 1, 0);
  return copy;
}
