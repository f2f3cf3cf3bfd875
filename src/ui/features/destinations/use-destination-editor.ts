import { useEffect, useRef, useState } from 'preact/hooks';
import { type ApiResult, api, type Failure, isProblem, resultFor } from '../../api/client.ts';
import type { Destination, FieldError, Service, Warning } from '../../api/types.ts';
import { usePaste } from '../../components/use-paste.ts';
import { strings } from '../../i18n/index.ts';
import { editedUnits, type Unit, units, withUnits } from '../../lib/three-way.ts';
import { announce } from '../../state/announce.ts';
import { read } from '../../state/session.ts';
import {
  addressFor,
  afterParsing,
  changesTo,
  type DestinationErrors,
  type DestinationField,
  type DestinationValues,
  destinationFields,
  missingOf,
  newDestinationOf,
  valuesOf,
  withSuggestion,
} from './destination-form.ts';

const messages = strings.destinations;

/** The saved destination and its ETag. */
export type SavedDestination = { destination: Destination; etag: string };

export type EditorOptions = {
  /** The destination that is edited; null for a new one. */
  id: string | null;
  /** The initial values of a new one. */
  start: DestinationValues;
  onSaved: (saved: Destination) => void;
};

export type DestinationEditor = ReturnType<typeof useDestinationEditor>;

type Parsed = Pick<State, 'values' | 'warnings'>;

type State = {
  base: SavedDestination | null;
  values: DestinationValues;
  /**
   * The values that the form was last filled with: a field that differs from this was edited. The
   * key is always empty.
   */
  filled: DestinationValues;
  /** The key that an empty key field keeps, by its fingerprint. */
  filledKey: string;
  errors: DestinationErrors;
  /** Number of rejected submits: each may move the focus once. */
  rejections: number;
  warnings: Warning[];
  failure: Failure | null;
  /** The saved version, if it is newer than the one that is edited. */
  remote: SavedDestination | null;
  saving: boolean;
  /** Saving found a warning to review first; the next attempt saves. */
  needsConfirmation: boolean;
  /** The error of the last attempt to save, until the next edit. */
  notice: string;
};

/**
 * The editor of one destination: pasted text is split into the fields, warnings are shown, and a
 * newer version is shown instead of overwritten.
 */
export function useDestinationEditor({ id, start, onSaved }: EditorOptions) {
  const [state, setState] = useState<State>({
    base: null,
    values: start,
    filled: start,
    filledKey: '',
    errors: {},
    rejections: 0,
    warnings: [],
    failure: null,
    remote: null,
    saving: false,
    needsConfirmation: false,
    notice: '',
  });
  const here = useRef(true);
  const latest = useRef(state);
  latest.current = state;
  const change = (changes: Partial<State>) => here.current && setState((now) => ({ ...now, ...changes }));

  /** A new destination has no id until it is saved. */
  const fetchSaved = async (): Promise<ApiResult<Destination>> => {
    const saved = latest.current.base?.destination.id ?? id ?? '';
    return read(api.GET('/api/destinations/{id}', { params: { path: { id: saved } } }));
  };

  const load = async () => {
    if (id === null) return;
    change({ failure: null });
    const response = await fetchSaved();
    if (!response.ok) return change({ failure: response.failure });
    change(filledWith(savedOf(response)));
  };

  /** The submit was rejected because of these fields. */
  const reject = (errors: DestinationErrors, failure: Failure | null = null) =>
    setState((now) => ({ ...now, saving: false, errors, failure, rejections: now.rejections + 1 }));

  const edit = (field: DestinationField, value: string) => {
    setState((now) => ({
      ...now,
      values: { ...now.values, [field]: value },
      errors: Object.fromEntries(Object.entries(now.errors).filter(([name]) => name !== field)),
      needsConfirmation: false,
      notice: '',
    }));
  };

  const paste = usePaste(
    state.values,
    (parts) => {
      for (const [field, value] of Object.entries(parts)) edit(field as DestinationField, value);
    },
    () => parseSoon(),
  );

  /** Has the server check the fields; without a response they stay unchanged. */
  const parse = async (values: DestinationValues): Promise<Parsed> => {
    const { stream_url, stream_key, page_url } = values;
    if (!stream_url && !stream_key && !page_url) {
      change({ warnings: [] });
      return { values, warnings: [] };
    }
    const body = { stream_url, stream_key, page_url };
    const response = await resultFor(api.POST('/api/destinations/parse', { body }));
    if (!response.ok || !here.current) return { values, warnings: [] };
    const mayFillKey = latest.current.base === null && !paste.isPastedWhole(stream_url);
    const { values: parsed, isSplit } = afterParsing(values, response.value, mayFillKey);
    if (isSplit) {
      announce(messages.split);
      paste.recordMove(values, mergedValues(latest.current.values, values, parsed));
    }
    setState((now) => ({
      ...filledIn(now, mergedValues(now.values, values, parsed)),
      warnings: response.value.warnings,
    }));
    return { values: parsed, warnings: response.value.warnings };
  };

  const chooseService = (service: Service, services: readonly Service[]) => {
    const values = {
      ...state.values,
      stream_url: addressFor(service, state.values.stream_url, services),
    };
    setState((now) => filledIn(now, values));
    parse(values);
  };
  /** Deferred, because the field gets its new value after this event. */
  const parseSoon = () => setTimeout(() => parse(latest.current.values));

  const send = (
    values: DestinationValues,
    finished: SavedDestination | null,
  ): Promise<ApiResult<Destination>> => {
    if (finished === null) return read(api.POST('/api/destinations', { body: newDestinationOf(values) }));
    return read(
      api.PATCH('/api/destinations/{id}', {
        params: { path: { id: finished.destination.id } },
        headers: { 'if-match': finished.etag },
        body: changesTo(values, latest.current.filled),
      }),
    );
  };

  /**
   * Saves over `over`, or as a new destination if that is null.
   * @param theirUnits units of which the user prefers the saved version to their own edits
   */
  const save = async (finished: SavedDestination | null, remoteUnits: readonly Unit[] = []) => {
    if (state.saving) return;
    const chosen = finished ? refilled(state, finished, remoteUnits) : state;
    setState({ ...chosen, saving: true, failure: null, errors: {}, notice: '' });
    const shown = state.warnings;
    const { values, warnings } = await parse(chosen.values);
    if (!here.current) return;
    const errors = {
      ...missingOf(values, finished === null),
      ...(finished ? keyNeeded(chosen, finished) : {}),
    };
    if (Object.keys(errors).length > 0) return reject(errors);
    if (warnings.some(({ code }) => !shown.some((each) => each.code === code))) {
      announce(messages.confirmWarning);
      return change({ saving: false, needsConfirmation: true });
    }
    if (finished && Object.keys(changesTo(values, chosen.filled)).length === 0) {
      if (typedSince(values, latest.current.values)) return change({ saving: false });
      announce(messages.nothingChanged);
      return onSaved(finished.destination);
    }
    const response = await send(values, finished);
    if (!response.ok) return rejected(response.failure);
    const typed = typedSince(values, latest.current.values);
    if (typed === null) {
      announce(messages.saved(response.value.name));
      return onSaved(response.value);
    }
    announce(strings.form.savedMore);
    const filled = filledWith(savedOf(response));
    change({
      ...filled,
      values: { ...filled.values, ...typed },
      saving: false,
      notice: strings.form.savedMore,
    });
  };

  const rejected = async (failure: Failure) => {
    if (isProblem(failure, 'precondition_failed')) {
      const response = await fetchSaved();
      if (response.ok && here.current) {
        const remote = savedOf(response);
        return setState((now) => ({ ...refilled(now, remote), saving: false, remote }));
      }
    }
    if (here.current) reject(errorsOf(failure), failure);
  };

  const takeRemote = () => {
    if (state.remote) change(filledWith(state.remote));
  };

  useEffect(() => {
    here.current = true;
    load();
    return () => {
      here.current = false;
    };
  }, []);

  const suggest = (warning: Warning) => {
    const values = withSuggestion(state.values, warning);
    setState((now) => filledIn(now, values));
    parse(values);
  };
  return {
    ...state,
    isNew: id === null && state.base === null,
    load,
    edit,
    paste,
    parseSoon,
    chooseService,
    suggest,
    save,
    takeRemote,
  };
}

