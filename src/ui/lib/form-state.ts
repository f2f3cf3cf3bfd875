import type { Failure, Tagged } from '../api/client.ts';
import type { FieldError } from '../api/types.ts';
import { strings } from '../i18n/index.ts';
import {
  changedUnits,
  editedUnits,
  type FormValues,
  type MergeField,
  ownUnits,
  type Unit,
  units,
  type Version,
  valuesOf,
  withUnits,
} from './three-way.ts';

export type FieldErrors<V> = Partial<Record<keyof V & string, string>>;

/** A saved version with its ETag; null if nothing is saved yet. */
type Base = Tagged<Version> | null;

/** A form with the values `V` that edits a saved version `S`. */
export type FormState<V extends FormValues, S extends Base = Base> = {
  /** The version that the form was filled from, and that saving replaces. */
  base: S;
  values: V;
  /** The values that the form was last filled with: a field that differs from this was edited. */
  filled: V;
  /** The key that an empty key field keeps, by its fingerprint. */
  filledKey: string;
  errors: FieldErrors<V>;
  /** Number of rejected submits: each may move the focus once. */
  rejections: number;
  failure: Failure | null;
  /** The newer saved version, if the user must choose between that and their own edits. */
  remote: NonNullable<S> | null;
  /** Whether `remote` came with the rejection of a save, and not from a reload. */
  remoteIsSaveConflict: boolean;
  /** The units that changed remotely while the user edited others: the form has both changes. */
  merged: Unit[];
  submitting: boolean;
  /** The last submit stopped at a warning that the user must see first. */
  needsConfirmation: boolean;
  /** The result of the last submit, until the next edit. */
  notice: string;
};

export type FormAction<V extends FormValues, S extends Base = Base> =
  /** The user changed these values. */
  | { type: 'edit'; changes: Partial<V> }
  /** The form changed these values itself, except those that were edited `since`. */
  | { type: 'fill'; changes: Partial<V>; since?: V }
  | { type: 'discard' }
  /** The saved version was read, possibly again. */
  | { type: 'receive'; saved: NonNullable<S> }
  /** The user replaced the saved version outside the form: their other edits stay. */
  | { type: 'rebase'; saved: NonNullable<S> }
  /** The last errors can stay in place until the response arrives. */
  | { type: 'submit'; keepErrors?: boolean }
  | { type: 'submitted' }
  | { type: 'await-confirmation' }
  | { type: 'invalid'; errors: FieldErrors<V> }
  | { type: 'rejected'; failure: Failure; errors: FieldErrors<V> }
  /** Saving was rejected because `remote` is newer than the base. */
  | { type: 'conflict'; remote: NonNullable<S> }
  /** `sent` is what the form contained when it was sent: later edits stay. */
  | { type: 'saved'; saved: NonNullable<S>; sent: V; notice: string }
  | { type: 'load-failed'; failure: Failure }
  | { type: 'clear-errors' }
  | { type: 'accept-remote' }
  | { type: 'accept-remote-units'; units: readonly Unit[] };

/** A form with these values, which replaces `base` when it is saved. */
export function initialFormState<V extends FormValues, S extends Base = Base>(
  values: V,
  base: S,
): FormState<V, S> {
  const filled = base ? withUnits(values, valuesOf(base.value), units) : values;
  return {
    base,
    values: filled,
    filled,
    filledKey: base?.value.stream_key_fingerprint ?? '',
    errors: {},
    rejections: 0,
    failure: null,
    remote: null,
    remoteIsSaveConflict: false,
    merged: [],
    submitting: false,
    needsConfirmation: false,
    notice: '',
  };
}

