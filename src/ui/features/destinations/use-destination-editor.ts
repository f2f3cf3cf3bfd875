import { useEffect, useRef, useState } from 'preact/hooks';
import { type ApiResult, api, type Failure, isProblem, type Tagged } from '../../api/client.ts';
import type { Destination } from '../../api/types.ts';
import { strings } from '../../i18n/index.ts';
import { editedSince, fieldErrorsOf, formReducer, initialFormState } from '../../lib/form-state.ts';
import type { Unit } from '../../lib/three-way.ts';
import { announce } from '../../state/announce.ts';
import { read } from '../../state/session.ts';
import {
  changesTo,
  type DestinationField,
  type DestinationFormAction,
  type DestinationFormState,
  type DestinationValues,
  destinationFields,
  hasNewWarning,
  missingOf,
  newDestinationOf,
} from './destination-form.ts';
import { useParsedFields } from './use-parsed-fields.ts';

const messages = strings.destinations;

export type EditorOptions = {
  /** The destination that is edited; null for a new one. */
  id: string | null;
  /** The initial values of a new one. */
  start: DestinationValues;
  onSaved: (saved: Destination) => void;
};

export type DestinationEditor = ReturnType<typeof useDestinationEditor>;

/**
 * The editor of one destination: pasted text is split into the fields, warnings are shown, and a
 * newer version is shown instead of overwritten.
 */
export function useDestinationEditor({ id, start, onSaved }: EditorOptions) {
  const [form, setForm] = useState<DestinationFormState>(() => initialFormState(start, null));
  const isMounted = useRef(true);
  const latest = useRef(form);
  latest.current = form;
  const dispatch = (action: DestinationFormAction) => setForm((now) => formReducer(now, action));
  const { parse, ...fields } = useParsedFields(latest, dispatch, isMounted);

  const fetchSaved = () => fetchDestination(latest.current.base?.value.id ?? id ?? '');

  const load = async () => {
    if (id === null) return;
    dispatch({ type: 'clear-errors' });
    const response = await fetchSaved();
    dispatch(
      response.ok ? { type: 'receive', saved: response } : { type: 'load-failed', failure: response.failure },
    );
  };

  const rejected = async (failure: Failure) => {
    const newer = isProblem(failure, 'precondition_failed') ? await fetchSaved() : null;
    if (newer?.ok) return dispatch({ type: 'conflict', remote: newer });
    dispatch({ type: 'rejected', failure, errors: fieldErrorsOf(failure, destinationFields) });
  };

  const finish = (saved: Destination, notice: string) => {
    announce(notice);
    onSaved(saved);
  };

  /** Saves over `replaced`, or as a new destination if that is null. */
  const save = async (replaced: Tagged<Destination> | null, remoteUnits: readonly Unit[] = []) => {
    if (latest.current.submitting) return;
    const choice: DestinationFormAction = { type: 'accept-remote-units', units: remoteUnits };
    const chosen = formReducer(latest.current, choice);
    dispatch(choice);
    dispatch({ type: 'submit' });
    const { values, warnings } = await parse(chosen.values);
    if (!isMounted.current) return;
    const sent = { ...chosen, values };
    const errors = missingOf(sent, replaced);
    if (Object.keys(errors).length > 0) return dispatch({ type: 'invalid', errors });
    if (hasNewWarning(warnings, fields.warnings)) {
      announce(messages.confirmWarning);
      return dispatch({ type: 'await-confirmation' });
    }
    if (replaced && Object.keys(changesTo(values, sent.filled)).length === 0) {
      if (editedSince(values, latest.current.values)) return dispatch({ type: 'submitted' });
      return finish(replaced.value, messages.nothingChanged);
    }
    const response = await send(sent, replaced);
    if (!response.ok) return rejected(response.failure);
    const saved = messages.saved(response.value.name);
    if (!editedSince(values, latest.current.values)) return finish(response.value, saved);
    announce(strings.form.savedMore);
    dispatch({ type: 'saved', saved: response, sent: values, notice: saved });
  };

  useEffect(() => {
    isMounted.current = true;
    load();
    return () => {
      isMounted.current = false;
    };
  }, []);

  return {
    ...form,
    ...fields,
    isNew: id === null && form.base === null,
    load,
    edit: (field: DestinationField, value: string) => dispatch({ type: 'edit', changes: { [field]: value } }),
    save,
    acceptRemote: () => dispatch({ type: 'accept-remote' }),
  };
}

function fetchDestination(id: string): Promise<ApiResult<Destination>> {
  return read(api.GET('/api/destinations/{id}', { params: { path: { id } } }));
}

function send({ values, filled }: DestinationFormState, replaced: Tagged<Destination> | null) {
  if (!replaced) return read(api.POST('/api/destinations', { body: newDestinationOf(values) }));
  return read(
    api.PATCH('/api/destinations/{id}', {
      params: { path: { id: replaced.value.id }, header: { 'If-Match': replaced.etag } },
      body: changesTo(values, filled),
    }),
  );
}
