import { useEffect, useState } from 'preact/hooks';
import type { Failure } from '../../../api/client.ts';
import type { Kind } from '../../../api/types.ts';
import { FailureNote } from '../../../components/failure.tsx';
import { RequestButton } from '../../../components/request-button.tsx';
import { strings } from '../../../i18n/index.ts';
import { locale } from '../../../i18n/language.ts';
import { delimiterFor } from '../../../lib/csv.ts';
import { downloadText } from '../../../lib/download-text.ts';
import { announce } from '../../../state/announce.ts';
import { currentCsv, templateCsv } from './table-csv.ts';
import type { BulkTableHandle } from './use-bulk-table.ts';

const messages = strings.bulkTable;

/** Downloads a table to fill in: empty, or with the current settings. */
export function TableDownloads({ kind, handle }: { kind: Kind; handle: BulkTableHandle }) {
  const { meetings, destinations, isLoading, loadSettings } = handle;
  const [left, setLeft] = useState<number | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  /** The download follows the render that has the loaded settings. */
  const [isDue, setDue] = useState(false);

  const download = async () => {
    if (left !== null || isLoading) return;
    const unknown = meetings.filter(({ livestream }) => livestream === null).map(({ id }) => id);
    announce(messages.collecting(unknown.length));
    const failed = await loadSettings(unknown, setLeft);
    setLeft(null);
    setFailure(failed);
    setDue(failed === null);
  };

  useEffect(() => {
    if (!isDue) return;
    setDue(false);
    const nameOf = (id: string | null) => destinations.find((each) => each.id === id)?.name ?? '';
    save(messages.fileName.current, currentCsv(meetings, nameOf, delimiterFor(locale)));
  }, [isDue]);

  return (
    <div class="table-downloads">
      <p class="actions">
        <button
          type="button"
          onClick={() => save(messages.fileName.template, templateCsv(delimiterFor(locale)))}
        >
          {messages.template}
        </button>
        <RequestButton
          isBusy={left !== null || isLoading}
          busyLabel={
            left === null ? messages.loadingMeetings(meetings.length, kind) : messages.collecting(left)
          }
          onClick={() => void download()}
        >
          {messages.current}
        </RequestButton>
      </p>
      <p class="hint">{messages.currentHint}</p>
      {failure && <FailureNote failure={failure} onRetry={download} />}
    </div>
  );
}

function save(name: string, csv: string): void {
  downloadText(name, csv, 'text/csv');
}
