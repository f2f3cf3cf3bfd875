import { unquoted } from './clean.ts';
import { labelOf } from './labels.ts';

const DELIMITERS = ['\t', '|', ';', ','] as const;
const RULE = /^[\s|:+-]+$/;
const MAX_CELLS = 60;

/**
 * Converts the rows below a header to lines of `name: value`. In other lines, tabs and bars between
 * cells become line ends.
 */
export function withoutTables(text: string): string {
  const lines = text
    .split('\n')
    .filter((line) => !(line.length < 400 && RULE.test(line) && /[|+-]{2}/.test(line)));
  const result: string[] = [];
  for (let i = 0; i < lines.length; i++) {
    const header = headerOf(lines[i] ?? '');
    const rows = header === undefined ? [] : rowsBelow(lines, i + 1, header);
    if (header === undefined || rows.length === 0) {
      for (const cell of cellsApart(lines[i] ?? '')) result.push(cell);
      continue;
    }
    for (const row of rows) for (const [n, cell] of row.entries()) result.push(`${header.names[n]}: ${cell}`);
    i += rows.length;
  }
  return result.join('\n');
}

interface Header {
  delimiter: string;
  names: string[];
}

/** A header has no values, and names both a URL and a key. */
function headerOf(line: string): Header | undefined {
  if (line.length > 600 || line.includes('://')) return undefined;
  for (const delimiter of DELIMITERS) {
    const names = cellsOf(line, delimiter);
    if (names.length < 2) continue;
    const fields = names.map((name) => labelOf(name)?.field);
    const isNamed = fields.includes('streamUrl') && fields.includes('streamKey');
    if (isNamed && names.every((name) => name.length < 60 && !/[=:]/.test(name))) return { delimiter, names };
  }
  return undefined;
}

function rowsBelow(lines: readonly string[], from: number, { delimiter, names }: Header): string[][] {
  const rows: string[][] = [];
  for (let i = from; i < lines.length; i++) {
    const cells = cellsOf(lines[i] ?? '', delimiter);
    if (cells.length !== names.length) break;
    rows.push(cells);
  }
  return rows;
}

function cellsOf(line: string, delimiter: string): string[] {
  const inner = delimiter === '|' ? line.trim().replace(/^\|/, '').replace(/\|$/, '') : line;
  const cells = inner.split(delimiter);
  return cells.length > MAX_CELLS ? [] : cells.map((cell) => unquoted(cell));
}

function cellsApart(line: string): string[] {
  const isRow = /^\s*\|/.test(line) || / \| /.test(line);
  const bars = isRow ? line.trim().replace(/^\|/, '').replace(/\|$/, '').split('|') : [line];
  return bars.flatMap((cell) => cell.split('\t'));
}
