import { Confirmation } from '../../../components/confirmation.tsx';
import { strings } from '../../../i18n/index.ts';
import { differences, restoredFrom } from './difference.ts';
import { Differences } from './differences.tsx';
import type { HistoryHandle, PendingRestore } from './use-history.ts';

const messages = strings.history;

type RestoreDialogProps = { pending: PendingRestore; when: string; history: HistoryHandle };

/** Shows what restoring an earlier version would change, and requires confirmation. */
export function RestoreDialog({ pending, when, history }: RestoreDialogProps) {
  const { change, current, isNewer } = pending;
  const { value: livestream } = current;
  if (!change.before) return null;
  const result = restoredFrom(change.before, livestream);
  const busy = history.undoing !== '';
  return (
    <Confirmation
      title={messages.restoreTitle(when)}
      action={busy ? messages.undoing : messages.restoreAction}
      cancel={messages.cancel}
      busy={busy}
      onConfirm={() => history.restore(change, current)}
      onCancel={history.cancel}
    >
      {isNewer && (
        <p class="note note-warn" role="alert">
          {messages.restoreNewer}
        </p>
      )}
      {differences(livestream, result).length === 0 ? (
        <p>{messages.restoreSame}</p>
      ) : (
        <>
          <p>{messages.restoreBody}</p>
          <Differences
            before={livestream}
            after={result}
            label={messages.restoreTitle(when)}
            heads={{ before: messages.now, after: messages.afterRestore }}
          />
        </>
      )}
    </Confirmation>
  );
}
