import { useRef } from 'preact/hooks';
import type { ApiResult, Tagged } from '../../../api/client.ts';
import { recordLivestream } from '../../../api/meeting-cache.ts';
import type { Kind, Livestream, LivestreamChanges } from '../../../api/types.ts';
import { strings } from '../../../i18n/index.ts';
import { formReducer } from '../../../lib/form-state.ts';
import type { Unit } from '../../../lib/three-way.ts';
import { announce } from '../../../state/announce.ts';
import {
  bodyOf,
  type LivestreamFormAction,
  type LivestreamFormState,
  missingOf,
  rejectionOf,
} from './livestream-values.ts';
import type { Saved } from './save-toast.ts';
import type { LivestreamState } from './use-livestream-state.ts';

/** Options of a save. */
export type SaveOptions = {
  /** Units of which the user prefers Zoom's version to their own edits. */
  remoteUnits?: readonly Unit[];
  /** Whether to continue saving; called while the form shows "Saving…". */
  mayContinue?: () => Promise<boolean>;
};

type Saving = {
  send: (replaced: Tagged<Livestream>, body: LivestreamChanges) => Promise<ApiResult<Livestream>>;
  onSaved: (result: Saved) => void;
};

/**
 * Saves what the user edited, over the version `replaced`: the server rejects the save if Zoom has
 * a newer one.
 */
export function useSave(
  kind: Kind,
  { latest, dispatch, show, isMounted }: LivestreamState,
  { send, onSaved }: Saving,
) {
  /** The state of the form is updated only after the next render. */
  const isSaving = useRef(false);

  const finish = (saved: Tagged<Livestream>, { values: sent }: LivestreamFormState, notice: string) => {
    recordLivestream(kind, saved.value);
    const action: LivestreamFormAction = { type: 'saved', saved, sent, notice };
    dispatch(action);
    return latest.current ? formReducer(latest.current, action).notice : notice;
  };

  const submit = async (
    replaced: Tagged<Livestream>,
    form: LivestreamFormState,
    mayContinue: () => Promise<boolean>,
  ) => {
    dispatch({ type: 'submit' });
    if (!(await mayContinue())) return dispatch({ type: 'await-confirmation' });
    const response = await send(replaced, bodyOf(form));
    if (!response.ok) return dispatch(rejectionOf(response.failure));
    if (isMounted.current) show({ failure: null, checked: '' });
    const notice = response.value.stale ? strings.form.savedUnread : strings.form.saved;
    onSaved({ replaced, saved: response, text: finish(response, form, notice) });
  };

  return async (
    replaced: Tagged<Livestream>,
    { remoteUnits = [], mayContinue = async () => true }: SaveOptions = {},
  ) => {
    if (!latest.current || isSaving.current) return;
    const choice: LivestreamFormAction = { type: 'accept-remote-units', units: remoteUnits };
    const form = formReducer(latest.current, choice);
    dispatch(choice);
    const errors = missingOf(form, replaced.value);
    if (Object.keys(errors).length > 0) return dispatch({ type: 'invalid', errors });
    if (Object.keys(bodyOf(form)).length === 0)
      return announce(finish(replaced, form, strings.form.nothingChanged));
    isSaving.current = true;
    await submit(replaced, form, mayContinue);
    isSaving.current = false;
  };
}
