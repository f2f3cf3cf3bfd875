import { useEffect, useRef, useState } from 'preact/hooks';
import { api, type Failure, type Tagged } from '../../../api/client.ts';
import { recordLivestream } from '../../../api/meeting-cache.ts';
import type { Change, Kind, Livestream } from '../../../api/types.ts';
import { strings } from '../../../i18n/index.ts';
import { useKeptCurrent } from '../../../state/keep-current.ts';
import { useQuery } from '../../../state/use-query.ts';
import { newerVersion } from '../form/livestream-values.ts';
import type { LivestreamHandle } from '../form/use-livestream.ts';
import { useRefreshAfterEvents } from '../use-refresh-after-events.ts';

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
  const { value, failure, loading, load, refresh } = useQuery(() =>
    api.GET(`/api/${kind}/{id}/livestream/history`, { params: { path: { id } } }),
  );
  const restoring = useRestore(kind, id, livestream, load);
  const shownFor = useRef(etag);

  useKeptCurrent(refresh);
  useRefreshAfterEvents(kind, id, livestream, refresh);
  const { reveals } = livestream;
  useEffect(() => {
    if (reveals > 0) refresh();
  }, [reveals]);
  useEffect(() => {
    if (shownFor.current !== etag) load();
    shownFor.current = etag;
  }, [etag]);
  return { ...restoring, changes: value?.changes, failure, loading, load, refresh };
}

/** Undo, and restore after a confirmation. `onRestored` is called after each. */
function useRestore(kind: Kind, id: string, livestream: LivestreamHandle, onRestored: () => void) {
  /** The id of the change that is being undone; empty if none is. */
  const [undoing, setUndoing] = useState('');
  const [rejection, setRejection] = useState<Failure | null>(null);
  const [pending, setPending] = useState<PendingRestore | null>(null);

  /** Restores the state before `change`, over the version `replaced`. */
  const restore = async (change: Change, replaced: Tagged<Livestream>) => {
    if (undoing) return;
    setUndoing(change.id);
    setRejection(null);
    const params = { path: { id }, header: { 'If-Match': replaced.etag } };
    const body = { change_id: change.id };
    const response = await livestream.change(
      api.POST(`/api/${kind}/{id}/livestream/restore`, { params, body }),
    );
    setUndoing('');
    if (!response.ok) {
      const newer = newerVersion(response.failure);
      setPending(newer && { change, current: newer, isNewer: true });
      return setRejection(newer ? null : response.failure);
    }
    setPending(null);
    recordLivestream(kind, response.value);
    livestream.dispatch({ type: 'rebase', saved: response });
    const text = response.value.stale ? messages.undoneUnread : messages.undone;
    livestream.reportChange({ replaced, saved: response, text });
    onRestored();
  };

  /** Shows what restoring would change, and waits for confirmation. */
  const confirmFirst = (change: Change, current: Tagged<Livestream>) => {
    setRejection(null);
    setPending({ change, current, isNewer: false });
  };

  /** Keeps Zoom's version, and shows it. */
  const cancel = () => {
    if (pending?.isNewer) livestream.dispatch({ type: 'receive', saved: pending.current });
    setPending(null);
  };

  return { undoing, rejection, pending, restore, confirmFirst, cancel };
}
