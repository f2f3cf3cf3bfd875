import { useEffect, useLayoutEffect, useState } from 'preact/hooks';
import { arrival } from './navigation.ts';

/** Rows drawn at first, and added whenever their end comes into view. */
export const PORTION = 60;

/** How far a list was drawn, and the row by which it was left. */
export type ScrollPosition = { drawn: number; left: { row: string; top: number; to: string } | null };

export const createScrollPosition = (): ScrollPosition => ({ drawn: PORTION, left: null });

const rowsOf = () => [...document.querySelectorAll<HTMLElement>('main [data-row]')];

/** Notes which row somebody leaves the list by; for the click on any of its rows. */
export function recordLeaving(scrollPosition: ScrollPosition, { target }: MouseEvent): void {
  const link = target instanceof Element ? target.closest('a') : null;
  const row = link?.closest<HTMLElement>('[data-row]');
  if (!link || !row) return;
  const to = link.getAttribute('href') ?? '';
  scrollPosition.left = { row: row.dataset.row ?? '', top: row.getBoundingClientRect().top, to };
}

/**
 * Whoever comes back to a list finds as much of it drawn as there was; from what a row led to, the row where it was,
 * with the focus.
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

/** Rows that come into sight are as high as they are, not as they were taken to be, and move what is below them. */
const SETTLING_FRAMES = 30;
const inputs = ['wheel', 'touchstart', 'pointerdown', 'keydown'] as const;

/** Does it frame by frame until the page has settled, or the person moves it. The returned function ends it. */
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
