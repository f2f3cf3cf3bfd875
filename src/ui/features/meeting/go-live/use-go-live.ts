import { useEffect, useRef, useState } from 'preact/hooks';
import { api, type Failure } from '../../../api/client.ts';
import { stateOf } from '../../../api/meeting-cache.ts';
import type { Kind, StatusUpdate } from '../../../api/types.ts';
import { strings } from '../../../i18n/index.ts';
import { announce } from '../../../state/announce.ts';
import { read } from '../../../state/session.ts';
import { type Appearance, changeOf, type StatusRequest, startOf, stopOf, zoomsOwn } from './status-update.ts';

const words = strings.live;

/** Longer than the server takes to ask Zoom itself, where no event comes (15 s and its turn). */
const WORD_WITHIN_MS = 40_000;

export type GoLive = ReturnType<typeof useGoLive>;

/** Starting and stopping one livestream. Whether it runs is not for an answer to say: Zoom's word comes as an event. */
export function useGoLive(kind: Kind, id: string, onFailure: (failure: Failure) => void) {
  const { live } = stateOf(kind, id).value;
  const [appearance, setAppearance] = useState<Appearance>(zoomsOwn);
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
    const isRequested = await send(startOf(kind, appearance), words.requested);
    if (isRequested && stateOf(kind, id).peek().live.status !== 'live') setWaiting(true);
  };
  const stop = () => send(stopOf(kind), words.stopped);
  const change = () => send(changeOf(appearance), words.changed);

  useEffect(() => {
    if (live.status === before.current) return;
    before.current = live.status;
    setWaiting(false);
    setFailure(null);
    say(live.status === 'live' ? words.started : words.stopped);
  }, [live.status]);

  useEffect(() => {
    if (!waiting) return;
    const timer = setTimeout(() => {
      setWaiting(false);
      say(words.noWord);
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
