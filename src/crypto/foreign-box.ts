import { createDecipheriv } from 'node:crypto';
import { SealError } from './seal-error.ts';

/** AES-256-GCM as another system lays it out: its parts already taken apart. */
export interface ForeignBox {
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
export function openForeign(key: Uint8Array, { iv, additionalData, ciphertext, tag }: ForeignBox): Buffer {
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: 16 });
    decipher.setAAD(additionalData);
    decipher.setAuthTag(tag);
    const plaintext = decipher.update(ciphertext);
    return Buffer.concat([plaintext, decipher.final()]);
  } catch {
    throw new SealError('not_authentic');
  }
}
