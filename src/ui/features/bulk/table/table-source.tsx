import type { Kind } from '../../../api/types.ts';
import { FailureNote } from '../../../components/failure.tsx';
import { Skeleton } from '../../../components/skeleton.tsx';
import { strings } from '../../../i18n/index.ts';
import { announce } from '../../../state/announce.ts';
import { rowsOf } from './bulk-table.ts';
import { ColumnMapping } from './column-mapping.tsx';
import { TableDownloads } from './table-downloads.tsx';
import { TableInput } from './table-input.tsx';
import { TableRows } from './table-rows.tsx';
import type { BulkTableHandle } from './use-bulk-table.ts';

const messages = strings.bulkTable;

type TableSourceProps = { kind: Kind; handle: BulkTableHandle };

/** The meetings and their settings from a pasted table or a CSV file. */
export function TableSource({ kind, handle }: TableSourceProps) {
  const { table, choices, meetings, isLoading, change } = handle;
  const replace = () => {
    const isCorrected = table !== null && (table.edits.size > 0 || table.removed.size > 0);
    if (isCorrected && !confirm(messages.replaceQuestion)) return;
    change(null);
    announce(messages.paste);
    requestAnimationFrame(() => document.getElementById('table-text')?.focus());
  };
  return (
    <div class="table-source">
      {table === null && <TableInput handle={handle} />}
      {table === null && <TableDownloads kind={kind} handle={handle} />}
      {table && (
        <p class="actions">
          <strong>{messages.readFrom(rowsOf(table).length, table.name)}</strong>
          <button type="button" onClick={replace}>
            {messages.replace}
          </button>
        </p>
      )}
      {choices.failure && <FailureNote failure={choices.failure} onRetry={choices.more} />}
      {table && <ColumnMapping table={table} onChange={change} />}
      {table && isLoading && !choices.failure && (
        <Skeleton label={messages.loadingMeetings(meetings.length, kind)} />
      )}
      {table && (!isLoading || choices.failure) && <TableRows kind={kind} handle={handle} table={table} />}
    </div>
  );
}
