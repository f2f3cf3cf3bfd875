import { useState } from 'preact/hooks';
import type { Kind } from '../../../api/types.ts';
import { strings } from '../../../i18n/index.ts';
import { announce } from '../../../state/announce.ts';
import { type BulkTable, type RowValues, withEdit, withoutLines } from './bulk-table.ts';
import type { CheckedRow } from './check-rows.ts';
import { RowEditor } from './row-editor.tsx';
import { TableRow } from './table-row.tsx';
import { type BulkTableHandle, isWrong } from './use-bulk-table.ts';

const messages = strings.bulkTable;

type TableRowsProps = { kind: Kind; handle: BulkTableHandle; table: BulkTable };

/** The rows of the table with their problems. Each can be corrected or removed. */
export function TableRows({ kind, handle, table }: TableRowsProps) {
  const { rows, rejections, change } = handle;
  const [onlyWrong, setOnlyWrong] = useState(false);
  const [editing, setEditing] = useState<number | null>(null);
  const wrong = rows.filter((row) => isWrong(row, rejections));
  // A row stays while it is edited, even once it is right.
  const shown = onlyWrong ? rows.filter((row) => wrong.includes(row) || row.line === editing) : rows;

  const edit = (line: number, changes: Partial<RowValues>) => change(withEdit(table, line, changes));

  const remove = (removed: readonly CheckedRow[]) => {
    change(
      withoutLines(
        table,
        removed.map(({ line }) => line),
      ),
    );
    for (const { line } of removed) announce(messages.removed(line));
    const after = shown[shown.findIndex((row) => removed.includes(row)) + 1];
    focusSoon(after && !removed.includes(after) ? `edit-${after.line}` : 'table-check');
  };

  const close = (line: number) => {
    setEditing(null);
    focusSoon(`edit-${line}`);
  };

  if (rows.length === 0) return <p class="note">{messages.noRows}</p>;
  return (
    <div class="table-rows">
      <p class="actions">
        <strong id="table-check" tabIndex={-1} role="status">
          {messages.checked(rows.length - wrong.length, wrong.length)}
        </strong>
        {(wrong.length > 0 || onlyWrong) && (
          <label class="tick">
            <input type="checkbox" checked={onlyWrong} onChange={() => setOnlyWrong(!onlyWrong)} />
            {messages.onlyProblems(wrong.length)}
          </label>
        )}
        {wrong.length > 1 && (
          <button type="button" class="quiet" onClick={() => remove(wrong)}>
            {messages.removeWrong(wrong.length)}
          </button>
        )}
      </p>
      <table class="ledger table-ledger" aria-label={messages.rows}>
        <thead>
          <tr>
            <th scope="col">{messages.meeting}</th>
            <th scope="col">{messages.settings}</th>
            <th scope="col">{messages.check}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <TableRow
              key={row.line}
              row={row}
              kind={kind}
              rejection={rejections.get(row.meetingId ?? '') ?? ''}
              isEditing={editing === row.line}
              onPick={({ id, topic }) => edit(row.line, { id, title: topic })}
              onEdit={() => (editing === row.line ? close(row.line) : setEditing(row.line))}
              onRemove={() => remove([row])}
            >
              <RowEditor
                row={row}
                destinations={handle.destinations}
                onChange={(changes) => edit(row.line, changes)}
                onClose={() => close(row.line)}
              />
            </TableRow>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/**
 * After the next render, which removes the element that has the focus. The summary is focused if the
 * row is no longer listed.
 */
function focusSoon(id: string): void {
  requestAnimationFrame(() =>
    (document.getElementById(id) ?? document.getElementById('table-check'))?.focus(),
  );
}
