/**
 * - `malformed`: not a blob of ours: too short, or of an unknown version.
 * - `unknown_key`: sealed under a key that is not at hand. The blob may be perfectly good: the configuration isn't.
 * - `not_authentic`: altered, moved from another place, rolled back, or sealed under another key.
 */
export type DecryptionErrorCode = 'malformed' | 'unknown_key' | 'not_authentic';

const MESSAGES: Record<DecryptionErrorCode, string> = {
  malformed: 'this is not a sealed blob',
  unknown_key: 'the key that sealed this blob is not in the key ring',
  not_authentic: 'the blob was altered, or belongs to another place or key',
};

/** A blob that can't be opened. Carries neither key nor plaintext nor blob, so that it may be logged. */
export class DecryptionError extends Error {
  readonly code: DecryptionErrorCode;

  constructor(code: DecryptionErrorCode) {
    super(MESSAGES[code]);
    this.name = 'SealError';
    this.code = code;
  }
}
