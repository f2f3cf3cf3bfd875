import { computed, signal } from '@preact/signals';
import { routeOf } from './route.ts';

/** The path (with its query) that the screen shows. */
export const path = signal(presentPath());
export const route = computed(() => routeOf(path.value));

/** How the screen was come to: from which path, and whether by the browser's own Back or Forward. */
export const arrival = { from: '', isReturn: false };

function show(to: string, isReturn: boolean): void {
  Object.assign(arrival, { from: path.peek(), isReturn });
  path.value = to;
}

/** Asked before the screen is left; false keeps the person here. */
const mayLeave = signal<(() => boolean) | null>(null);

function presentPath(): string {
  return location.pathname + location.search;
}

/** Whether the screen may be left; where something would be lost, the person is asked. */
export function canLeave(): boolean {
  return mayLeave.peek()?.() ?? true;
}

/** Whether something would be lost by leaving. */
export function isGuarded(): boolean {
  return mayLeave.value !== null;
}

/** What Back closes before it leaves the screen, and where on the page one was when it opened. */
let layer: { close: () => void; hash: string; mark: number } | null = null;
let marks = 0;

/**
 * Gives what now covers the screen an entry in the history, so that Back calls `close` and stays on the screen. The
 * returned function forgets it, for when the screen itself is left.
 */
export function coverScreen(close: () => void): () => void {
  const { hash } = location;
  marks += 1;
  layer = { close, hash, mark: marks };
  pushLayer();
  return () => {
    if (layer?.close === close) layer = null;
  };
}

/** Its entry is marked: another one of the same screen may be that of a link within the page. */
function pushLayer(): void {
  if (layer) history.pushState({ layer: layer.mark }, '', path.value + layer.hash);
}

/** Goes to another screen of the app. What covered this one has no place in the history any more. */
export function go(to: string): void {
  if (to === path.value || !canLeave()) return;
  if (layer) history.replaceState(null, '', to);
  else history.pushState(null, '', to);
  layer = null;
  show(to, false);
  scrollTo(0, 0);
}

/** Shows another screen, or another state of this one, in its place: Back leads to the one before. */
export function replace(to: string): void {
  if (to === path.peek()) return;
  try {
    history.replaceState(null, '', to);
  } catch {
    // Some browsers limit how often this may be called; the address then names an earlier state.
  }
  path.value = to;
}

/** Stays until `check` allows leaving; the returned function takes the guard away. */
export function guardLeaving(check: () => boolean): () => void {
  mayLeave.value = check;
  const warn = (event: BeforeUnloadEvent) => event.preventDefault();
  addEventListener('beforeunload', warn);
  return () => {
    mayLeave.value = null;
    removeEventListener('beforeunload', warn);
  };
}

addEventListener('popstate', ({ state }) => {
  if (presentPath() === path.value) {
    // Elsewhere on the page: the skip link was followed, or is left again.
    if (!layer || state?.layer === layer.mark || location.hash !== layer.hash) return;
    const { close } = layer;
    layer = null;
    close();
    return;
  }
  if (!canLeave()) {
    history.pushState(null, '', path.value);
    pushLayer();
    return;
  }
  layer = null;
  show(presentPath(), true);
});
