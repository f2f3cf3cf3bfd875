import type { Failure } from '../../../api/client.ts';
import type { Destination, FieldError, Livestream, LivestreamChanges } from '../../../api/types.ts';
import { strings } from '../../../i18n/index.ts';
import { changedUnits, editedUnits, type Unit, withUnits } from '../../../lib/three-way.ts';

export const fields = ['stream_url', 'stream_key', 'page_url', 'resolution'] as const;
export type Field = (typeof fields)[number];
export type Values = Record<Field, string>;
export type FieldErrors = Partial<Record<Field, string>>;

/** A configuration and its ETag. */
export type Tagged = { livestream: Livestream; etag: string };

export type FormState = {
  /** Zoom's version when the form was filled; saving replaces this version. */
  base: Tagged;
  values: Values;
  /**
   * The values that the form was last filled with: a field that differs from this was edited. The
   * key is always empty.
   */
  filled: Values;
  /** The key that an empty key field keeps, by its fingerprint. */
  filledKey: string;
  /** A saved destination to apply instead of the values. */
  destination: Destination | null;
  errors: FieldErrors;
  /** Number of rejected submits: each may move the focus once. */
  rejections: number;
  failure: Failure | null;
  /** Zoom's current version, if the user must choose between that and their own edits. */
  remote: Tagged | null;
  /** Whether `remote` came with the rejection of a save, and not from a reload. */
  remoteIsSaveConflict: boolean;
  /** The settings that Zoom changed while the user edited others: the form has both changes. */
  merged: Unit[];
  /** The values being saved: later input is not part of them. */
  sent: Pick<FormState, 'values' | 'destination'> | null;
  saving: boolean;
  /** The error of the last attempt to save, until the next edit. */
  notice: string;
};

export type FormAction =
  | { type: 'edited'; field: Field; value: string }
  | { type: 'choose-destination'; destination: Destination | null }
  | { type: 'arrived'; tagged: Tagged }
  | { type: 'restore'; tagged: Tagged }
  | { type: 'split-paste'; parts: Partial<Values>; pasted: Values }
  | { type: 'sending' }
  | { type: 'wait-for-confirmation' }
  | { type: 'invalid'; errors: FieldErrors }
  | { type: 'saved'; tagged: Tagged; notice: string }
  | { type: 'discarded' }
  | { type: 'rejected'; failure: Failure }
  | { type: 'accept-remote' }
  | { type: 'accept-remote-units'; units: readonly Unit[] };

/** The form of a configuration. The key starts empty, which keeps the saved key. */
export function initialFormState(base: Tagged): FormState {
  return {
    base,
    values: valuesOf(base.livestream),
    filled: valuesOf(base.livestream),
    filledKey: base.livestream.stream_key_fingerprint,
    destination: null,
    errors: {},
    rejections: 0,
    failure: null,
    remote: null,
    remoteIsSaveConflict: false,
    merged: [],
    sent: null,
    saving: false,
    notice: '',
  };
}

/** Refills the form. The number of rejections is kept, so that a later one counts as new. */
function refilledFrom({ rejections }: FormState, base: Tagged): FormState {
  return { ...initialFormState(base), rejections };
}

function valuesOf({ stream_url, page_url, resolution }: Livestream): Values {
  return { stream_url, stream_key: '', page_url, resolution: resolution ?? '' };
}

/** All transitions of the form. */
export function formReducer(state: FormState, action: FormAction): FormState {
  switch (action.type) {
    case 'edited':
      return {
        ...state,
        values: { ...state.values, [action.field]: action.value },
        errors: without(state.errors, action.field),
        notice: '',
      };
    case 'choose-destination':
      return { ...state, destination: action.destination, errors: {}, failure: null, notice: '' };
    case 'arrived':
      return arrived(state, action.tagged);
    case 'restore':
      return {
        ...refilled(state, action.tagged),
        base: action.tagged,
        remote: null,
        remoteIsSaveConflict: false,
      };
    case 'split-paste':
      return splitPaste(state, action.parts, action.pasted);
    case 'sending':
      return {
        ...state,
        saving: true,
        sent: { values: state.values, destination: state.destination },
        remoteIsSaveConflict: false,
        errors: {},
        failure: null,
        notice: '',
      };
    case 'wait-for-confirmation':
      return { ...state, saving: false, sent: null };
    case 'invalid':
      return { ...state, errors: action.errors, rejections: state.rejections + 1, failure: null, notice: '' };
    case 'saved':
      return saved(state, action.tagged, action.notice);
    case 'discarded':
      return refilledFrom(state, state.base);
    case 'rejected':
      return rejected(state, action.failure);
    case 'accept-remote':
      return state.remote ? refilledFrom(state, state.remote) : state;
    case 'accept-remote-units':
      return remoteUnitsTaken(state, action.units);
  }
}

