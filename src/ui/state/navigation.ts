import { computed, signal } from '@preact/signals';
import { routeOf } from './route.ts';

/** The path (with its query) of the current screen. */
export const path = signal(presentPath());
export const route = computed(() => routeOf(path.value));

/**
 * How the user arrived at the screen: from which path, and whether by the browser's Back or
 * Forward.
 */
export const arrival = { from: '', isReturn: false };

function show(to: string, isReturn: boolean): void {
  Object.assign(arrival, { from: path.peek(), isReturn });
  path.value = to;
}

/** Called before the screen is left; false keeps the user here. */
const mayLeave = signal<(() => boolean) | null>(null);

function presentPath(): string {
  return location.pathname + location.search;
}

/** Whether the screen may be left. If something would be lost, the user is prompted. */
export function canLeave(): boolean {
  return mayLeave.peek()?.() ?? true;
}

/** Whether leaving would lose something. */
export function isGuarded(): boolean {
  return mayLeave.value !== null;
}

/** What Back closes before it leaves the screen, and the scroll position when it was opened. */
let layer: { close: () => void; hash: string; mark: number } | null = null;
let marks = 0;

/**
 * Adds a history entry for what covers the screen now, so that Back calls `close` and stays on the
 * screen. The returned function removes the callback when the screen itself is left.
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

/**
 * The entry is marked, because another entry of the same screen may belong to a link within the
 * page.
 */
function pushLayer(): void {
  if (layer) history.pushState({ layer: layer.mark }, '', path.value + layer.hash);
}

/**
 * Goes to another screen of the app. Anything that covered this screen is removed from the history.
 */
export function go(to: string): void {
  if (to === path.value || !canLeave()) return;
  if (layer) history.replaceState(null, '', to);
  else history.pushState(null, '', to);
  layer = null;
  show(to, false);
  scrollTo(0, 0);
}

/** Replaces the current history entry: Back leads to the screen before it. */
export function replace(to: string): void {
  if (to === path.peek()) return;
  try {
    history.replaceState(null, '', to);
  } catch {
    // Some browsers limit how often this may be called; the address then shows an earlier state.
  }
  path.value = to;
}

/** Blocks leaving until `check` allows it; the returned function removes the guard. */
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
    // A jump within the page: the user followed the skip link, or went back.
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
