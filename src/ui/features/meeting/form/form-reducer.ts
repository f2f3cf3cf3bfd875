import type { Failure } from '../../../api/client.ts';
import type { Destination, FieldError, Livestream, LivestreamChanges } from '../../../api/types.ts';
import { strings } from '../../../i18n/index.ts';
import { changedUnits, editedUnits, type Unit, withUnits } from '../../../lib/three-way.ts';

export const fields = ['stream_url', 'stream_key', 'page_url', 'resolution'] as const;
export type Field = (typeof fields)[number];
export type Values = Record<Field, string>;
export type FieldErrors = Partial<Record<Field, string>>;

/** A configuration with the tag under which the server gave it. */
export type Tagged = { livestream: Livestream; etag: string };

export type FormState = {
  /** What Zoom had when the form was filled; what is saved replaces this version. */
  base: Tagged;
  values: Values;
  /** What the form was last filled with: a field that differs from this was edited. The key is always empty. */
  filled: Values;
  /** The key that an empty key field keeps, by its fingerprint. */
  filledKey: string;
  /** A saved one that is to be applied instead of the values. */
  destination: Destination | null;
  errors: FieldErrors;
  /** How many submits were rejected: each may move the focus once. */
  rejections: number;
  failure: Failure | null;
  /** What Zoom has now, if the user has to choose between that and their own edits. */
  remote: Tagged | null;
  /** Whether that is the answer to an attempt to save, and no news from elsewhere. */
  remoteIsSaveConflict: boolean;
  /** What Zoom changed while the user edited other settings: the form has both. */
  merged: Unit[];
  /** What is being saved: what is typed meanwhile is not part of it. */
  sent: Pick<FormState, 'values' | 'destination'> | null;
  saving: boolean;
  /** How the last attempt to save went, until the next edit. */
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

/** The form of a configuration; the key starts empty, which means "keep it". */
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

/** The form filled again; rejections go on counting, so that a later one is known as new. */
function filledAgain({ rejections }: FormState, base: Tagged): FormState {
  return { ...initialFormState(base), rejections };
}

function valuesOf({ stream_url, page_url, resolution }: Livestream): Values {
  return { stream_url, stream_key: '', page_url, resolution: resolution ?? '' };
}

/** Every step that the form can take. */
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
      return filledAgain(state, state.base);
    case 'rejected':
      return rejected(state, action.failure);
    case 'accept-remote':
      return state.remote ? filledAgain(state, state.remote) : state;
    case 'accept-remote-units':
      return remoteUnitsTaken(state, action.units);
  }
}

/**
 * A version from elsewhere. What the user did not edit shows it at once. If it changed what they edited too, they choose;
 * otherwise both changes are kept.
 */
function arrived(state: FormState, tagged: Tagged): FormState {
  if (tagged.etag === state.base.etag) {
    return { ...refilled(state, tagged), base: tagged, remote: null, remoteIsSaveConflict: false };
  }
  if (!isDirty(state)) return filledAgain(state, tagged);
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

/** The state with every unit that the user did not edit as `tagged` has it. */
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

/** The units that saving would overwrite: those edited, or those that the chosen destination brings. */
export function ownUnits({ values, filled, destination }: FormState): Unit[] {
  if (!destination) return editedUnits(values, filled);
  const { page_url, resolution } = destination;
  return [
    'stream',
    ...(page_url ? ['page_url' as const] : []),
    ...(resolution ? ['resolution' as const] : []),
  ];
}

/** The units that were changed both here and in Zoom since the form was filled, to different values. */
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

/** What was sent is saved; what was typed since stays in the form of what Zoom has now. */
function saved(state: FormState, tagged: Tagged, notice: string): FormState {
  const { sent, values } = state;
  const fresh = { ...filledAgain(state, tagged), notice };
  if (!sent) return fresh;
  const typed = fields.filter((field) => values[field] !== sent.values[field]);
  const still = Object.fromEntries(typed.map((field) => [field, values[field]]));
  const destination = state.destination === sent.destination ? null : state.destination;
  const next = { ...fresh, values: { ...fresh.values, ...still }, destination };
  return { ...next, notice: isDirty(next) ? strings.form.savedMore : notice };
}

/** Takes the parts of what was pasted, but not into fields that were edited since: `pasted` is what stood in them then. */
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

/** The API says what is wrong with a field in words that follow its name: "must be an https address". */
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
 * What saving sends: a saved destination by its id alone, else the units that were edited. A key is never sent without its
 * URL; an empty key field keeps the key.
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
 * What is missing before it makes sense to send the request: Zoom requires all three, and can clear none. A URL that is
 * saved over a version with another key needs its own key, because the two would not belong together.
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

/** The first field, top to bottom, that has an error. */
export function firstError(errors: FieldErrors): Field | null {
  return fields.find((field) => errors[field]) ?? null;
}
