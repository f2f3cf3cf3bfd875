import { useRef, useState } from 'preact/hooks';
import type { Failure } from '../../api/client.ts';
import { Confirmation } from '../../components/confirmation.tsx';
import { FailureNote } from '../../components/failure.tsx';
import { Link } from '../../components/link.tsx';
import { Refresh } from '../../components/refresh.tsx';
import { RequestButton } from '../../components/request-button.tsx';
import { RestoreFocus } from '../../components/restore-focus.tsx';
import { ScreenTitle } from '../../components/screen.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { strings } from '../../i18n/index.ts';
import { bulkPath } from '../../state/route.ts';
import { failuresFirst, undoCountsOf } from './bulk-form.ts';
import { BulkRows } from './bulk-rows.tsx';
import { BulkSteps } from './bulk-steps.tsx';
import { isEnded, overOf, summaryOf, useBulkRun } from './use-bulk-run.ts';

const messages = strings.bulk;

/** Progress and result of one bulk edit, row by row. */
export function BulkRunScreen({ id }: { id: string }) {
  const { run, failure, busy, load, cancel, startNext } = useBulkRun(id);
  const [confirming, setConfirming] = useState(false);
  const undoButton = useRef<HTMLButtonElement>(null);
  const finished = run !== null && isEnded(run);
  const { undoable, changed } = undoCountsOf(run?.rows ?? []);
  const retryable = run?.rows.filter(({ status }) => status === 'failed').length ?? 0;
  return (
    <>
      <div class="screen-head">
        <ScreenTitle title={messages.runTitle} />
        <BulkSteps current={['result']} />
        {!run && !failure && <Skeleton label={messages.loading} />}
        {failure && (
          <RestoreFocus>
            <FailureNote failure={failure} onRetry={isDeleted(failure) ? undefined : load} />
          </RestoreFocus>
        )}
        {run && <Progress done={overOf(run)} total={run.total} />}
        {run && (
          <p>
            <strong>{messages.status[run.status]}.</strong> {summaryOf(run)}. {!finished && messages.stays}
          </p>
        )}
        <div class="actions">
          {run && !finished && run.status !== 'cancelled' && (
            <RestoreFocus fallbackTarget={() => undoButton.current}>
              <RequestButton isBlocked={busy !== null} busyLabel={messages.cancelling} onClick={cancel}>
                {messages.cancel}
              </RequestButton>
            </RestoreFocus>
          )}
          {run && finished && retryable > 0 && (
            <RequestButton
              class="primary"
              isBlocked={busy !== null}
              busyLabel={messages.retrying}
              onClick={() => startNext('retry')}
            >
              {messages.retry(retryable)}
            </RequestButton>
          )}
          {run && finished && undoable > 0 && (
            <RequestButton
              buttonRef={undoButton}
              isBusy={busy === 'undo'}
              isBlocked={busy !== null}
              busyLabel={messages.undoing}
              onClick={() => setConfirming(true)}
            >
              {messages.undo(undoable, changed)}
            </RequestButton>
          )}
          {run && <Refresh onRefresh={load} />}
          {(finished || !run) && <Link to={bulkPath()}>{messages.another}</Link>}
        </div>
      </div>
      {run && run.rows.length > 0 && (
        <BulkRows
          rows={failuresFirst(run.rows)}
          label={messages.runTitle}
          wordOf={({ status }) => messages.row[status]}
          statusClassOf={({ status }) => status}
        />
      )}
      {confirming && (
        <Confirmation
          title={messages.undoTitle}
          action={messages.undo(undoable, changed)}
          cancel={strings.account.cancel}
          onConfirm={() => {
            setConfirming(false);
            startNext('undo');
          }}
          onCancel={() => setConfirming(false)}
        >
          <p>{messages.undoBody(undoable, changed)}</p>
        </Confirmation>
      )}
    </>
  );
}

/** Retrying does not help if the bulk edit does not exist. */
function isDeleted(failure: Failure): boolean {
  return failure.kind === 'problem' && [400, 404].includes(failure.problem.status);
}

function Progress({ done, total }: { done: number; total: number }) {
  return (
    <p class="progress">
      <progress value={done} max={Math.max(total, 1)} aria-label={messages.progress} />
      <span>{messages.progressOf(done, total)}</span>
    </p>
  );
}
