/**
 * - `malformed`: not an encrypted blob of this application: too short, or of an unknown version.
 * - `unknown_key`: encrypted with a key that is not configured. The blob itself may be intact.
 * - `not_authentic`: altered, copied from another row or column, rolled back, or encrypted with
 *   another key.
 */
export type DecryptionErrorCode = 'malformed' | 'unknown_key' | 'not_authentic';

const MESSAGES: Record<DecryptionErrorCode, string> = {
  malformed: 'this is not an encrypted blob',
  unknown_key: 'the key that encrypted this blob is not in the key ring',
  not_authentic: 'the blob was altered, or belongs to another row, column or key',
};

/** A blob can't be decrypted. The error holds no key, plaintext or blob, so it is safe to log. */
export class DecryptionError extends Error {
  readonly code: DecryptionErrorCode;

  constructor(code: DecryptionErrorCode) {
    super(MESSAGES[code]);
    this.name = 'DecryptionError';
    this.code = code;
  }
}
