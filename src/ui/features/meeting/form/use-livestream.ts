import { useEffect, useState } from 'preact/hooks';
import { type ApiRequest, type ApiResult, api } from '../../../api/client.ts';
import type { Destination, Kind, Livestream } from '../../../api/types.ts';
import { isOld, useKeptCurrent } from '../../../state/keep-current.ts';
import { read } from '../../../state/session.ts';
import { onEvent } from '../../../state/user-events.ts';
import { createSaveToast } from './save-toast.ts';
import { useLivestreamState } from './use-livestream-state.ts';
import { useReads } from './use-reads.ts';
import { useSave } from './use-save.ts';

export type LivestreamHandle = ReturnType<typeof useLivestream>;

/** One livestream with all actions of its screen, kept up to date by the server's events. */
export function useLivestream(kind: Kind, id: string) {
  const state = useLivestreamState(kind, id);
  const { form, latest, order, isMounted, recordMissing, dispatch } = state;
  const { load, check, follow, isStillThere } = useReads(kind, id, state);
  /** How often the key was revealed on this page: each time adds a history entry. */
  const [reveals, setReveals] = useState(0);
  const path = `/api/${kind}/{id}/livestream` as const;
  const params = { path: { id } };

  /**
   * Sends a change. Events in the meantime are mostly about this change, so the livestream is read
   * afterwards.
   */
  const change = async (request: ApiRequest<Livestream>): Promise<ApiResult<Livestream>> => {
    order.startChange();
    const response = await read(request);
    order.endChange(response.ok);
    if (!response.ok) recordMissing(response.failure);
    if (isMounted.current && order.takeMissedEvent()) follow();
    return response;
  };

  const reportChange = createSaveToast(kind, id, { change, dispatch });

  const save = useSave(kind, state, {
    send: (replaced, body) =>
      change(api.PATCH(path, { params: { ...params, header: { 'If-Match': replaced.etag } }, body })),
    onSaved: reportChange,
  });

  /** The stream key in plain text; the server records that it was revealed. */
  const reveal = async () => {
    const response = await read(api.GET(path, { params: { ...params, query: { include: 'stream_key' } } }));
    if (response.ok) setReveals((count) => count + 1);
    else recordMissing(response.failure);
    return response;
  };

  const chooseDestination = (destination: Destination | null) => {
    dispatch({ type: 'clear-errors' });
    dispatch({ type: 'edit', changes: { destination } });
  };

  useKeptCurrent(() => {
    const shown = latest.current;
    if (shown && isOld((shown.remote ?? shown.base).value.fetched_at)) follow();
  });

  useEffect(() => {
    isMounted.current = true;
    load();
    const unsubscribe = onEvent('livestream', (event) => {
      if ((event.kind ?? kind) === kind && (event.meeting_id ?? id) === id) follow();
    });
    return () => {
      isMounted.current = false;
      unsubscribe();
    };
  }, []);

  return {
    ...state.status,
    form,
    recordMissing,
    reveals,
    load,
    check,
    isStillThere,
    save,
    reveal,
    dispatch,
    chooseDestination,
    change,
    reportChange,
  };
}
