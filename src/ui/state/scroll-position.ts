import { useEffect, useLayoutEffect, useState } from 'preact/hooks';
import { arrival } from './navigation.ts';

/** Number of rows rendered at first, and added whenever the end of the list comes into view. */
export const PORTION = 60;

/** How many rows were rendered, and from which row the user left the list. */
export type ScrollPosition = { drawn: number; left: { row: string; top: number; to: string } | null };

export const createScrollPosition = (): ScrollPosition => ({ drawn: PORTION, left: null });

const rowsOf = () => [...document.querySelectorAll<HTMLElement>('main [data-row]')];

/** Records from which row the user leaves the list, for a click on any of its rows. */
export function recordLeaving(scrollPosition: ScrollPosition, { target }: MouseEvent): void {
  const link = target instanceof Element ? target.closest('a') : null;
  const row = link?.closest<HTMLElement>('[data-row]');
  if (!link || !row) return;
  const to = link.getAttribute('href') ?? '';
  scrollPosition.left = { row: row.dataset.row ?? '', top: row.getBoundingClientRect().top, to };
}

/**
 * Returning to a list restores the number of rendered rows. Returning from a page that a row led to
 * also restores that row's position and focus.
 */
export function useScrollPosition(scrollPosition: ScrollPosition): void {
  const [left] = useState(() => (scrollPosition.left?.to === arrival.from ? scrollPosition.left : null));
  const find = () => rowsOf().find((row) => row.dataset.row === left?.row);
  const align = () => {
    const row = find();
    if (row && left) scrollBy(0, row.getBoundingClientRect().top - left.top);
  };
  useState(() => {
    if (!left && !arrival.isReturn) scrollPosition.drawn = PORTION;
    scrollPosition.left = null;
  });
  useLayoutEffect(align, []);
  useEffect(() => {
    if (!left) return;
    find()?.querySelector('a')?.focus({ preventScroll: true });
    return forSomeFrames(align);
  }, []);
}

/**
 * Rows that come into view replace their estimated height with the real one, and move the rows
 * below them.
 */
const SETTLING_FRAMES = 30;
const inputs = ['wheel', 'touchstart', 'pointerdown', 'keydown'] as const;

/**
 * Calls `work` in each frame until the layout is stable or the user scrolls. The returned function
 * ends it.
 */
function forSomeFrames(work: () => void): () => void {
  let left = SETTLING_FRAMES;
  let frame = 0;
  const end = () => {
    cancelAnimationFrame(frame);
    for (const each of inputs) removeEventListener(each, end, true);
  };
  const next = () => {
    work();
    left -= 1;
    if (left > 0) frame = requestAnimationFrame(next);
    else end();
  };
  for (const each of inputs) addEventListener(each, end, { capture: true, passive: true });
  next();
  return end;
}
