import { useEffect, useRef, useState } from 'preact/hooks';
import { announce } from '../announce.ts';
import type { Change, Kind } from '../api.ts';
import { api, type Failure } from '../client.ts';
import { onEvent } from '../events.ts';
import { useKeptCurrent } from '../keep-current.ts';
import type { Tagged } from '../livestream-form.ts';
import { noteLivestream } from '../seen.ts';
import { strings } from '../strings.ts';
import { useAnswer } from './use-answer.ts';
import { type LivestreamHandle, taggedOf } from './use-livestream.ts';

const words = strings.history;

export type HistoryHandle = ReturnType<typeof useHistory>;

/** Undoing that met a newer version: what was to be undone, and what Zoom has now. */
export type UndoConflict = { change: Change; theirs: Tagged };

/** What was changed about one livestream, kept up to date, and the way back. */
export function useHistory(kind: Kind, id: string, livestream: LivestreamHandle, etag: string) {
  const params = { path: { id } };
  const { value, failure, loading, load, refresh } = useAnswer(() =>
    api.GET(`/api/${kind}/{id}/livestream/history`, { params }),
  );
  const [undoing, setUndoing] = useState('');
  const [notice, setNotice] = useState('');
  const [refusal, setRefusal] = useState<Failure | null>(null);
  const [conflict, setConflict] = useState<UndoConflict | null>(null);
  const shownFor = useRef(etag);

  /** Puts back what was there before `change`, over the version of `tag`. */
  const undo = async (change: Change, tag: string) => {
    if (undoing) return;
    setUndoing(change.id);
    setNotice('');
    setRefusal(null);
    setConflict(null);
    const answer = await livestream.change(
      api.POST(`/api/${kind}/{id}/livestream/restore`, {
        params,
        headers: { 'if-match': tag },
        body: { change_id: change.id },
      }),
    );
    setUndoing('');
    if (!answer.ok) return refused(change, answer.failure);
    noteLivestream(kind, answer.value);
    livestream.putBack(taggedOf(answer));
    const said = answer.value.stale ? words.undoneUnread : words.undone;
    setNotice(said);
    announce(said);
    load();
  };

  const refused = (change: Change, failure: Failure) => {
    const theirs = failure.kind === 'problem' ? failure.problem.livestream : undefined;
    if (failure.kind !== 'problem' || failure.problem.code !== 'precondition_failed' || !theirs) {
      return setRefusal(failure);
    }
    setConflict({ change, theirs: { livestream: theirs, etag: failure.etag } });
  };

  /** Leaves what Zoom has, and shows it. */
  const leave = () => {
    if (conflict) livestream.arrive(conflict.theirs);
    setConflict(null);
  };

  useKeptCurrent(refresh);
  useEffect(() => {
    if (shownFor.current !== etag) load();
    shownFor.current = etag;
  }, [etag]);
  useEffect(() => {
    const follow = (told: { kind?: Kind; meeting_id?: string }) => {
      if ((told.kind ?? kind) === kind && (told.meeting_id ?? id) === id) refresh();
    };
    const ends = [onEvent('live', follow), onEvent('livestream', follow)];
    return () => {
      for (const end of ends) end();
    };
  }, []);

  return {
    changes: value?.changes,
    failure,
    loading,
    undoing,
    notice,
    refusal,
    conflict,
    undo,
    leave,
    load,
    refresh,
  };
}
