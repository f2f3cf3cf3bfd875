import { createCipheriv, createHash, randomBytes } from 'node:crypto';

/** Encrypts an app context as Zoom documents it for `x-zoom-app-context`, in base64. */
export function encryptedContext(claims: object, clientSecret: string): string {
  const key = createHash('sha256').update(clientSecret).digest();
  const iv = randomBytes(12);
  const additionalData = Buffer.from('zoom-app-context');
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  cipher.setAAD(additionalData);
  const ciphertext = Buffer.concat([cipher.update(JSON.stringify(claims), 'utf8'), cipher.final()]);
  const lengths = { additionalData: Buffer.alloc(2), ciphertext: Buffer.alloc(4) };
  lengths.additionalData.writeUInt16LE(additionalData.length);
  lengths.ciphertext.writeUInt32LE(ciphertext.length);
  return Buffer.concat([
    Buffer.of(iv.length),
    iv,
    lengths.additionalData,
    additionalData,
    lengths.ciphertext,
    ciphertext,
    cipher.getAuthTag(),
  ]).toString('base64');
}