/** All transitions of a form. */
export function formReducer<V extends FormValues, S extends Base>(
  state: FormState<V, S>,
  action: FormAction<V, S>,
): FormState<V, S> {
  switch (action.type) {
    case 'edit':
      return { ...withChanges(state, action.changes), needsConfirmation: false, notice: '' };
    case 'fill':
      return withChanges(state, uneditedSince(state.values, action));
    case 'discard':
      return state.base ? filledFrom(state, state.base) : state;
    case 'receive':
      return received(state, action.saved);
    case 'rebase':
      return rebased(state, action.saved);
    case 'submit':
      if (action.keepErrors) return { ...state, submitting: true };
      return {
        ...state,
        submitting: true,
        remoteIsSaveConflict: false,
        errors: {},
        failure: null,
        notice: '',
      };
    case 'submitted':
      return { ...state, submitting: false, errors: {}, failure: null };
    case 'await-confirmation':
      return { ...state, submitting: false, needsConfirmation: true };
    case 'invalid':
      return { ...rejected(state, action.errors, null), notice: '' };
    case 'rejected':
      return rejected(state, action.errors, action.failure);
    case 'conflict':
      return {
        ...refilled(state, action.remote),
        submitting: false,
        remote: action.remote,
        remoteIsSaveConflict: true,
      };
    case 'saved':
      return withSaved(state, action);
    case 'load-failed':
      return { ...state, failure: action.failure };
    case 'clear-errors':
      return { ...state, errors: {}, failure: null };
    case 'accept-remote':
      return state.remote ? filledFrom(state, state.remote) : state;
    case 'accept-remote-units':
      return state.remote ? withRemoteUnits(state, state.remote, action.units) : state;
  }
}

/** Whether leaving would lose something. */
export function isDirty({ values, filled }: Pick<FormState<FormValues>, 'values' | 'filled'>): boolean {
  return ownUnits(values, filled).length > 0;
}

/** The units that the user and another writer changed to different values. */
export function overlapOf<V extends FormValues, S extends Base>(
  state: FormState<V, S>,
  remote: Version,
): Unit[] {
  const { base, values, filled } = state;
  const changed = base ? changedUnits(base.value, remote) : [];
  return ownUnits(values, filled).filter((unit) => changed.includes(unit) && !isSame(unit, state, remote));
}

function isSame<V extends FormValues, S extends Base>(
  unit: Unit,
  { values, filledKey }: FormState<V, S>,
  remote: Version,
): boolean {
  const { destination, stream_url = '', stream_key = '' } = values;
  if (unit !== 'stream') return (destination ?? values)[unit]?.trim() === (remote[unit] ?? '');
  if (!destination && stream_key.trim() !== '') return false;
  const own = destination ?? { stream_url: stream_url.trim(), stream_key_fingerprint: filledKey };
  return own.stream_url === remote.stream_url && own.stream_key_fingerprint === remote.stream_key_fingerprint;
}

/**
 * Whether saving over `replaced` needs a new key: the edited URL and the key of another version
 * would not belong together.
 */
export function needsOwnKey<V extends FormValues, S extends Base>(
  { values, filled, filledKey }: FormState<V, S>,
  replaced: Version,
): boolean {
  const keepsKey = (values.stream_key ?? '').trim() === '';
  const isOtherKey = replaced.stream_key_fingerprint !== filledKey;
  return keepsKey && isOtherKey && editedUnits(values, filled).includes('stream');
}

/** The values that differ from what was sent; null if all are the same. */
export function editedSince<V extends object>(sent: V, values: V): Partial<V> | null {
  const changes = changesBetween(sent, values);
  return Object.keys(changes).length === 0 ? null : changes;
}

/** The API's errors of these fields, as sentences. */
export function fieldErrorsOf<F extends MergeField>(
  failure: Failure,
  fields: readonly F[],
): Partial<Record<F, string>> {
  if (failure.kind !== 'problem') return {};
  const errors: Partial<Record<F, string>> = {};
  for (const error of failure.problem.errors ?? []) {
    // A bulk edit has the fields below `changes`.
    const field = fields.find((each) => each === error.field.replace(/^changes\./, ''));
    if (field) errors[field] = sentenceOf(field, error);
  }
  return errors;
}

/** The API's messages continue the field's name: "must be an https URL". */
function sentenceOf(field: MergeField, error: FieldError): string {
  const message = strings.server.field(error);
  const label = field === 'name' ? strings.destinations.name : strings.form[field];
  const continues = message.charAt(0) !== message.charAt(0).toUpperCase();
  const sentence = continues ? `${label} ${message}` : message;
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}

