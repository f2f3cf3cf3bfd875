import { useEffect, useState } from 'preact/hooks';
import { type ApiRequest, api, type Failure, type Tagged } from '../../../api/client.ts';
import { inProgressOf, recordLivestream, stateOf } from '../../../api/meeting-cache.ts';
import type { Destination, Kind, Livestream, Switch } from '../../../api/types.ts';
import { strings } from '../../../i18n/index.ts';
import { recordPlannedStop } from '../../../state/planned-stops.ts';
import { read } from '../../../state/session.ts';
import { useQuery } from '../../../state/use-query.ts';
import type { LivestreamHandle } from '../form/use-livestream.ts';
import { useRefreshAfterEvents } from '../use-refresh-after-events.ts';
import { isUpdateOnly } from './switch-steps.ts';

export type SwitchHandle = ReturnType<typeof useSwitch>;

/** An event may be lost; a running switch is read again after this time at the latest. */
const POLL_MS = 5_000;

/** The latest switch of a livestream, also if another tab has begun it, and its actions. */
export function useSwitch(kind: Kind, id: string, livestream: LivestreamHandle) {
  const path = `/api/${kind}/{id}/livestream` as const;
  const params = { path: { id } };
  const { value, load, refresh } = useQuery<Switch | undefined>(() => api.GET(`${path}/switch`, { params }));
  const [isSending, setSending] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const current = value ?? null;
  const isRunning = current?.status === 'running';

  useRefreshAfterEvents(kind, id, livestream, refresh);

  useEffect(() => {
    if (!isRunning) return;
    const timer = setInterval(refresh, POLL_MS);
    return () => clearInterval(timer);
  }, [isRunning]);

  /** @returns whether the request succeeded */
  const send = async <T>(request: ApiRequest<T>): Promise<boolean> => {
    if (isSending) return false;
    setSending(true);
    setFailure(null);
    const response = await read(request);
    setSending(false);
    if (!response.ok) {
      setFailure(response.failure);
      livestream.recordMissing(response.failure);
      return false;
    }
    await load();
    return true;
  };

  const updateOnly = () => isUpdateOnly(stateOf(kind, id).value.live.status, inProgressOf(kind, id).value);

  /** Applies the destination immediately, without a switch in the background. */
  const update = async (
    { id: destination_id, name }: Destination,
    replaced: Tagged<Livestream>,
  ): Promise<boolean> => {
    setSending(true);
    setFailure(null);
    const body = { destination_id };
    const response = await livestream.change(
      api.PATCH(path, { params: { ...params, header: { 'If-Match': replaced.etag } }, body }),
    );
    setSending(false);
    if (!response.ok) {
      setFailure(response.failure);
      // Then the next attempt is about the version that the user has seen.
      livestream.check();
      return false;
    }
    recordLivestream(kind, response.value);
    livestream.check();
    livestream.reportChange({ replaced, saved: response, text: strings.switching.switched(name) });
    return true;
  };

  const begin = async (destination: Destination, present: Tagged<Livestream>): Promise<boolean> => {
    if (updateOnly()) return update(destination, present);
    const body = { destination_id: destination.id };
    // A switch stops the livestream before it starts it again.
    recordPlannedStop(kind, id);
    const isBegun = await send(
      api.POST(`${path}/switch`, { params: { ...params, header: { 'If-Match': present.etag } }, body }),
    );
    if (!isBegun) livestream.check();
    return isBegun;
  };

  return {
    current,
    isRunning,
    isSending,
    failure,
    updateOnly,
    begin,
    clearFailure: () => setFailure(null),
    retry: () => send(api.POST(`${path}/switch/retry`, { params })),
    giveUp: () => send(api.DELETE(`${path}/switch`, { params })),
  };
}
