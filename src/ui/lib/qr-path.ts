/** White modules around a QR code, as its standard requires (ISO/IEC 18004). */
export const QUIET_ZONE = 4;

/** The dark modules of a QR code as the path of an SVG: one rectangle for each run in a row. */
export function qrPath(rows: readonly (readonly boolean[])[]): string {
  return rows.map((row, y) => rowPath(row, y + QUIET_ZONE)).join('');
}

function rowPath(row: readonly boolean[], y: number): string {
  let path = '';
  for (let x = 0; x < row.length; x += 1) {
    if (!row[x]) continue;
    const start = x;
    while (row[x + 1]) x += 1;
    const width = x - start + 1;
    path += `M${start + QUIET_ZONE} ${y}h${width}v1h-${width}z`;
  }
  return path;
}
