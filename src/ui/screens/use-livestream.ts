import { useEffect, useRef, useState } from 'preact/hooks';
import { announce } from '../announce.ts';
import type { Kind, Livestream } from '../api.ts';
import { type Answer, call, type Failure, isProblem } from '../client.ts';
import {
  changesOf,
  type FormAction,
  type FormState,
  formAfter,
  formOf,
  missingOf,
  type Tagged,
} from '../livestream-form.ts';
import { noteReconnect, read } from '../session.ts';
import { strings } from '../strings.ts';

export type LivestreamHandle = ReturnType<typeof useLivestream>;

/** One livestream with everything that its screen can do to it. */
export function useLivestream(kind: Kind, id: string) {
  const path = `/api/${kind}/${id}/livestream`;
  const [form, setForm] = useState<FormState | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [loading, setLoading] = useState(true);
  const [checked, setChecked] = useState('');
  const here = useRef(true);

  const dispatch = (action: FormAction) => setForm((state) => state && formAfter(state, action));

  const fetchInto = async (headers: Record<string, string>, take: (tagged: Tagged) => void) => {
    setLoading(true);
    setChecked('');
    const answer = await read<Livestream>(path, { headers });
    if (!here.current) return;
    setLoading(false);
    setFailure(answer.ok ? null : answer.failure);
    if (answer.ok) take(taggedOf(answer));
  };

  const load = () => fetchInto({}, (tagged) => setForm(formOf(tagged)));

  const check = () =>
    fetchInto({ 'cache-control': 'no-cache' }, (tagged) => {
      const result = tagged.etag === form?.base.etag ? strings.meeting.same : strings.meeting.changed;
      setChecked(result);
      announce(result);
      dispatch({ type: 'arrived', tagged });
    });

  const finish = (tagged: Tagged, notice: string) => {
    dispatch({ type: 'saved', tagged, notice });
    announce(notice);
  };

  /** Sends what differs from `over`, under its tag: the server refuses where Zoom has moved on. */
  const save = async (over: Tagged) => {
    if (!form || form.saving) return;
    const missing = missingOf(form.values, over.livestream);
    if (Object.keys(missing).length > 0) return dispatch({ type: 'invalid', errors: missing });
    const body = changesOf(form.values, over.livestream);
    if (Object.keys(body).length === 0) {
      return finish(over, strings.form.nothingChanged);
    }
    dispatch({ type: 'sending' });
    const answer = await call<Livestream>(path, {
      method: 'PATCH',
      headers: { 'if-match': over.etag },
      body,
    });
    if (!here.current) return;
    if (!answer.ok) {
      if (isProblem(answer.failure, 'reconnect_required')) noteReconnect();
      return dispatch({ type: 'refused', failure: answer.failure });
    }
    setFailure(null);
    finish(taggedOf(answer), answer.value.stale ? strings.form.savedUnread : strings.form.saved);
  };

  /** The key in clear; the server notes that it was shown. */
  const reveal = () => read<Livestream>(`${path}?include=stream_key`);

  useEffect(() => {
    load();
    return () => {
      here.current = false;
    };
  }, []);

  return { form, failure, loading, checked, load, check, save, reveal, dispatch };
}

function taggedOf({ value, etag }: Extract<Answer<Livestream>, { ok: true }>): Tagged {
  return { livestream: value, etag };
}
