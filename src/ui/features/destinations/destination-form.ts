import type { Tagged } from '../../api/client.ts';
import type {
  Destination,
  DestinationChanges,
  NewDestination,
  ParsedPaste,
  Service,
  Warning,
} from '../../api/types.ts';
import { strings } from '../../i18n/index.ts';
import { type FieldErrors, type FormAction, type FormState, needsOwnKey } from '../../lib/form-state.ts';
import { patchOf } from '../../lib/three-way.ts';

export const destinationFields = ['name', 'stream_url', 'stream_key', 'page_url', 'resolution'] as const;
export type DestinationField = (typeof destinationFields)[number];
export type DestinationValues = Record<DestinationField, string>;

type Saved = Tagged<Destination> | null;
export type DestinationFormState = FormState<DestinationValues, Saved>;
export type DestinationFormAction = FormAction<DestinationValues, Saved>;

const nothing: DestinationValues = { name: '', stream_url: '', stream_key: '', page_url: '', resolution: '' };

/** The initial values. The key starts empty, which keeps the saved key, if any. */
export function valuesOf(destination: Partial<Destination> = {}): DestinationValues {
  const { name = '', stream_url = '', page_url = '', resolution } = destination;
  return { ...nothing, name, stream_url, page_url, resolution: resolution ?? '' };
}

/** The body of a PATCH. */
export function changesTo(values: DestinationValues, filled: DestinationValues): DestinationChanges {
  const { resolution, ...patch } = patchOf(destinationFields, values, filled);
  if (resolution === undefined) return patch;
  return { ...patch, resolution: resolution === '' ? null : (resolution as '720p' | '1080p') };
}

/** The body of a POST for a new destination. */
export function newDestinationOf(values: DestinationValues): NewDestination {
  const { name, stream_url, stream_key, page_url, resolution } = values;
  return {
    name: name.trim(),
    stream_url: stream_url.trim(),
    stream_key: stream_key.trim(),
    page_url: page_url.trim() || null,
    resolution: resolution === '' ? null : (resolution as '720p' | '1080p'),
  };
}

/** Missing values, checked before the request. */
export function missingOf(form: DestinationFormState, replaced: Saved): FieldErrors<DestinationValues> {
  const { neededName, neededUrl, neededKey, neededOwnKey } = strings.destinations;
  const { name, stream_url, stream_key } = form.values;
  const errors: FieldErrors<DestinationValues> = {};
  if (name.trim() === '') errors.name = neededName;
  if (stream_url.trim() === '') errors.stream_url = neededUrl;
  if (!replaced && stream_key.trim() === '') errors.stream_key = neededKey;
  if (replaced && needsOwnKey(form, replaced.value)) errors.stream_key = neededOwnKey;
  return errors;
}

/** The values as the server parsed them, and whether it found the key in another field. */
export function afterParsing(
  values: DestinationValues,
  { stream_url, stream_key, page_url }: ParsedPaste,
  mayFillKey: boolean,
): { values: DestinationValues; isSplit: boolean } {
  // If a key is saved, or the user wants the URL unchanged, nothing is split.
  if (!mayFillKey && values.stream_key.trim() === '' && stream_key !== '') return { values, isSplit: false };
  const found = { stream_url, stream_key, page_url };
  const filled = Object.fromEntries(Object.entries(found).filter(([, value]) => value !== ''));
  const after = { ...values, ...filled };
  return { values: after, isSplit: values.stream_key.trim() === '' && after.stream_key !== '' };
}

/**
 * The URL after another service was selected: the service's own, unless the user entered a
 * different one.
 */
export function addressFor(service: Service, current: string, services: readonly Service[]): string {
  const isPreset = services.some(({ stream_urls }) => stream_urls.includes(current.trim()));
  if (current.trim() !== '' && !isPreset) return current;
  return service.stream_urls[0] ?? '';
}

/** Whether there is a warning that the user has not seen yet. */
export function hasNewWarning(found: readonly Warning[], seen: readonly Warning[]): boolean {
  return found.some(({ code }) => !seen.some((each) => each.code === code));
}
