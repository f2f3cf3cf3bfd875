import { useLayoutEffect } from 'preact/hooks';

/** The controls of a row that can have the focus. */
const CONTROLS = ['.cover', '.row-menu', '.row-check input', '.watch'];

function controlOf(row: string, control: string): HTMLElement | null {
  return document.querySelector(`main [data-row="${CSS.escape(row)}"] ${control}`);
}

/** The menu button of a row, where it is now. */
export const menuOfRow = (row: string) => controlOf(row, '.row-menu');

/**
 * Keeps the focus on a row that moves to another group, for example when its meeting goes live: it
 * is rendered again there, and browsers drop the focus with the removed element.
 */
export function useRowFocus(): void {
  const focused = document.activeElement;
  const row = focused?.closest<HTMLElement>('main [data-row]')?.dataset.row;
  useLayoutEffect(() => {
    if (row === undefined || focused?.isConnected || document.activeElement !== document.body) return;
    const control = CONTROLS.find((each) => focused?.matches(each)) ?? '.row-menu';
    const target = controlOf(row, control) ?? controlOf(row, '.cover');
    (target ?? document.querySelector<HTMLElement>('main h1'))?.focus({ preventScroll: true });
  });
}
