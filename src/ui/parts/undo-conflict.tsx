import { useEffect, useRef } from 'preact/hooks';
import { differences } from '../difference.ts';
import type { HistoryHandle, UndoConflict } from '../screens/use-history.ts';
import { strings } from '../strings.ts';
import { useHandOver, withId } from './focus.ts';

const words = strings.history;

type NoteProps = { conflict: UndoConflict; history: HistoryHandle };

/** Undoing met a newer version: both beside each other, and the host says which one stays. */
export function UndoConflictNote({ conflict, history }: NoteProps) {
  const { change, theirs } = conflict;
  const heading = useRef<HTMLHeadingElement>(null);
  const section = useRef<HTMLElement>(null);
  useHandOver(section, withId('history-title'));
  useEffect(() => heading.current?.focus(), [theirs.etag]);
  return (
    <section class="conflict" aria-labelledby="undo-conflict-title" ref={section}>
      <h3 id="undo-conflict-title" ref={heading} tabIndex={-1}>
        {words.conflictTitle}
      </h3>
      <p>{words.conflictBody}</p>
      <table>
        <thead>
          <tr>
            <th scope="col">{words.setting}</th>
            <th scope="col">{words.conflictMine}</th>
            <th scope="col">{strings.conflict.theirs}</th>
          </tr>
        </thead>
        <tbody>
          {differences(change.before, theirs.livestream).map((row) => (
            <tr key={row.field} class="differs">
              <th scope="row">{strings.form[row.field]}</th>
              <td data-label={words.conflictMine}>{row.before}</td>
              <td data-label={strings.conflict.theirs}>{row.after}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="actions">
        <button type="button" class="primary" onClick={history.leave}>
          {words.leave}
        </button>
        <button type="button" onClick={() => history.undo(change, theirs.etag)}>
          {words.over}
        </button>
      </p>
    </section>
  );
}
