import { effect, signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { api } from '../api/client.ts';
import { read, session } from './session.ts';

/** Names of the user's saved destinations by ID. */
const names = signal<ReadonlyMap<string, string>>(new Map());

// The names belong to the signed-in user.
if (typeof document !== 'undefined') {
  effect(() => {
    if (session.value.state !== 'signed in') names.value = new Map();
  });
}

/** The name of a saved destination; undefined if it is unknown. */
export function nameOfDestination(id: string | null): string | undefined {
  return id === null ? undefined : names.value.get(id);
}

/** Loads the names, and again when a destination is shown that was saved later. */
export function useDestinationNames(shownId: string | null = null): void {
  const isUnknown = shownId !== null && !names.value.has(shownId);
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
    if (response.ok) names.value = new Map(response.value.destinations.map(({ id, name }) => [id, name]));
  })().finally(() => {
    loading = undefined;
  });
  return loading;
}
