import { useRef, useState } from 'preact/hooks';
import { undoCountsOf } from '../bulk-form.ts';
import type { Failure } from '../client.ts';
import { BulkRows } from '../parts/bulk-rows.tsx';
import { Confirmation } from '../parts/confirmation.tsx';
import { FailureNote } from '../parts/failure.tsx';
import { Link } from '../parts/link.tsx';
import { PassesFocus } from '../parts/passes-focus.tsx';
import { Refresh } from '../parts/refresh.tsx';
import { ScreenTitle } from '../parts/screen.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { bulkPath } from '../route.ts';
import { strings } from '../strings.ts';
import { isOver, overOf, summaryOf, useBulkRun } from './use-bulk-run.ts';

const words = strings.bulk;

/** Progress and result of one bulk edit, row by row. */
export function BulkRunScreen({ id }: { id: string }) {
  const { run, failure, busy, look, cancel, undo } = useBulkRun(id);
  const [asking, setAsking] = useState(false);
  const undoButton = useRef<HTMLButtonElement>(null);
  const over = run !== null && isOver(run);
  const { undoable, changed } = undoCountsOf(run?.rows ?? []);
  return (
    <>
      <div class="screen-head">
        <ScreenTitle title={words.runTitle} />
        {!run && !failure && <Skeleton label={words.loading} />}
        {failure && (
          <PassesFocus>
            <FailureNote failure={failure} onRetry={isGone(failure) ? undefined : look} />
          </PassesFocus>
        )}
        {run && <Progress done={overOf(run)} total={run.total} />}
        {run && (
          <p>
            <strong>{words.status[run.status]}.</strong> {summaryOf(run)}. {!over && words.stays}
          </p>
        )}
        <div class="actions">
          {run && !over && run.status !== 'cancelled' && (
            <PassesFocus heir={() => undoButton.current}>
              <button type="button" aria-disabled={busy !== null} onClick={cancel}>
                {busy === 'cancel' ? words.cancelling : words.cancel}
              </button>
            </PassesFocus>
          )}
          {run && over && undoable > 0 && (
            <button
              ref={undoButton}
              type="button"
              aria-disabled={busy !== null}
              onClick={() => setAsking(true)}
            >
              {words.undo(undoable, changed)}
            </button>
          )}
          {run && <Refresh onRefresh={look} />}
          {(over || !run) && <Link to={bulkPath()}>{words.another}</Link>}
        </div>
      </div>
      {run && run.rows.length > 0 && (
        <BulkRows
          rows={run.rows}
          label={words.runTitle}
          wordOf={({ status }) => words.row[status]}
          lookOf={({ status }) => status}
        />
      )}
      {asking && (
        <Confirmation
          title={words.undoTitle}
          action={busy === 'undo' ? words.undoing : words.undo(undoable, changed)}
          cancel={strings.account.cancel}
          busy={busy === 'undo'}
          onConfirm={() => {
            setAsking(false);
            undo();
          }}
          onCancel={() => setAsking(false)}
        >
          <p>{words.undoBody(undoable, changed)}</p>
        </Confirmation>
      )}
    </>
  );
}

/** Asking again for what does not exist changes nothing. */
function isGone(failure: Failure): boolean {
  return failure.kind === 'problem' && [400, 404].includes(failure.problem.status);
}

function Progress({ done, total }: { done: number; total: number }) {
  return (
    <p class="progress">
      <progress value={done} max={Math.max(total, 1)} aria-label={words.progress} />
      <span>{words.progressOf(done, total)}</span>
    </p>
  );
}