function uneditedSince<V extends object>(
  values: V,
  { changes, since = values }: { changes: Partial<V>; since?: V },
): Partial<V> {
  const unedited = Object.entries(changes).filter(
    ([name]) => values[name as keyof V] === since[name as keyof V],
  );
  return Object.fromEntries(unedited) as Partial<V>;
}

function changesBetween<V extends object>(before: V, after: V): Partial<V> {
  const changed = Object.entries(after).filter(([name, value]) => value !== before[name as keyof V]);
  return Object.fromEntries(changed) as Partial<V>;
}

/** The errors of changed values no longer apply. */
function withChanges<V extends FormValues, S extends Base>(
  state: FormState<V, S>,
  changes: Partial<V>,
): FormState<V, S> {
  const values = { ...state.values, ...changes };
  const changed = changesBetween(state.values, values);
  const errors = Object.entries(state.errors).filter(([field]) => !(field in changed));
  return { ...state, values, errors: Object.fromEntries(errors) as FieldErrors<V> };
}

/** Fills the whole form. The number of rejections is kept, so that a later one counts as new. */
function filledFrom<V extends FormValues, S extends Base>(
  { filled, rejections }: FormState<V, S>,
  saved: NonNullable<S>,
): FormState<V, S> {
  return { ...initialFormState(filled, saved), rejections };
}

/** Updates the units that the user did not edit. */
function refilled<V extends FormValues, S extends Base>(
  state: FormState<V, S>,
  { value }: NonNullable<S>,
): FormState<V, S> {
  const { values, filled, filledKey } = state;
  const edited = editedUnits(values, filled);
  const unedited = units.filter((unit) => !edited.includes(unit));
  return {
    ...state,
    values: withUnits(values, valuesOf(value), unedited),
    filled: withUnits(filled, valuesOf(value), unedited),
    filledKey: edited.includes('stream') ? filledKey : value.stream_key_fingerprint,
  };
}

function rebased<V extends FormValues, S extends Base>(
  state: FormState<V, S>,
  saved: NonNullable<S>,
): FormState<V, S> {
  return { ...refilled(state, saved), base: saved, remote: null, remoteIsSaveConflict: false };
}

/**
 * Unedited units show the received version immediately. If it changed edited units too, the user
 * chooses; otherwise both changes are kept.
 */
function received<V extends FormValues, S extends Base>(
  state: FormState<V, S>,
  latest: NonNullable<S>,
): FormState<V, S> {
  const { base, remote, submitting, remoteIsSaveConflict } = state;
  if (latest.etag === base?.etag) return rebased(state, latest);
  if (!base || !isDirty(state)) return filledFrom(state, latest);
  if (overlapOf(state, latest.value).length === 0 && !submitting && !remoteIsSaveConflict) {
    const merged = changedUnits(base.value, latest.value);
    return { ...rebased(state, latest), merged: [...new Set([...state.merged, ...merged])] };
  }
  return {
    ...refilled(state, latest),
    remote: latest,
    remoteIsSaveConflict: remoteIsSaveConflict && latest.etag === remote?.etag,
  };
}

/** The user prefers the remote version of these units to their own edits. */
function withRemoteUnits<V extends FormValues, S extends Base>(
  state: FormState<V, S>,
  remote: NonNullable<S>,
  accepted: readonly Unit[],
): FormState<V, S> {
  return refilled({ ...state, values: withUnits(state.values, state.filled, accepted) }, remote);
}

function rejected<V extends FormValues, S extends Base>(
  state: FormState<V, S>,
  errors: FieldErrors<V>,
  failure: Failure | null,
): FormState<V, S> {
  return { ...state, submitting: false, errors, failure, rejections: state.rejections + 1 };
}

function withSaved<V extends FormValues, S extends Base>(
  state: FormState<V, S>,
  { saved, sent, notice }: Extract<FormAction<V, S>, { type: 'saved' }>,
): FormState<V, S> {
  const fresh = filledFrom(state, saved);
  const next = { ...fresh, values: { ...fresh.values, ...changesBetween(sent, state.values) } };
  return { ...next, notice: isDirty(next) ? strings.form.savedMore : notice };
}
