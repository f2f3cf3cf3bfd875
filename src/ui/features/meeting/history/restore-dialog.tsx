import { Confirmation } from '../../../components/confirmation.tsx';
import { strings } from '../../../i18n/index.ts';
import { differences, restoredFrom } from './difference.ts';
import { Differences } from './differences.tsx';
import type { HistoryHandle, PendingRestore } from './use-history.ts';

const words = strings.history;

type RestoreDialogProps = { pending: PendingRestore; when: string; history: HistoryHandle };

/** What restoring an earlier version changes now, before it is done. */
export function RestoreDialog({ pending, when, history }: RestoreDialogProps) {
  const { change, current, isNewer } = pending;
  const { livestream, etag } = current;
  if (!change.before) return null;
  const result = restoredFrom(change.before, livestream);
  const busy = history.undoing !== '';
  return (
    <Confirmation
      title={words.restoreTitle(when)}
      action={busy ? words.undoing : words.restoreAction}
      cancel={words.cancel}
      busy={busy}
      onConfirm={() => history.restore(change, etag)}
      onCancel={history.cancel}
    >
      {isNewer && (
        <p class="note note-warn" role="alert">
          {words.restoreNewer}
        </p>
      )}
      {differences(livestream, result).length === 0 ? (
        <p>{words.restoreSame}</p>
      ) : (
        <>
          <p>{words.restoreBody}</p>
          <Differences
            before={livestream}
            after={result}
            label={words.restoreTitle(when)}
            heads={{ before: words.now, after: words.afterRestore }}
          />
        </>
      )}
    </Confirmation>
  );
}
