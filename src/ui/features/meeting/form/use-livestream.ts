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

/** Options of a save. */
export type SaveOptions = {
  /** Units of which the user prefers Zoom's version to their own edits. */
  remoteUnits?: readonly Unit[];
  /** Whether to continue saving; called while the form shows "Saving…". */
  mayContinue?: () => Promise<boolean>;
};

/** Why there is no meeting to show: it was deleted in Zoom, or never belonged to the user. */
export type Missing = 'deleted' | 'not found';

/** One livestream with all actions of its screen, kept up to date by the server's events. */
export function useLivestream(kind: Kind, id: string) {
  const path = `/api/${kind}/{id}/livestream` as const;
  const params = { path: { id } };
  const [form, setForm] = useState<FormState | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [loading, setLoading] = useState(true);
  const [checked, setChecked] = useState('');
  const [missing, setMissing] = useState<Missing | null>(null);
  const isMissing = useRef(false);
  /** Whether a save is in progress: the form's state is updated only after the next render. */
  const isSaving = useRef(false);
  /** How often the key was revealed on this page: each time adds a history entry. */
  const [reveals, setReveals] = useState(0);
  const here = useRef(true);
  const latest = useRef(form);
  latest.current = form;

  /** Of several responses, the one to the latest request wins, regardless of their order. */
  const requested = useRef(0);
  const taken = useRef(0);
  const isOvertaken = (turn: number) => turn < taken.current;
  /** The user's own pending changes, and whether an event arrived in the meantime. */
  const own = useRef({ running: 0, missed: false });

  const dispatch = (action: FormAction) => setForm((state) => state && formReducer(state, action));

  /** Zoom does not have the meeting (anymore): nothing is loaded until the user requests it. */
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

  /** If the form exists by now, the user's input stays. */
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

  /** Puts Zoom's current version into the form, or beside the user's edits. */
  const arrive = (tagged: Tagged) => dispatch({ type: 'arrived', tagged });

  const check = () =>
    fetchInto({ 'cache-control': 'no-cache' }, (tagged) => {
      const cached = latest.current?.remote ?? latest.current?.base;
      const isSame = tagged.etag === cached?.etag;
      say(isSame ? strings.meeting.same : strings.meeting.changed);
      arrive(tagged);
    });

  /** Whether an own change is pending; if so, the livestream is read again after its response. */
  const isChanging = (): boolean => {
    own.current.missed ||= own.current.running > 0;
    return own.current.running > 0;
  };

  /**
   * Handles an event: reloads without an announcement unless something changed. While an own change
   * is pending, its response comes first.
   */
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

  /**
   * Makes an own change. Events in the meantime are mostly about this change, so the livestream is
   * read afterwards.
   */
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

  /** Applies a restored version; other input stays. */
  const applyRestored = (tagged: Tagged) => dispatch({ type: 'restore', tagged });

  const finish = (tagged: Tagged, notice: string) => {
    recordLivestream(kind, tagged.livestream);
    const action: FormAction = { type: 'saved', tagged, notice };
    dispatch(action);
    if (latest.current) announce(formReducer(latest.current, action).notice);
  };

  /**
   * Sends what the user edited with the ETag of `over`: the server rejects it if Zoom has a newer
   * version.
   */
  const save = async (finished: Tagged, { remoteUnits = [], mayContinue }: SaveOptions = {}) => {
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
    const continues = mayContinue === undefined || (await mayContinue());
    if (!continues) {
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

  /** The stream key in plain text; the server records that it was revealed. */
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
    applyRestored,
  };
}

export function taggedOf({ value, etag }: Extract<ApiResult<Livestream>, { ok: true }>): Tagged {
  return { livestream: value, etag };
}