/**
 * A newer version from Zoom. Fields that the user did not edit show it immediately. If it changed
 * edited settings too, the user chooses; otherwise both changes are kept.
 */
function arrived(state: FormState, tagged: Tagged): FormState {
  if (tagged.etag === state.base.etag) {
    return { ...refilled(state, tagged), base: tagged, remote: null, remoteIsSaveConflict: false };
  }
  if (!isDirty(state)) return refilledFrom(state, tagged);
  const next = refilled(state, tagged);
  if (overlapOf(state, tagged.livestream).length === 0 && !state.saving && !state.remoteIsSaveConflict) {
    const merged = changedUnits(state.base.livestream, tagged.livestream);
    return { ...next, base: tagged, remote: null, merged: [...new Set([...state.merged, ...merged])] };
  }
  return {
    ...next,
    remote: tagged,
    remoteIsSaveConflict: state.remoteIsSaveConflict && tagged.etag === state.remote?.etag,
  };
}

/** The state in which all units that the user did not edit have the values of `tagged`. */
function refilled(state: FormState, { livestream }: Tagged): FormState {
  const { values, filled, filledKey } = state;
  const edited = editedUnits(values, filled);
  const untouched = (['stream', 'page_url', 'resolution'] as const).filter((unit) => !edited.includes(unit));
  const fresh = valuesOf(livestream);
  return {
    ...state,
    values: withUnits(values, fresh, untouched),
    filled: withUnits(filled, fresh, untouched),
    filledKey: edited.includes('stream') ? filledKey : livestream.stream_key_fingerprint,
  };
}

/** The user prefers Zoom's version of these units to their own edits. */
function remoteUnitsTaken(state: FormState, taken: readonly Unit[]): FormState {
  if (!state.remote) return state;
  const reverted = { ...state, values: withUnits(state.values, state.filled, taken) };
  return refilled(reverted, state.remote);
}

/** The units that saving would overwrite: the edited ones, or those of the chosen destination. */
export function ownUnits({ values, filled, destination }: FormState): Unit[] {
  if (!destination) return editedUnits(values, filled);
  const { page_url, resolution } = destination;
  return [
    'stream',
    ...(page_url ? ['page_url' as const] : []),
    ...(resolution ? ['resolution' as const] : []),
  ];
}

/**
 * The units that were changed to different values both here and in Zoom since the form was filled.
 */
export function overlapOf(state: FormState, remote: Livestream): Unit[] {
  const changed = changedUnits(state.base.livestream, remote);
  return ownUnits(state).filter((unit) => changed.includes(unit) && !isSame(unit, state, remote));
}

function isSame(unit: Unit, state: FormState, remote: Livestream): boolean {
  const { values, filledKey, destination } = state;
  if (unit === 'name') return true;
  if (unit !== 'stream') return (destination ?? values)[unit]?.trim() === (remote[unit] ?? '');
  const own = destination ?? { stream_url: values.stream_url.trim(), stream_key_fingerprint: filledKey };
  const isKeyKnown = destination !== null || values.stream_key.trim() === '';
  return (
    isKeyKnown &&
    own.stream_url === remote.stream_url &&
    own.stream_key_fingerprint === remote.stream_key_fingerprint
  );
}