/** The form of a saved version. */
function filledWith(saved: SavedDestination) {
  const { destination } = saved;
  const filled = valuesOf(destination);
  const filledKey = destination.stream_key_fingerprint;
  return { base: saved, values: filled, filled, filledKey, remote: null };
}

/** The state with other values, and without the errors of the changed fields. */
function filledIn(state: State, values: DestinationValues): State {
  const errors = Object.entries(state.errors).filter(
    ([field]) => values[field as DestinationField] === state.values[field as DestinationField],
  );
  return { ...state, values, errors: Object.fromEntries(errors) };
}

/**
 * The state in which all units that the user did not edit, or gives up, have the values of `saved`.
 */
function refilled(state: State, { destination }: SavedDestination, givenUp: readonly Unit[] = []): State {
  const values = withUnits(state.values, state.filled, givenUp);
  const edited = editedUnits(values, state.filled);
  const untouched = units.filter((unit) => !edited.includes(unit));
  const fresh = valuesOf(destination);
  return {
    ...state,
    values: withUnits(values, fresh, untouched),
    filled: withUnits(state.filled, fresh, untouched),
    filledKey: edited.includes('stream') ? state.filledKey : destination.stream_key_fingerprint,
  };
}

/**
 * A URL that is saved over a version with another key needs its own key: the two would not belong
 * together.
 */
function keyNeeded(
  { values, filled, filledKey }: State,
  { destination }: SavedDestination,
): DestinationErrors {
  const keepsKey = values.stream_key.trim() === '' && editedUnits(values, filled).includes('stream');
  if (!keepsKey || destination.stream_key_fingerprint === filledKey) return {};
  return { stream_key: messages.neededOwnKey };
}

/** The values in the form that differ from what was sent; null without differences. */
function typedSince(sent: DestinationValues, now: DestinationValues): Partial<DestinationValues> | null {
  const typed = destinationFields.filter((field) => now[field] !== sent[field]);
  return typed.length === 0 ? null : Object.fromEntries(typed.map((field) => [field, now[field]]));
}

/** The split values, except in fields that were edited in the meantime. */
function mergedValues(now: DestinationValues, sent: DestinationValues, parsed: DestinationValues) {
  const fields = destinationFields.map((field) => [
    field,
    now[field] === sent[field] ? parsed[field] : now[field],
  ]);
  return Object.fromEntries(fields) as DestinationValues;
}

function savedOf({ value, etag }: Extract<ApiResult<Destination>, { ok: true }>): SavedDestination {
  return { destination: value, etag };
}

function errorsOf(failure: Failure): DestinationErrors {
  if (failure.kind !== 'problem') return {};
  const cached = (failure.problem.errors ?? []).filter(({ field }) =>
    (destinationFields as readonly string[]).includes(field),
  );
  return Object.fromEntries(
    cached.map((error) => [error.field, sentenceOf(error.field as DestinationField, error)]),
  );
}

/** The API describes the error in words that follow the field's name. */
function sentenceOf(field: DestinationField, error: FieldError): string {
  const label = field === 'name' ? messages.name : strings.form[field];
  return `${label} ${strings.server.field(error)}.`;
}
