import { useEffect, useRef, useState } from 'preact/hooks';
import { type ApiRequest, type ApiResult, api, type Failure, isProblem } from '../../../api/client.ts';
import { cachedMeeting, recordLivestream } from '../../../api/meeting-cache.ts';
import type { Kind, Livestream } from '../../../api/types.ts';
import { strings } from '../../../i18n/index.ts';
import type { Unit } from '../../../lib/three-way.ts';
import { announce } from '../../../state/announce.ts';
import { isOld, useKeptCurrent } from '../../../state/keep-current.ts';
import { read } from '../../../state/session.ts';
import { onEvent } from '../../../state/user-events.ts';
import {
  bodyOf,
  type FormAction,
  type FormState,
  formReducer,
  initialFormState,
  missingOf,
  type Tagged,
} from './form-reducer.ts';

export type LivestreamHandle = ReturnType<typeof useLivestream>;

/** How a save differs from the plain one. */
export type SaveOptions = {
  /** Units of which the user prefers Zoom's version to their own edits. */
  remoteUnits?: readonly Unit[];
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
  const requested = useRef(0);
  const taken = useRef(0);
  const isOvertaken = (turn: number) => turn < taken.current;
  /** Changes of one's own that are under way, and whether something was told meanwhile. */
  const own = useRef({ running: 0, missed: false });

  const dispatch = (action: FormAction) => setForm((state) => state && formReducer(state, action));

  /** Zoom does not have the meeting (any more): nothing is read again until the user requests it. */
  const recordMissing = (failure: Failure): boolean => {
    if (!isProblem(failure, 'meeting_not_found')) return false;
    isMissing.current = true;
    setMissing(latest.current || cachedMeeting(kind, id) ? 'deleted' : 'not found');
    return true;
  };

  const fetchInto = async (headers: Record<string, string>, take: (tagged: Tagged) => void) => {
    setLoading(true);
    setChecked('');
    const turn = ++requested.current;
    const response = await read(api.GET(path, { params, headers }));
    if (!here.current) return;
    setLoading(false);
    if (isOvertaken(turn)) return;
    setFailure(response.ok ? null : response.failure);
    if (!response.ok) {
      recordMissing(response.failure);
      return;
    }
    taken.current = turn;
    isMissing.current = false;
    setMissing(null);
    recordLivestream(kind, response.value);
    take(taggedOf(response));
  };

  /** Where there is a form by now, what was typed into it stays. */
  const load = () =>
    fetchInto({}, (tagged) =>
      setForm((state) =>
        state ? formReducer(state, { type: 'arrived', tagged }) : initialFormState(tagged),
      ),
    );

  const say = (result: string) => {
    setChecked(result);
    announce(result);
  };

  /** Takes what Zoom has now into the form, or beside what somebody is typing. */
  const arrive = (tagged: Tagged) => dispatch({ type: 'arrived', tagged });

  const check = () =>
    fetchInto({ 'cache-control': 'no-cache' }, (tagged) => {
      const cached = latest.current?.remote ?? latest.current?.base;
      const isSame = tagged.etag === cached?.etag;
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
    const turn = ++requested.current;
    const response = await read(api.GET(path, { params }));
    const form = latest.current;
    if (!here.current || isChanging() || isOvertaken(turn)) return;
    if (!response.ok) {
      recordMissing(response.failure);
      return;
    }
    taken.current = turn;
    setFailure(null);
    recordLivestream(kind, response.value);
    if (response.value.stale) return;
    const tagged = taggedOf(response);
    if (tagged.etag !== (form.remote ?? form.base).etag) say(strings.meeting.changedElsewhere);
    arrive(tagged);
  };

  /** Asks for a change of one's own: what is told meanwhile is mostly this, and is looked at afterwards. */
  const change = async (request: ApiRequest<Livestream>): Promise<ApiResult<Livestream>> => {
    own.current.running += 1;
    const response = await read(request);
    own.current.running -= 1;
    if (response.ok) taken.current = ++requested.current;
    else recordMissing(response.failure);
    if (own.current.missed && here.current) {
      own.current.missed = false;
      follow();
    }
    return response;
  };

  /** Takes what one has just put back; what was typed beside it stays. */
  const putBack = (tagged: Tagged) => dispatch({ type: 'restore', tagged });

  const finish = (tagged: Tagged, notice: string) => {
    recordLivestream(kind, tagged.livestream);
    const action: FormAction = { type: 'saved', tagged, notice };
    dispatch(action);
    if (latest.current) announce(formReducer(latest.current, action).notice);
  };

  /** Sends what the user edited, under the tag of `over`: the server rejects it if Zoom has a newer version. */
  const save = async (finished: Tagged, { remoteUnits = [], mayGoOn }: SaveOptions = {}) => {
    if (!latest.current || isSaving.current) return;
    const choice: FormAction = { type: 'accept-remote-units', units: remoteUnits };
    const state = formReducer(latest.current, choice);
    dispatch(choice);
    const missing = state.destination ? {} : missingOf(state, finished.livestream);
    if (Object.keys(missing).length > 0) return dispatch({ type: 'invalid', errors: missing });
    const body = bodyOf(state);
    if (Object.keys(body).length === 0) {
      return finish(finished, strings.form.nothingChanged);
    }
    dispatch({ type: 'sending' });
    isSaving.current = true;
    const goesOn = mayGoOn === undefined || (await mayGoOn());
    if (!goesOn) {
      isSaving.current = false;
      return dispatch({ type: 'wait-for-confirmation' });
    }
    const response = await change(api.PATCH(path, { params, headers: { 'if-match': finished.etag }, body }));
    isSaving.current = false;
    if (!here.current) return;
    if (!response.ok) return dispatch({ type: 'rejected', failure: response.failure });
    setFailure(null);
    setChecked('');
    finish(taggedOf(response), response.value.stale ? strings.form.savedUnread : strings.form.saved);
  };

  /** The key in clear; the server notes that it was shown. */
  const reveal = async () => {
    const response = await read(api.GET(path, { params: { ...params, query: { include: 'stream_key' } } }));
    if (response.ok) setReveals((count) => count + 1);
    else recordMissing(response.failure);
    return response;
  };

  useKeptCurrent(() => {
    const cached = latest.current;
    if (cached && isOld((cached.remote ?? cached.base).livestream.fetched_at)) follow();
  });

  useEffect(() => {
    here.current = true;
    load();
    const leave = onEvent('livestream', (published) => {
      if ((published.kind ?? kind) === kind && (published.meeting_id ?? id) === id) follow();
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
    recordMissing,
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

export function taggedOf({ value, etag }: Extract<ApiResult<Livestream>, { ok: true }>): Tagged {
  return { livestream: value, etag };
}
