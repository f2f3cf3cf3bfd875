/** Where a sealed value is kept. It opens in that place only: see `contextBytes`. */
export interface EncryptionContext {
  readonly table: string;
  readonly column: string;
  /** Zoom's id of the user whose value this is. */
  readonly userId: string;
  /** What tells the row from the user's other rows in the table. */
  readonly row: string;
  /** Grows with every write of a value whose past must not come back; `0n` where there is no such order. */
  readonly generation: bigint;
}

/**
 * The place as bytes, no two places alike: each part preceded by its length, so that ("ab", "c") is not
 * ("a", "bc"). UTF-16 because UTF-8 would fold all lone surrogates into one character.
 */
export function contextBytes(place: EncryptionContext): Buffer {
  const parts = [place.table, place.column, place.userId, place.row, place.generation.toString()];
  return Buffer.concat(parts.flatMap(lengthPrefixed));
}

function lengthPrefixed(part: string): [Buffer, Buffer] {
  const bytes = Buffer.from(part, 'utf16le');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return [length, bytes];
}
