import { useEffect, useRef, useState } from 'preact/hooks';
import { api, type Failure, type Tagged } from '../../../api/client.ts';
import { recordLivestream } from '../../../api/meeting-cache.ts';
import type { Change, Kind, Livestream } from '../../../api/types.ts';
import { strings } from '../../../i18n/index.ts';
import { announce } from '../../../state/announce.ts';
import { useKeptCurrent } from '../../../state/keep-current.ts';
import { useQuery } from '../../../state/use-query.ts';
import { onEvent } from '../../../state/user-events.ts';
import type { LivestreamHandle } from '../form/use-livestream.ts';

const messages = strings.history;

export type HistoryHandle = ReturnType<typeof useHistory>;

/** A restore that waits for confirmation. */
export type PendingRestore = {
  change: Change;
  /** Zoom's current version, which the restore replaces. */
  current: Tagged<Livestream>;
  /** Whether that is newer than what the user saw when they requested the restore. */
  isNewer: boolean;
};

/** The change history of one livestream, kept up to date, with undo and restore. */
export function useHistory(kind: Kind, id: string, livestream: LivestreamHandle, etag: string) {
  const params = { path: { id } };
  const { value, failure, loading, load, refresh } = useQuery(() =>
    api.GET(`/api/${kind}/{id}/livestream/history`, { params }),
  );
  const [undoing, setUndoing] = useState('');
  const [notice, setNotice] = useState('');
  const [rejection, setRejection] = useState<Failure | null>(null);
  const [pending, setPending] = useState<PendingRestore | null>(null);
  const shownFor = useRef(etag);

  /** Restores the state before `change`, over the version with the ETag `tag`. */
  const restore = async (change: Change, tag: string) => {
    if (undoing) return;
    setUndoing(change.id);
    setNotice('');
    setRejection(null);
    const response = await livestream.change(
      api.POST(`/api/${kind}/{id}/livestream/restore`, {
        params,
        headers: { 'if-match': tag },
        body: { change_id: change.id },
      }),
    );
    setUndoing('');
    if (!response.ok) return rejected(change, response.failure);
    setPending(null);
    recordLivestream(kind, response.value);
    livestream.dispatch({ type: 'rebase', saved: response });
    const text = response.value.stale ? messages.undoneUnread : messages.undone;
    setNotice(text);
    announce(text);
    load();
  };

  const rejected = (change: Change, failure: Failure) => {
    const current = failure.kind === 'problem' ? failure.problem.livestream : undefined;
    if (failure.kind !== 'problem' || failure.problem.code !== 'precondition_failed' || !current) {
      setPending(null);
      return setRejection(failure);
    }
    setPending({ change, current: { value: current, etag: failure.etag }, isNewer: true });
  };

  /** Shows what restoring would change, and waits for confirmation. */
  const confirmFirst = (change: Change, current: Tagged<Livestream>) => {
    setNotice('');
    setRejection(null);
    setPending({ change, current, isNewer: false });
  };

  /** Keeps Zoom's version, and shows it. */
  const cancel = () => {
    if (pending?.isNewer) livestream.dispatch({ type: 'receive', saved: pending.current });
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
    const follow = (published: { kind?: Kind; meeting_id?: string }) => {
      if ((published.kind ?? kind) === kind && (published.meeting_id ?? id) === id) refresh();
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
    rejection,
    pending,
    restore,
    confirmFirst,
    cancel,
    load,
    refresh,
  };
}
