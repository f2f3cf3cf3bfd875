/** A table of a Markdown page: each row by the names of its columns. */
export type Rows = Record<string, string>[];

/** The text below a heading, up to the next heading of the same or a higher level. */
export function sectionOf(page: string, heading: string): string {
  const lines = page.split('\n');
  const start = lines.findIndex((line) => /^#+ /.test(line) && line.replace(/^#+ /, '') === heading);
  if (start === -1) throw new Error(`no section "${heading}"`);
  const level = lines[start]?.indexOf(' ') ?? 0;
  const length = lines.slice(start + 1).findIndex((line) => headingLevel(line) <= level);
  return lines.slice(start + 1, length === -1 ? undefined : start + 1 + length).join('\n');
}

/** The tables of a text. A pipe inside a cell is escaped. */
export function tablesOf(text: string): Rows[] {
  const blocks = text
    .split(/\n(?!\|)/)
    .map((block) => block.split('\n').filter((line) => line.startsWith('|')));
  return blocks
    .filter((lines) => lines.length > 2)
    .map(([head = '', , ...lines]) => {
      const names = cellsOf(head);
      return lines.map((line) => {
        const cells = cellsOf(line);
        if (cells.length !== names.length) throw new Error(`${cells.length} cells: ${line}`);
        return Object.fromEntries(names.map((name, index) => [name, cells[index] ?? '']));
      });
    });
}

/** The first table below a heading. */
export function tableIn(page: string, heading: string): Rows {
  const [rows] = tablesOf(sectionOf(page, heading));
  if (rows === undefined) throw new Error(`no table in "${heading}"`);
  return rows;
}

/** The names in backticks of a cell. */
export function namesIn(cell = ''): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
}

/** GitHub's anchors of the headings of a page. */
export function anchorsOf(page: string): Set<string> {
  const headings = page.split('\n').filter((line) => headingLevel(line) < Number.POSITIVE_INFINITY);
  return new Set(
    headings.map((line) =>
      line
        .replace(/^#+ /, '')
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

function headingLevel(line: string): number {
  const level = /^(#+) /.exec(line)?.[1]?.length;
  return level ?? Number.POSITIVE_INFINITY;
}

function cellsOf(line: string): string[] {
  return line
    .replace(/^\|/, '')
    .replace(/\|$/, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());
}
