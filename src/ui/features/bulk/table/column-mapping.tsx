import { strings } from '../../../i18n/index.ts';
import { type BulkTable, withMapping } from './bulk-table.ts';
import { type TableField, tableFields } from './column-names.ts';

const messages = strings.bulkTable;

type MappingProps = { table: BulkTable; onChange: (table: BulkTable) => void };

/** What each column of the table contains. Open if the meetings' column was not found. */
export function ColumnMapping({ table, onChange }: MappingProps) {
  const { cells, headerRow, mapping } = table;
  const width = Math.max(...cells.map((row) => row.length));
  const hasMeeting = mapping.includes('id') || mapping.includes('title');
  const used = mapping.flatMap((field) => (field ? [messages.fields[field]] : []));
  return (
    <details class="mapping" open={!hasMeeting}>
      <summary>
        {messages.columns}: <span class="muted">{used.join(', ') || '–'}</span>
      </summary>
      {!hasMeeting && <p class="note note-warn">{messages.noMeetingColumn}</p>}
      <div class="mapping-columns">
        {Array.from({ length: width }, (_none, column) => {
          const heading = (headerRow !== null && cells[headerRow]?.[column]) || messages.column(column + 1);
          const id = `column-${column}`;
          return (
            <div key={id} class="field">
              <label for={id}>{heading}</label>
              <select
                id={id}
                value={mapping[column] ?? ''}
                aria-describedby={`${id}-hint`}
                onChange={(event) => onChange(withMapping(table, column, fieldOf(event.currentTarget.value)))}
              >
                <option value="">{messages.unused}</option>
                {tableFields.map((field) => (
                  <option key={field} value={field}>
                    {messages.fields[field]}
                  </option>
                ))}
              </select>
              <p id={`${id}-hint`} class="hint sample">
                {sampleOf(table, column)}
              </p>
            </div>
          );
        })}
      </div>
    </details>
  );
}

function fieldOf(value: string): TableField | null {
  return tableFields.find((field) => field === value) ?? null;
}

/** The first cell of a column. A key is not shown: the screen may be shared. */
function sampleOf({ cells, headerRow, mapping }: BulkTable, column: number): string {
  const first = cells.slice(headerRow === null ? 0 : headerRow + 1).find((row) => row[column]);
  const cell = first?.[column] ?? '';
  const isSecret = mapping[column] === 'stream_key' || (!mapping[column] && /^\S{8,}$/.test(cell));
  return isSecret ? '••••' : cell;
}
