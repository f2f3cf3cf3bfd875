import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

/** Returns the element to focus next; the screen's heading if it returns none. */
export type FallbackTarget = () => HTMLElement | null | undefined;

/**
 * Moves the focus when the focused element leaves the page. Browsers drop it, so keyboard users
 * would start at the top of the page.
 */
export function useRestoreFocus(
  from: RefObject<HTMLElement | null>,
  fallbackTarget: FallbackTarget | undefined,
): void {
  const latest = useRef(fallbackTarget);
  latest.current = fallbackTarget;
  // A layout effect, because the cleanup of an ordinary effect runs after the element was removed.
  useLayoutEffect(() => {
    const shown = from.current;
    return () => {
      if (!shown?.contains(document.activeElement)) return;
      // The same render may create the next element.
      setTimeout(() => {
        if (document.activeElement !== document.body) return;
        const next = latest.current?.() ?? document.querySelector<HTMLElement>('main h1');
        next?.focus();
      });
    };
  }, []);
}

/** The element with this id, looked up when needed. */
export const withId =
  (id: string): FallbackTarget =>
  () =>
    document.getElementById(id);
