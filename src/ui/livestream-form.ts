import type { Destination, FieldError, Livestream, LivestreamChanges } from './api.ts';
import type { Failure } from './client.ts';
import { strings } from './strings.ts';

export const fields = ['stream_url', 'stream_key', 'page_url', 'resolution'] as const;
export type Field = (typeof fields)[number];
export type Values = Record<Field, string>;
export type FieldErrors = Partial<Record<Field, string>>;

/** A configuration with the tag under which the server gave it. */
export type Tagged = { livestream: Livestream; etag: string };

export type FormState = {
  base: Tagged;
  values: Values;
  /** A saved one that is to be applied instead of the values. */
  destination: Destination | null;
  errors: FieldErrors;
  failure: Failure | null;
  /** What Zoom has now, where it is newer than what was edited here. */
  theirs: Tagged | null;
  /** Whether that is the answer to an attempt to save, and no news from elsewhere. */
  theirsAnswers: boolean;
  /** What is being saved: what is typed meanwhile is not part of it. */
  sent: Pick<FormState, 'values' | 'destination'> | null;
  saving: boolean;
  /** How the last attempt to save went, until the next edit. */
  notice: string;
};

export type FormAction =
  | { type: 'edited'; field: Field; value: string }
  | { type: 'destination chosen'; destination: Destination | null }
  | { type: 'arrived'; tagged: Tagged }
  | { type: 'put back'; tagged: Tagged }
  | { type: 'taken apart'; parts: Partial<Values>; pasted: Values }
  | { type: 'sending' }
  | { type: 'invalid'; errors: FieldErrors }
  | { type: 'saved'; tagged: Tagged; notice: string }
  | { type: 'discarded' }
  | { type: 'refused'; failure: Failure }
  | { type: 'theirs taken' };

/** The form of a configuration; the key starts empty, which means "keep it". */
export function formOf(base: Tagged): FormState {
  return {
    base,
    values: valuesOf(base.livestream),
    destination: null,
    errors: {},
    failure: null,
    theirs: null,
    theirsAnswers: false,
    sent: null,
    saving: false,
    notice: '',
  };
}

function valuesOf({ stream_url, page_url, resolution }: Livestream): Values {
  return { stream_url, stream_key: '', page_url, resolution: resolution ?? '' };
}

/** Every step that the form can take. */
export function formAfter(state: FormState, action: FormAction): FormState {
  switch (action.type) {
    case 'edited':
      return {
        ...state,
        values: { ...state.values, [action.field]: action.value },
        errors: without(state.errors, action.field),
        notice: '',
      };
    case 'destination chosen':
      return { ...state, destination: action.destination, errors: {}, failure: null, notice: '' };
    case 'arrived':
      return arrived(state, action.tagged);
    case 'put back':
      return {
        ...kept(state, valuesOf(state.base.livestream), action.tagged),
        destination: state.destination,
        saving: state.saving,
        sent: state.sent,
      };
    case 'taken apart':
      return takenApart(state, action.parts, action.pasted);
    case 'sending':
      return {
        ...state,
        saving: true,
        sent: { values: state.values, destination: state.destination },
        theirsAnswers: false,
        errors: {},
        failure: null,
        notice: '',
      };
    case 'invalid':
      return { ...state, errors: action.errors, failure: null, notice: '' };
    case 'saved':
      return saved(state, action.tagged, action.notice);
    case 'discarded':
      return formOf(state.base);
    case 'refused':
      return refused(state, action.failure);
    case 'theirs taken':
      return state.theirs ? formOf(state.theirs) : state;
  }
}

function arrived(state: FormState, tagged: Tagged): FormState {
  if (tagged.etag === state.base.etag) return { ...state, base: tagged, theirs: null };
  if (!isDirty(state)) return formOf(tagged);
  return {
    ...state,
    theirs: tagged,
    theirsAnswers: state.theirsAnswers && tagged.etag === state.theirs?.etag,
  };
}

