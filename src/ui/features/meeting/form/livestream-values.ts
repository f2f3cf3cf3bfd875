import { type Failure, isProblem, type Tagged } from '../../../api/client.ts';
import type { Destination, Livestream, LivestreamChanges } from '../../../api/types.ts';
import { strings } from '../../../i18n/index.ts';
import {
  type FieldErrors,
  type FormAction,
  type FormState,
  fieldErrorsOf,
  initialFormState,
  needsOwnKey,
} from '../../../lib/form-state.ts';
import { patchOf } from '../../../lib/three-way.ts';

export const fields = ['stream_url', 'stream_key', 'page_url', 'resolution'] as const;
export type Field = (typeof fields)[number];

/** The fields, or a saved destination to apply instead. */
export type Values = Record<Field, string> & { destination: Destination | null };

export type LivestreamFormState = FormState<Values, Tagged<Livestream>>;
export type LivestreamFormAction = FormAction<Values, Tagged<Livestream>>;

const empty: Values = { stream_url: '', stream_key: '', page_url: '', resolution: '', destination: null };

/** The form of Zoom's current settings. */
export const livestreamForm = (base: Tagged<Livestream>): LivestreamFormState =>
  initialFormState(empty, base);

/** The body of a save: the id of the chosen destination, or the edited units. */
export function bodyOf({
  values,
  filled,
}: Pick<LivestreamFormState, 'values' | 'filled'>): LivestreamChanges {
  if (values.destination) return { destination_id: values.destination.id };
  return patchOf(fields, values, filled) as LivestreamChanges;
}

/** Missing values, checked before the request: Zoom requires all three and cannot clear any. */
export function missingOf(form: LivestreamFormState, replaced: Livestream): FieldErrors<Values> {
  const { needed } = strings.form;
  const { destination, stream_url, stream_key, page_url } = form.values;
  if (destination) return {};
  const errors: FieldErrors<Values> = {};
  if (stream_url.trim() === '') errors.stream_url = needed.stream_url;
  if (page_url.trim() === '') errors.page_url = needed.page_url;
  if (!replaced.configured && stream_key.trim() === '') errors.stream_key = needed.stream_key;
  else if (needsOwnKey(form, replaced)) errors.stream_key = needed.ownKey;
  return errors;
}

/** Zoom's version, if a change was rejected because that is newer than the one it replaces. */
export function newerVersion(failure: Failure): Tagged<Livestream> | null {
  if (failure.kind !== 'problem' || failure.problem.code !== 'precondition_failed') return null;
  const { livestream } = failure.problem;
  return livestream ? { value: livestream, etag: failure.etag } : null;
}

/** What a failed save means for the form. */
export function rejectionOf(failure: Failure): LivestreamFormAction {
  const newer = newerVersion(failure);
  if (newer) return { type: 'conflict', remote: newer };
  // Zoom accepted these fields and did not keep them: they are not invalid.
  const errors = isProblem(failure, 'not_applied') ? {} : fieldErrorsOf(failure, fields);
  return { type: 'rejected', failure, errors };
}

/** The first field with an error, from top to bottom. */
export function firstError(errors: FieldErrors<Values>): Field | null {
  return fields.find((field) => errors[field]) ?? null;
}
