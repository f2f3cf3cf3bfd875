import { useRef } from 'preact/hooks';
import { api, type Tagged } from '../../../api/client.ts';
import { recordLivestream } from '../../../api/meeting-cache.ts';
import type { Kind, Livestream } from '../../../api/types.ts';
import { strings } from '../../../i18n/index.ts';
import { announce } from '../../../state/announce.ts';
import { read } from '../../../state/session.ts';
import type { LivestreamState } from './use-livestream-state.ts';

/** Reads the livestream when the screen opens, when the user refreshes it, and after events. */
export function useReads(kind: Kind, id: string, state: LivestreamState) {
  const { latest, show, order, isMounted, isMissing, receive, recordMissing } = state;

  const request = (headers: Record<string, string> = {}) =>
    read(api.GET(`/api/${kind}/{id}/livestream`, { params: { path: { id } }, headers }));

  const fetchInto = async (
    headers: Record<string, string>,
    apply: (livestream: Tagged<Livestream>) => void,
  ) => {
    show({ loading: true, checked: '' });
    const number = order.startRead();
    const response = await request(headers);
    if (!isMounted.current) return;
    show({ loading: false });
    if (order.isSuperseded(number)) return;
    show({ failure: response.ok ? null : response.failure });
    if (!response.ok) {
      recordMissing(response.failure);
      return;
    }
    order.apply(number);
    show({ missing: null });
    recordLivestream(kind, response.value);
    apply(response);
  };

  const load = () => fetchInto({}, receive);

  const announceChecked = (checked: string) => {
    show({ checked });
    announce(checked);
  };

  const check = () =>
    fetchInto({ 'cache-control': 'no-cache' }, (livestream) => {
      const shown = latest.current?.remote ?? latest.current?.base;
      const isSame = livestream.etag === shown?.etag;
      announceChecked(isSame ? strings.meeting.same : strings.meeting.changed);
      receive(livestream);
    });

  const readAgain = async () => {
    if (isMissing.current) return;
    if (!latest.current) return load();
    if (order.defersEvent()) return;
    const number = order.startRead();
    const response = await request();
    const form = latest.current;
    if (!isMounted.current || order.defersEvent() || order.isSuperseded(number)) return;
    if (!response.ok) {
      recordMissing(response.failure);
      return;
    }
    order.apply(number);
    show({ failure: null });
    recordLivestream(kind, response.value);
    if (response.value.stale) return;
    if (response.etag !== (form.remote ?? form.base).etag) announceChecked(strings.meeting.changedElsewhere);
    receive(response);
  };

  const lastFollowing = useRef<Promise<void>>(Promise.resolve());
  /** Reads again after an event, without an announcement unless something changed. */
  const follow = () => {
    lastFollowing.current = readAgain();
    return lastFollowing.current;
  };

  /** Waits for the reads of the current event. @returns whether Zoom still has the meeting */
  const isStillThere = async (): Promise<boolean> => {
    // This may be called before `follow` is called for the same event.
    await Promise.resolve();
    await lastFollowing.current;
    return !isMissing.current;
  };

  return { load, check, follow, isStillThere };
}
