import { useEffect, useRef, useState } from 'preact/hooks';
import { api, type Failure } from '../../../api/client.ts';
import { stateOf } from '../../../api/meeting-cache.ts';
import type { Kind, StatusUpdate } from '../../../api/types.ts';
import { strings } from '../../../i18n/index.ts';
import { announce } from '../../../state/announce.ts';
import { notifyStartFailed } from '../../../state/notify.ts';
import { recordPlannedStop } from '../../../state/planned-stops.ts';
import { read } from '../../../state/session.ts';
import {
  type Appearance,
  changeOf,
  type StatusRequest,
  startOf,
  stopOf,
  zoomDefaults,
} from './status-update.ts';

const messages = strings.live;

/** Longer than the server takes to query Zoom itself if no event arrives (15 s plus queueing). */
const WORD_WITHIN_MS = 40_000;

export type GoLive = ReturnType<typeof useGoLive>;

/**
 * Starts and stops a livestream. A response only confirms the request; Zoom reports the live status
 * as an event.
 */
export function useGoLive(kind: Kind, id: string, onFailure: (failure: Failure) => void) {
  const { live } = stateOf(kind, id).value;
  const [appearance, setAppearance] = useState<Appearance>(zoomDefaults);
  const [busy, setBusy] = useState<StatusUpdate['action'] | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [notice, setNotice] = useState('');
  const [waiting, setWaiting] = useState(false);
  const before = useRef(live.status);

  const say = (sentence: string) => {
    setNotice(sentence);
    announce(sentence);
  };

  const send = async (request: StatusRequest, notice: string) => {
    if (busy) return false;
    setBusy(request.body.action);
    setFailure(null);
    setNotice('');
    const response = await read(fetchPage(id, request));
    setBusy(null);
    if (!response.ok) {
      setFailure(response.failure);
      onFailure(response.failure);
      return false;
    }
    say(notice);
    return true;
  };

  const start = async () => {
    const isRequested = await send(startOf(kind, appearance), messages.requested);
    if (!isRequested) notifyStartFailed(kind, id);
    else if (stateOf(kind, id).peek().live.status !== 'live') setWaiting(true);
  };
  const stop = () => {
    recordPlannedStop(kind, id);
    return send(stopOf(kind), messages.stopped);
  };
  const change = () => send(changeOf(appearance), messages.changed);

  useEffect(() => {
    if (live.status === before.current) return;
    // A page that was just opened receives an earlier stop. It is not new, so it is not announced.
    const wasStopped = before.current === 'live' || waiting;
    before.current = live.status;
    setWaiting(false);
    setFailure(null);
    if (live.status === 'live') say(messages.started);
    else if (wasStopped) say(messages.stopped);
  }, [live.status]);

  useEffect(() => {
    if (!waiting) return;
    const timer = setTimeout(() => {
      setWaiting(false);
      say(messages.noWord);
      notifyStartFailed(kind, id);
    }, WORD_WITHIN_MS);
    return () => clearTimeout(timer);
  }, [waiting]);

  return { live, appearance, setAppearance, busy, failure, notice, waiting, start, stop, change };
}

function fetchPage(id: string, request: StatusRequest) {
  const params = { path: { id } };
  if (request.kind === 'meetings') {
    return api.PATCH('/api/meetings/{id}/livestream/status', { params, body: request.body });
  }
  return api.PATCH('/api/webinars/{id}/livestream/status', { params, body: request.body });
}
