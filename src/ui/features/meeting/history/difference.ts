import type { Configuration } from '../../../api/types.ts';
import { strings } from '../../../i18n/index.ts';
import { destinationName } from '../../../lib/destination.ts';

const messages = strings.history;

export const compared = ['stream_url', 'stream_key', 'page_url', 'resolution'] as const;
export type Compared = (typeof compared)[number];
export type Difference = { field: Compared; before: string; after: string };

/**
 * The differences between two configurations in readable form. Null means that nothing is known.
 */
export function differences(before: Configuration | null, after: Configuration | null): Difference[] {
  if (!before && !after) return [];
  return compared
    .filter((field) => rawOf(field, before) !== rawOf(field, after))
    .map((field) => ({ field, before: shown(field, before), after: shownAfter(field, before, after) }));
}

/** Names the destination of a configuration. */
export type NameOf = (configuration: Configuration) => string;

/** The two destinations if the stream goes elsewhere, as "Twitch → YouTube"; otherwise empty. */
export function switchOf(
  before: Configuration | null,
  after: Configuration | null,
  nameOf: NameOf = ({ stream_url }) => destinationName(stream_url),
): string {
  if (!before?.stream_url || !after?.stream_url) return '';
  const [from, to] = [nameOf(before), nameOf(after)];
  return from === to ? '' : `${from} → ${to}`;
}

/** The names of the settings that differ. Empty if nothing visible changed. */
export function changedSettings(before: Configuration | null, after: Configuration | null): string {
  return differences(before, after)
    .map(({ field }) => strings.form[field])
    .join(', ');
}

/**
 * Zoom's settings after restoring `before` over `current`. Zoom cannot clear a field, so an empty
 * one stays unchanged.
 */
export function restoredFrom(before: Configuration, current: Configuration): Configuration {
  return {
    ...before,
    page_url: before.page_url || current.page_url,
    resolution: before.resolution ?? current.resolution,
  };
}

function rawOf(field: Compared, configuration: Configuration | null): string {
  if (field === 'stream_key') return configuration?.stream_key_fingerprint ?? '';
  return configuration?.[field] ?? '';
}

function shown(field: Compared, configuration: Configuration | null): string {
  const value = rawOf(field, configuration);
  if (value === '') return messages.none;
  return field === 'stream_key' ? messages.key(configuration?.stream_key_hint ?? '') : value;
}

/** Two keys that look the same when shortened are still different. */
function shownAfter(field: Compared, before: Configuration | null, after: Configuration | null): string {
  const text = shown(field, after);
  return text === shown(field, before) ? messages.otherKey : text;
}
