import type {
  Destination,
  DestinationChanges,
  NewDestination,
  ParsedPaste,
  Service,
  Warning,
} from '../../api/types.ts';
import { strings } from '../../i18n/index.ts';
import { editedUnits } from '../../lib/three-way.ts';

export const destinationFields = ['name', 'stream_url', 'stream_key', 'page_url', 'resolution'] as const;
export type DestinationField = (typeof destinationFields)[number];
export type DestinationValues = Record<DestinationField, string>;
export type DestinationErrors = Partial<Record<DestinationField, string>>;

const nothing: DestinationValues = { name: '', stream_url: '', stream_key: '', page_url: '', resolution: '' };

/** The initial values. The key starts empty, which keeps the saved key, if any. */
export function valuesOf(destination: Partial<Destination> = {}): DestinationValues {
  const { name = '', stream_url = '', page_url = '', resolution } = destination;
  return { ...nothing, name, stream_url, page_url, resolution: resolution ?? '' };
}

/**
 * The body of a PATCH: the units that were edited since the form was filled. A key is never sent
 * without its URL; an empty key field keeps the key.
 */
export function changesTo(values: DestinationValues, filled: DestinationValues): DestinationChanges {
  const edited = editedUnits(values, filled);
  const sent = destinationFields.filter((field) => {
    if (field === 'stream_key') return values.stream_key.trim() !== '';
    return edited.includes(field === 'stream_url' ? 'stream' : field);
  });
  return Object.fromEntries(sent.map((field) => [field, values[field].trim()]).map(withNull));
}

function withNull([field, value]: string[]): [string, string | null] {
  return [field ?? '', field === 'resolution' && value === '' ? null : (value ?? '')];
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
export function missingOf(values: DestinationValues, isNew: boolean): DestinationErrors {
  const { neededName, neededUrl, neededKey } = strings.destinations;
  const errors: DestinationErrors = {};
  if (values.name.trim() === '') errors.name = neededName;
  if (values.stream_url.trim() === '') errors.stream_url = neededUrl;
  if (isNew && values.stream_key.trim() === '') errors.stream_key = neededKey;
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

/** A warning about one field only: its suggestion replaces that field. */
export function withSuggestion(values: DestinationValues, { field, suggestion }: Warning): DestinationValues {
  return suggestion === undefined ? values : { ...values, [field]: suggestion };
}