/** The form of `tagged`, with what was typed beyond `known` still in it. */
function kept({ values }: FormState, known: Values, tagged: Tagged): FormState {
  const fresh = formOf(tagged);
  const typed = fields.filter((field) => values[field] !== known[field]);
  const still = Object.fromEntries(typed.map((field) => [field, values[field]]));
  return { ...fresh, values: { ...fresh.values, ...still } };
}

function saved(state: FormState, tagged: Tagged, notice: string): FormState {
  const { sent } = state;
  if (!sent) return { ...formOf(tagged), notice };
  const destination = state.destination === sent.destination ? null : state.destination;
  const next = { ...kept(state, sent.values, tagged), destination };
  return { ...next, notice: isDirty(next) ? strings.form.savedMore : notice };
}

/** Takes the parts of what was pasted, but not into fields that were edited since: `pasted` is what stood in them then. */
function takenApart(state: FormState, parts: Partial<Values>, pasted: Values): FormState {
  const untouched = fields.filter((field) => parts[field] && state.values[field] === pasted[field]);
  return untouched.reduce(
    (now, field) => formAfter(now, { type: 'edited', field, value: parts[field] ?? '' }),
    state,
  );
}

function refused(state: FormState, failure: Failure): FormState {
  const current = { ...state, saving: false, sent: null };
  if (failure.kind !== 'problem') return { ...current, failure };
  const { code, livestream, errors } = failure.problem;
  if (code === 'precondition_failed' && livestream) {
    return { ...current, theirs: { livestream, etag: failure.etag }, theirsAnswers: true };
  }
  return { ...current, failure, errors: errorsByField(errors ?? []) };
}

function errorsByField(errors: FieldError[]): FieldErrors {
  const known = errors.filter(({ field }) => (fields as readonly string[]).includes(field));
  return Object.fromEntries(known.map((error) => [error.field, sentenceOf(error.field as Field, error)]));
}

/** The API says what is wrong with a field in words that follow its name: "must be an https address". */
function sentenceOf(field: Field, said: FieldError): string {
  const message = strings.server.field(said);
  const startsSmall = message.charAt(0) !== message.charAt(0).toUpperCase();
  const sentence = startsSmall ? `${strings.form[field]} ${message}` : message;
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}

function without(errors: FieldErrors, field: Field): FieldErrors {
  return Object.fromEntries(Object.entries(errors).filter(([name]) => name !== field));
}

/** What differs from `livestream`, as a PATCH carries it; an empty key keeps the one that is there. */
export function changesOf(values: Values, livestream: Livestream): LivestreamChanges {
  const current = valuesOf(livestream);
  const changed = fields.filter((field) => values[field].trim() !== current[field]);
  return Object.fromEntries(changed.map((field) => [field, values[field].trim()]));
}

/** What saving over `livestream` sends: a saved destination by its name alone, else what differs. */
export function bodyOf({ values, destination }: FormState, livestream: Livestream): LivestreamChanges {
  return destination ? { destination_id: destination.id } : changesOf(values, livestream);
}

/** Whether leaving would lose something. */
export function isDirty(state: FormState): boolean {
  return Object.keys(bodyOf(state, state.base.livestream)).length > 0;
}

/** What is missing before it makes sense to ask the server: Zoom wants all three, and can clear none. */
export function missingOf(values: Values, livestream: Livestream): FieldErrors {
  const empty = (field: Field) => values[field].trim() === '';
  const errors: FieldErrors = {};
  if (empty('stream_url')) errors.stream_url = strings.form.needed.stream_url;
  if (empty('page_url')) errors.page_url = strings.form.needed.page_url;
  if (empty('stream_key') && !livestream.configured) errors.stream_key = strings.form.needed.stream_key;
  return errors;
}

/** The first field, top to bottom, that has an error. */
export function firstError(errors: FieldErrors): Field | null {
  return fields.find((field) => errors[field]) ?? null;
}
