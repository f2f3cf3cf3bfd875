import { type TableField, tableFields } from './column-names.ts';
import { guessLayout, type KnownNames, type Layout } from './columns.ts';

export type RowValues = Record<TableField, string>;

/** A table that the user pasted or opened, with their corrections. It exists only in this tab. */
export type BulkTable = Layout & {
  /** The name of the file; empty if the table was pasted. */
  name: string;
  cells: readonly string[][];
  /** Corrected values by line. */
  edits: ReadonlyMap<number, Partial<RowValues>>;
  /** The lines that the user removed. */
  removed: ReadonlySet<number>;
};

/** `line` is the number that a spreadsheet shows beside the row. */
export type TableRow = RowValues & { line: number };

/** A table with a guessed layout. */
export function tableOf(name: string, cells: readonly string[][], known: KnownNames): BulkTable {
  return { name, cells, ...guessLayout(cells, known), edits: new Map(), removed: new Set() };
}

/** The rows of a table without the header, empty rows, and those that the user removed. */
export function rowsOf({ cells, mapping, headerRow, edits, removed }: BulkTable): TableRow[] {
  const rows: TableRow[] = [];
  for (const [index, row] of cells.entries()) {
    const line = index + 1;
    if ((headerRow !== null && index <= headerRow) || removed.has(line)) continue;
    if (row.every((cell) => cell === '')) continue;
    const read = Object.fromEntries(
      tableFields.map((field) => {
        const column = mapping.indexOf(field);
        return [field, column < 0 ? '' : (row[column] ?? '').trim()];
      }),
    ) as RowValues;
    rows.push({ ...inOwnFields(read), ...edits.get(line), line });
  }
  return rows;
}

const URL_SCHEME = /^[a-z][a-z0-9+.-]*:\/\//i;

/** One column can contain both names of destinations and URLs. Resolutions are written with `p`. */
function inOwnFields(values: RowValues): RowValues {
  const { destination, stream_url: url, resolution } = values;
  const moved =
    destination !== '' && url === '' && URL_SCHEME.test(destination)
      ? { destination: '', stream_url: destination }
      : {};
  const swapped =
    destination === '' && url !== '' && !URL_SCHEME.test(url) && !url.includes('.')
      ? { destination: url, stream_url: '' }
      : {};
  const written = /^(720|1080)\s*p?$/i.exec(resolution)?.[1];
  return { ...values, ...moved, ...swapped, resolution: written ? `${written}p` : resolution };
}

/** The table with a corrected row. */
export function withEdit(table: BulkTable, line: number, changes: Partial<RowValues>): BulkTable {
  const edits = new Map(table.edits).set(line, { ...table.edits.get(line), ...changes });
  return { ...table, edits };
}

/** The table without these lines. */
export function withoutLines(table: BulkTable, lines: readonly number[]): BulkTable {
  return { ...table, removed: new Set([...table.removed, ...lines]) };
}

/** The table with another field for a column. A column that had the field is no longer used. */
export function withMapping(table: BulkTable, column: number, field: TableField | null): BulkTable {
  const width = Math.max(column + 1, table.mapping.length);
  const mapping = Array.from({ length: width }, (_none, index) => {
    if (index === column) return field;
    const current = table.mapping[index] ?? null;
    return current === field ? null : current;
  });
  return { ...table, mapping };
}
