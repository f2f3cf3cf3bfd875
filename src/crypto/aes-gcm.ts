import { createDecipheriv } from 'node:crypto';
import { DecryptionError } from './decryption-error.ts';

/** The parts of an AES-256-GCM message in another system's format. */
export interface AesGcmMessage {
  iv: Uint8Array;
  additionalData: Uint8Array;
  ciphertext: Uint8Array;
  /** Must be 16 bytes: shorter tags are easier to forge. */
  tag: Uint8Array;
}

/**
 * Decrypts a message that another system encrypted with a shared 32-byte key.
 * @throws {DecryptionError} if the message is not authentic; no plaintext is returned in that case
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
