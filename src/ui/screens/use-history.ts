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

/** A restore that waits for confirmation. */
export type PendingRestore = {
  change: Change;
  /** What Zoom has now: what the restore replaces. */
  current: Tagged;
  /** Whether that is newer than what the user saw when they asked for it. */
  isNewer: boolean;
};

/** What was changed about one livestream, kept up to date, and the way back. */
export function useHistory(kind: Kind, id: string, livestream: LivestreamHandle, etag: string) {
  const params = { path: { id } };
  const { value, failure, loading, load, refresh } = useAnswer(() =>
    api.GET(`/api/${kind}/{id}/livestream/history`, { params }),
  );
  const [undoing, setUndoing] = useState('');
  const [notice, setNotice] = useState('');
  const [refusal, setRefusal] = useState<Failure | null>(null);
  const [pending, setPending] = useState<PendingRestore | null>(null);
  const shownFor = useRef(etag);

  /** Restores what was there before `change`, over the version of `tag`. */
  const restore = async (change: Change, tag: string) => {
    if (undoing) return;
    setUndoing(change.id);
    setNotice('');
    setRefusal(null);
    const answer = await livestream.change(
      api.POST(`/api/${kind}/{id}/livestream/restore`, {
        params,
        headers: { 'if-match': tag },
        body: { change_id: change.id },
      }),
    );
    setUndoing('');
    if (!answer.ok) return rejected(change, answer.failure);
    setPending(null);
    noteLivestream(kind, answer.value);
    livestream.putBack(taggedOf(answer));
    const said = answer.value.stale ? words.undoneUnread : words.undone;
    setNotice(said);
    announce(said);
    load();
  };

  const rejected = (change: Change, failure: Failure) => {
    const current = failure.kind === 'problem' ? failure.problem.livestream : undefined;
    if (failure.kind !== 'problem' || failure.problem.code !== 'precondition_failed' || !current) {
      setPending(null);
      return setRefusal(failure);
    }
    setPending({ change, current: { livestream: current, etag: failure.etag }, isNewer: true });
  };

  /** Shows what restoring would change, and waits for confirmation. */
  const confirmFirst = (change: Change, current: Tagged) => {
    setNotice('');
    setRefusal(null);
    setPending({ change, current, isNewer: false });
  };

  /** Keeps what Zoom has, and shows it. */
  const cancel = () => {
    if (pending?.isNewer) livestream.arrive(pending.current);
    setPending(null);
  };

  useKeptCurrent(refresh);
  const { reveals } = livestream;
  useEffect(() => {
    if (reveals > 0) refresh();
  }, [reveals]);
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
    pending,
    restore,
    confirmFirst,
    cancel,
    load,
    refresh,
  };
}
