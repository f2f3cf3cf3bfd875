import type { Configuration } from '../../../api/types.ts';
import { strings } from '../../../i18n/index.ts';

const words = strings.history;

export const compared = ['stream_url', 'stream_key', 'page_url', 'resolution'] as const;
export type Compared = (typeof compared)[number];
export type Difference = { field: Compared; before: string; after: string };

/** What differs between two configurations, as a person reads it; nothing is known of null. */
export function differences(before: Configuration | null, after: Configuration | null): Difference[] {
  if (!before && !after) return [];
  return compared
    .filter((field) => rawOf(field, before) !== rawOf(field, after))
    .map((field) => ({ field, before: shown(field, before), after: shownAfter(field, before, after) }));
}

/** What Zoom has once `before` is restored over `current`: Zoom clears no field, so what was empty stays as it is. */
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
  if (value === '') return words.none;
  return field === 'stream_key' ? words.key(configuration?.stream_key_hint ?? '') : value;
}

/** Two keys that show nothing of themselves, or end alike, are still two. */
function shownAfter(field: Compared, before: Configuration | null, after: Configuration | null): string {
  const text = shown(field, after);
  return text === shown(field, before) ? words.otherKey : text;
}
