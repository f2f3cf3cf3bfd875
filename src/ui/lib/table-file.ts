/** Why a file can't be read as a table. */
export type TableFileError = 'spreadsheet' | 'notText' | 'tooLarge';

const MAX_BYTES = 4 * 1024 * 1024;

/**
 * The text of a CSV or text file, whatever Excel encoded it in: UTF-8, UTF-16 ("Unicode text"), or
 * the code page of Windows.
 * @returns an error if it is no text: `spreadsheet` for a workbook, which must be saved as CSV first
 */
export function decodeTable(bytes: Uint8Array): { text: string } | { error: TableFileError } {
  if (bytes.length > MAX_BYTES) return { error: 'tooLarge' };
  if (isWorkbook(bytes)) return { error: 'spreadsheet' };
  const encoding = utf16Of(bytes);
  if (encoding) return { text: new TextDecoder(encoding).decode(bytes) };
  if (bytes.includes(0)) return { error: 'notText' };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { text: new TextDecoder('windows-1252').decode(bytes) };
  }
}

/** The signatures of ZIP (xlsx, ods, numbers) and of OLE (xls) files. */
function isWorkbook([first, second, third, fourth]: Uint8Array): boolean {
  const isZip = first === 0x50 && second === 0x4b && third === 0x03 && fourth === 0x04;
  return isZip || (first === 0xd0 && second === 0xcf && third === 0x11 && fourth === 0xe0);
}

/** UTF-16 by its byte order mark, or without one by the zero bytes of Latin letters. */
function utf16Of(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const zeros = [0, 0];
  const sample = bytes.subarray(0, 512);
  for (const [index, byte] of sample.entries())
    if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  if (odd > sample.length / 4 && even === 0) return 'utf-16le';
  if (even > sample.length / 4 && odd === 0) return 'utf-16be';
  return null;
}
