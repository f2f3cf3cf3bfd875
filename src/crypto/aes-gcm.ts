import { createDecipheriv } from 'node:crypto';
import { DecryptionError } from './decryption-error.ts';

/** AES-256-GCM as another system lays it out: its parts already taken apart. */
export interface AesGcmMessage {
  iv: Uint8Array;
  additionalData: Uint8Array;
  ciphertext: Uint8Array;
  /** 16 bytes, no fewer: a shorter tag is a guess away from a forged one. */
  tag: Uint8Array;
}

/**
 * Opens what somebody else sealed under a key that we share with them (32 bytes).
 * @throws {SealError} for anything else, and then nothing of the plaintext is given out
 */
export function decryptAesGcm(
  key: Uint8Array,
  { iv, additionalData, ciphertext, tag }: AesGcmMessage,
): Buffer {
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: 16 });
    decipher.setAAD(additionalData);
    decipher.setAuthTag(tag);
    const plaintext = decipher.update(ciphertext);
    return Buffer.concat([plaintext, decipher.final()]);
  } catch {
    throw new DecryptionError('not_authentic');
  }
}
