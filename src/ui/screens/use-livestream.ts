import { useEffect, useRef, useState } from 'preact/hooks';
import { announce } from '../announce.ts';
import type { Kind, Livestream } from '../api.ts';
import { type Answer, type Asked, api, type Failure, isProblem } from '../client.ts';
import { onEvent } from '../events.ts';
import { isOld, useKeptCurrent } from '../keep-current.ts';
import {
  bodyOf,
  type FormAction,
  type FormState,
  formAfter,
  formOf,
  missingOf,
  type Tagged,
} from '../livestream-form.ts';
import { noteLivestream, seenMeeting } from '../seen.ts';
import { read } from '../session.ts';
import { strings } from '../strings.ts';
import type { Unit } from '../three-way.ts';

export type LivestreamHandle = ReturnType<typeof useLivestream>;

/** How a save differs from the plain one. */
export type SaveOptions = {
  /** Units of which the user prefers Zoom's version to their own edits. */
  theirUnits?: readonly Unit[];
  /** Whether to go on with saving; called while the form shows that it saves. */
  mayGoOn?: () => Promise<boolean>;
};

/** Why there is no meeting to show: Zoom had it before, or it never was among the user's own. */
export type Missing = 'deleted' | 'not found';

/** One livestream with everything that its screen can do to it; it follows what the server tells. */
export function useLivestream(kind: Kind, id: string) {
  const path = `/api/${kind}/{id}/livestream` as const;
  const params = { path: { id } };
  const [form, setForm] = useState<FormState | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [loading, setLoading] = useState(true);
  const [checked, setChecked] = useState('');
  const [missing, setMissing] = useState<Missing | null>(null);
  const isMissing = useRef(false);
  /** Whether a save is under way: the form knows it only after its next rendering. */
  const isSaving = useRef(false);
  /** How often the key was revealed here: each is an entry of the history. */
  const [reveals, setReveals] = useState(0);
  const here = useRef(true);
  const latest = useRef(form);
  latest.current = form;

  /** Of several answers the one that was asked for last counts, whichever comes last. */
  const asked = useRef(0);
  const taken = useRef(0);
  const isOvertaken = (turn: number) => turn < taken.current;
  /** Changes of one's own that are under way, and whether something was told meanwhile. */
  const own = useRef({ running: 0, missed: false });

  const dispatch = (action: FormAction) => setForm((state) => state && formAfter(state, action));

  /** Zoom does not have the meeting (any more): nothing is read again until the user requests it. */
  const noteMissing = (failure: Failure): boolean => {
    if (!isProblem(failure, 'meeting_not_found')) return false;
    isMissing.current = true;
    setMissing(latest.current || seenMeeting(kind, id) ? 'deleted' : 'not found');
    return true;
  };

  const fetchInto = async (headers: Record<string, string>, take: (tagged: Tagged) => void) => {
    setLoading(true);
    setChecked('');
    const turn = ++asked.current;
    const answer = await read(api.GET(path, { params, headers }));
    if (!here.current) return;
    setLoading(false);
    if (isOvertaken(turn)) return;
    setFailure(answer.ok ? null : answer.failure);
    if (!answer.ok) {
      noteMissing(answer.failure);
      return;
    }
    taken.current = turn;
    isMissing.current = false;
    setMissing(null);
    noteLivestream(kind, answer.value);
    take(taggedOf(answer));
  };

  /** Where there is a form by now, what was typed into it stays. */
  const load = () =>
    fetchInto({}, (tagged) =>
      setForm((state) => (state ? formAfter(state, { type: 'arrived', tagged }) : formOf(tagged))),
    );

  const say = (result: string) => {
    setChecked(result);
    announce(result);
  };

  /** Takes what Zoom has now into the form, or beside what somebody is typing. */
  const arrive = (tagged: Tagged) => dispatch({ type: 'arrived', tagged });

  const check = () =>
    fetchInto({ 'cache-control': 'no-cache' }, (tagged) => {
      const known = latest.current?.theirs ?? latest.current?.base;
      const isSame = tagged.etag === known?.etag;
      say(isSame ? strings.meeting.same : strings.meeting.changed);
      arrive(tagged);
    });

  /** Whether a change of one's own is under way; then it is looked at again once that is answered. */
  const isChanging = (): boolean => {
    own.current.missed ||= own.current.running > 0;
    return own.current.running > 0;
  };

  /** The server told that something happened: quietly, unless it did. One's own change answers for itself, and is waited for. */
  const follow = async () => {
    if (isMissing.current) return;
    if (!latest.current) return load();
    if (isChanging()) return;
    const turn = ++asked.current;
    const answer = await read(api.GET(path, { params }));
    const form = latest.current;
    if (!here.current || isChanging() || isOvertaken(turn)) return;
    if (!answer.ok) {
      noteMissing(answer.failure);
      return;
    }
    taken.current = turn;
    setFailure(null);
    noteLivestream(kind, answer.value);
    if (answer.value.stale) return;
    const tagged = taggedOf(answer);
    if (tagged.etag !== (form.theirs ?? form.base).etag) say(strings.meeting.changedElsewhere);
    arrive(tagged);
  };

  /** Asks for a change of one's own: what is told meanwhile is mostly this, and is looked at afterwards. */
  const change = async (request: Asked<Livestream>): Promise<Answer<Livestream>> => {
    own.current.running += 1;
    const answer = await read(request);
    own.current.running -= 1;
    if (answer.ok) taken.current = ++asked.current;
    else noteMissing(answer.failure);
    if (own.current.missed && here.current) {
      own.current.missed = false;
      follow();
    }
    return answer;
  };

  /** Takes what one has just put back; what was typed beside it stays. */
  const putBack = (tagged: Tagged) => dispatch({ type: 'put back', tagged });

  const finish = (tagged: Tagged, notice: string) => {
    noteLivestream(kind, tagged.livestream);
    const action: FormAction = { type: 'saved', tagged, notice };
    dispatch(action);
    if (latest.current) announce(formAfter(latest.current, action).notice);
  };

  /** Sends what the user edited, under the tag of `over`: the server rejects it if Zoom has a newer version. */
  const save = async (over: Tagged, { theirUnits = [], mayGoOn }: SaveOptions = {}) => {
    if (!latest.current || isSaving.current) return;
    const choice: FormAction = { type: 'their units taken', units: theirUnits };
    const state = formAfter(latest.current, choice);
    dispatch(choice);
    const missing = state.destination ? {} : missingOf(state, over.livestream);
    if (Object.keys(missing).length > 0) return dispatch({ type: 'invalid', errors: missing });
    const body = bodyOf(state);
    if (Object.keys(body).length === 0) {
      return finish(over, strings.form.nothingChanged);
    }
    dispatch({ type: 'sending' });
    isSaving.current = true;
    const goesOn = mayGoOn === undefined || (await mayGoOn());
    if (!goesOn) {
      isSaving.current = false;
      return dispatch({ type: 'held back' });
    }
    const answer = await change(api.PATCH(path, { params, headers: { 'if-match': over.etag }, body }));
    isSaving.current = false;
    if (!here.current) return;
    if (!answer.ok) return dispatch({ type: 'refused', failure: answer.failure });
    setFailure(null);
    setChecked('');
    finish(taggedOf(answer), answer.value.stale ? strings.form.savedUnread : strings.form.saved);
  };

  /** The key in clear; the server notes that it was shown. */
  const reveal = async () => {
    const answer = await read(api.GET(path, { params: { ...params, query: { include: 'stream_key' } } }));
    if (answer.ok) setReveals((count) => count + 1);
    else noteMissing(answer.failure);
    return answer;
  };

  useKeptCurrent(() => {
    const known = latest.current;
    if (known && isOld((known.theirs ?? known.base).livestream.fetched_at)) follow();
  });

  useEffect(() => {
    here.current = true;
    load();
    const leave = onEvent('livestream', (told) => {
      if ((told.kind ?? kind) === kind && (told.meeting_id ?? id) === id) follow();
    });
    return () => {
      here.current = false;
      leave();
    };
  }, []);

  return {
    form,
    failure,
    loading,
    checked,
    missing,
    noteMissing,
    reveals,
    load,
    check,
    save,
    reveal,
    dispatch,
    arrive,
    change,
    putBack,
  };
}

export function taggedOf({ value, etag }: Extract<Answer<Livestream>, { ok: true }>): Tagged {
  return { livestream: value, etag };
}
