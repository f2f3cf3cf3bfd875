import { useEffect, useRef, useState } from 'preact/hooks';
import { announce } from '../announce.ts';
import type { Kind, StatusUpdate } from '../api.ts';
import { api, type Failure } from '../client.ts';
import { changeOf, type Look, type StatusRequest, startOf, stopOf, zoomsOwn } from '../going-live.ts';
import { stateOf } from '../seen.ts';
import { read } from '../session.ts';
import { strings } from '../strings.ts';

const words = strings.live;

/** Longer than the server takes to ask Zoom itself, where no event comes (15 s and its turn). */
const WORD_WITHIN_MS = 40_000;

export type GoingLive = ReturnType<typeof useGoingLive>;

/** Starting and stopping one livestream. Whether it runs is not for an answer to say: Zoom's word comes as an event. */
export function useGoingLive(kind: Kind, id: string, onFailure: (failure: Failure) => void) {
  const { live } = stateOf(kind, id).value;
  const [look, setLook] = useState<Look>(zoomsOwn);
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
    const answer = await read(ask(id, request));
    setBusy(null);
    if (!answer.ok) {
      setFailure(answer.failure);
      onFailure(answer.failure);
      return false;
    }
    say(notice);
    return true;
  };

  const start = async () => {
    const isAsked = await send(startOf(kind, look), words.asked);
    if (isAsked && stateOf(kind, id).peek().live.status !== 'live') setWaiting(true);
  };
  const stop = () => send(stopOf(kind), words.stopped);
  const change = () => send(changeOf(look), words.changed);

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

  return { live, look, setLook, busy, failure, notice, waiting, start, stop, change };
}

function ask(id: string, request: StatusRequest) {
  const params = { path: { id } };
  if (request.kind === 'meetings') {
    return api.PATCH('/api/meetings/{id}/livestream/status', { params, body: request.body });
  }
  return api.PATCH('/api/webinars/{id}/livestream/status', { params, body: request.body });
}
