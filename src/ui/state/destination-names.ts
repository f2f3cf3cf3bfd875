import { effect, signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { api } from '../api/client.ts';
import type { Destination, Livestream } from '../api/types.ts';
import { destinationName, serviceOfUrl } from '../lib/destination.ts';
import { read, session } from './session.ts';

type Named = Pick<Destination, 'name' | 'service' | 'stream_url' | 'stream_key_fingerprint'>;

/** The user's saved destinations by ID. */
const saved = signal<ReadonlyMap<string, Named>>(new Map());

// The names belong to the signed-in user.
if (typeof document !== 'undefined') {
  effect(() => {
    if (session.value.state !== 'signed in') saved.value = new Map();
  });
}

/** The name of a saved destination; undefined if it is unknown. */
export function nameOfDestination(id: string | null): string | undefined {
  return id === null ? undefined : saved.value.get(id)?.name;
}

/** The loaded destinations of the user, in the order of their list. */
export function savedDestinations(): { id: string; name: string }[] {
  return [...saved.value].map(([id, { name }]) => ({ id, name }));
}

/** A destination as it is shown: its name, else that of its service, else its host. */
export interface ShownDestination {
  name: string;
  /** For the icon. */
  service: Destination['service'];
  /** What the name does not say: the service or the host. Empty if the name is the same. */
  detail: string;
}

/**
 * The destination of a livestream. A saved one has its own name and service, and any other those of
 * its stream URL. Reads a signal, so a component renders again when the names are loaded.
 */
export function shownDestination({
  destination_id,
  stream_url,
}: Pick<Livestream, 'destination_id' | 'stream_url'>): ShownDestination {
  const detail = destinationName(stream_url);
  const service = serviceOfUrl(stream_url);
  const named = destination_id === null ? undefined : saved.value.get(destination_id);
  if (!named || named.name === detail)
    return { name: detail, service: named?.service ?? service, detail: '' };
  return { name: named.name, service: named.service, detail };
}

/**
 * The name of the destination with this URL and key, as saved now; else that of its service, else
 * its host. For versions of which no ID is stored, such as those in a history.
 */
export function nameOfConfiguration({
  stream_url,
  stream_key_fingerprint,
}: Pick<Livestream, 'stream_url' | 'stream_key_fingerprint'>): string {
  const named = [...saved.value.values()].find(
    (each) => each.stream_url === stream_url && each.stream_key_fingerprint === stream_key_fingerprint,
  );
  return named?.name ?? destinationName(stream_url);
}

/** Loads the names, and again when a destination is shown that was saved later. */
export function useDestinationNames(shownId: string | null = null): void {
  const isUnknown = shownId !== null && !saved.value.has(shownId);
  useEffect(() => {
    load();
  }, []);
  useEffect(() => {
    if (isUnknown) load();
  }, [isUnknown, shownId]);
}

let loading: Promise<void> | undefined;

/**
 * Concurrent callers share one request. A failure is not shown: the service's name is shown
 * instead.
 */
function load(): Promise<void> {
  loading ??= (async () => {
    const response = await read(api.GET('/api/destinations'));
    if (response.ok)
      saved.value = new Map(response.value.destinations.map((destination) => [destination.id, destination]));
  })().finally(() => {
    loading = undefined;
  });
  return loading;
}
