/**
 * Where an encrypted value is stored. It is authenticated as associated data (AAD), so the value
 * decrypts only there.
 */
export interface EncryptionContext {
  readonly table: string;
  readonly column: string;
  /** Zoom user id of the owner. */
  readonly userId: string;
  /** Distinguishes the row from the user's other rows in the table. */
  readonly row: string;
  /**
   * Increases with every write, so that an older ciphertext does not decrypt after a rollback; `0n`
   * if the value has no versions.
   */
  readonly generation: bigint;
}

/**
 * Encodes a context unambiguously: each part is prefixed with its length, so that ("ab", "c")
 * differs from ("a", "bc"). The encoding is UTF-16 because UTF-8 maps all lone surrogates to the
 * same character.
 */
export function contextBytes(context: EncryptionContext): Buffer {
  const { table, column, userId, row, generation } = context;
  const parts = [table, column, userId, row, generation.toString()];
  const bytes = Buffer.allocUnsafe(parts.reduce((sum, part) => sum + LENGTH_BYTES + byteLength(part), 0));
  let end = 0;
  for (const part of parts) {
    end = bytes.writeUInt32BE(byteLength(part), end);
    end += bytes.write(part, end, 'utf16le');
  }
  return bytes;
}

const LENGTH_BYTES = 4;

function byteLength(part: string): number {
  return part.length * 2;
}
