import { differences } from '../difference.ts';
import type { HistoryHandle, UndoConflict } from '../screens/use-history.ts';
import { strings } from '../strings.ts';
import { TwoVersions } from './two-versions.tsx';

const words = strings.history;

type NoteProps = { conflict: UndoConflict; history: HistoryHandle };

/** Undoing met a newer version: both beside each other, and the host says which one stays. */
export function UndoConflictNote({ conflict, history }: NoteProps) {
  const { change, theirs } = conflict;
  const rows = differences(change.before, theirs.livestream).map(({ field, before, after }) => ({
    name: strings.form[field],
    mine: before,
    theirs: after,
    differs: true,
  }));
  return (
    <TwoVersions
      id="undo-conflict-title"
      title={words.conflictTitle}
      body={words.conflictBody}
      heads={{ field: words.setting, mine: words.conflictMine, theirs: strings.conflict.theirs }}
      rows={rows}
      heir="history-title"
      onShown={(heading) => heading?.focus()}
      shownFor={[theirs.etag]}
    >
      <button type="button" class="primary" onClick={history.leave}>
        {words.leave}
      </button>
      <button type="button" onClick={() => history.undo(change, theirs.etag)}>
        {words.over}
      </button>
    </TwoVersions>
  );
}
