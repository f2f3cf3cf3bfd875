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

/** What Back closes before it leaves the screen. */
let closeLayer: (() => void) | null = null;

/**
 * Gives what now covers the screen an entry in the history, so that Back calls `close` and stays on the screen. The
 * returned function forgets it, for when the screen itself is left.
 */
export function coverScreen(close: () => void): () => void {
  history.pushState(null, '', path.value);
  closeLayer = close;
  return () => {
    if (closeLayer === close) closeLayer = null;
  };
}

/** Goes to another screen of the app. What covered this one has no place in the history any more. */
export function go(to: string): void {
  if (to === path.value || !canLeave()) return;
  if (closeLayer) history.replaceState(null, '', to);
  else history.pushState(null, '', to);
  closeLayer = null;
  show(to, false);
  scrollTo(0, 0);
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

addEventListener('popstate', () => {
  if (presentPath() === path.value) {
    // With a hash, only the place on the page is another: the skip link was followed.
    if (location.hash !== '') return;
    closeLayer?.();
    closeLayer = null;
    return;
  }
  if (!canLeave()) {
    history.pushState(null, '', path.value);
    if (closeLayer) history.pushState(null, '', path.value);
    return;
  }
  closeLayer = null;
  show(presentPath(), true);
});