/** Saving succeeded: input since then stays in the form, over Zoom's current settings. */
function saved(state: FormState, tagged: Tagged, notice: string): FormState {
  const { sent, values } = state;
  const fresh = { ...refilledFrom(state, tagged), notice };
  if (!sent) return fresh;
  const typed = fields.filter((field) => values[field] !== sent.values[field]);
  const still = Object.fromEntries(typed.map((field) => [field, values[field]]));
  const destination = state.destination === sent.destination ? null : state.destination;
  const next = { ...fresh, values: { ...fresh.values, ...still }, destination };
  return { ...next, notice: isDirty(next) ? strings.form.savedMore : notice };
}

/**
 * Applies the parts of pasted text, except to fields that were edited since: `pasted` has their
 * values at that time.
 */
function splitPaste(state: FormState, parts: Partial<Values>, pasted: Values): FormState {
  const untouched = fields.filter((field) => parts[field] && state.values[field] === pasted[field]);
  return untouched.reduce(
    (now, field) => formReducer(now, { type: 'edited', field, value: parts[field] ?? '' }),
    state,
  );
}

function rejected(state: FormState, failure: Failure): FormState {
  const current = { ...state, saving: false, sent: null };
  if (failure.kind !== 'problem') return { ...current, failure };
  const { code, livestream, errors } = failure.problem;
  if (code === 'precondition_failed' && livestream) {
    const remote = { livestream, etag: failure.etag };
    return { ...refilled(current, remote), remote, remoteIsSaveConflict: true };
  }
  const rejections = state.rejections + 1;
  return {
    ...current,
    failure,
    rejections,
    errors: code === 'not_applied' ? {} : errorsByField(errors ?? []),
  };
}

function errorsByField(errors: FieldError[]): FieldErrors {
  const cached = errors.filter(({ field }) => (fields as readonly string[]).includes(field));
  return Object.fromEntries(cached.map((error) => [error.field, sentenceOf(error.field as Field, error)]));
}

/**
 * The API describes the error in words that follow the field's name: "must be an https address".
 */
function sentenceOf(field: Field, text: FieldError): string {
  const message = strings.server.field(text);
  const startsSmall = message.charAt(0) !== message.charAt(0).toUpperCase();
  const sentence = startsSmall ? `${strings.form[field]} ${message}` : message;
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}

function without(errors: FieldErrors, field: Field): FieldErrors {
  return Object.fromEntries(Object.entries(errors).filter(([name]) => name !== field));
}

/**
 * The body of a save: the id of the chosen destination, or the edited units. A key is never sent
 * without its URL; an empty key field keeps the key.
 */
export function bodyOf(state: Pick<FormState, 'values' | 'filled' | 'destination'>): LivestreamChanges {
  const { values, filled, destination } = state;
  if (destination) return { destination_id: destination.id };
  const edited = editedUnits(values, filled);
  const sent = fields.filter((field) => {
    if (field === 'stream_key') return values.stream_key.trim() !== '';
    return edited.includes(field === 'stream_url' ? 'stream' : field);
  });
  return Object.fromEntries(sent.map((field) => [field, values[field].trim()]));
}

/** Whether leaving would lose something. */
export function isDirty(state: FormState): boolean {
  return state.destination !== null || editedUnits(state.values, state.filled).length > 0;
}

/**
 * Missing values, checked before the request: Zoom requires all three and cannot clear any. A URL
 * that is saved over a version with another key needs its own key, because the two would not belong
 * together.
 */
export function missingOf({ values, filled, filledKey }: FormState, finished: Livestream): FieldErrors {
  const empty = (field: Field) => values[field].trim() === '';
  const errors: FieldErrors = {};
  if (empty('stream_url')) errors.stream_url = strings.form.needed.stream_url;
  if (empty('page_url')) errors.page_url = strings.form.needed.page_url;
  if (empty('stream_key')) {
    const isOtherKey = finished.stream_key_fingerprint !== filledKey;
    if (!finished.configured) errors.stream_key = strings.form.needed.stream_key;
    else if (isOtherKey && editedUnits(values, filled).includes('stream')) {
      errors.stream_key = strings.form.needed.ownKey;
    }
  }
  return errors;
}

/** The first field with an error, from top to bottom. */
export function firstError(errors: FieldErrors): Field | null {
  return fields.find((field) => errors[field]) ?? null;
}
