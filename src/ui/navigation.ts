import { computed, signal } from '@preact/signals';
import { routeOf } from './route.ts';

/** The path (with its query) that the screen shows. */
export const path = signal(presentPath());
export const route = computed(() => routeOf(path.value));

/** Asked before the screen is left; false keeps the person here. */
let mayLeave: (() => boolean) | null = null;

function presentPath(): string {
  return location.pathname + location.search;
}

/** Whether the screen may be left; where something would be lost, the person is asked. */
export function canLeave(): boolean {
  return mayLeave?.() ?? true;
}

/** Whether something would be lost by leaving. */
export function isGuarded(): boolean {
  return mayLeave !== null;
}

/** Goes to another screen of the app. */
export function go(to: string): void {
  if (to === path.value || !canLeave()) return;
  history.pushState(null, '', to);
  path.value = to;
  scrollTo(0, 0);
}

/** Stays until `check` allows leaving; the returned function takes the guard away. */
export function guardLeaving(check: () => boolean): () => void {
  mayLeave = check;
  const warn = (event: BeforeUnloadEvent) => event.preventDefault();
  addEventListener('beforeunload', warn);
  return () => {
    mayLeave = null;
    removeEventListener('beforeunload', warn);
  };
}

addEventListener('popstate', () => {
  if (!canLeave()) {
    history.pushState(null, '', path.value);
    return;
  }
  path.value = presentPath();
});
