import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

/** What has the focus next; the screen's heading where there is none. */
export type FallbackTarget = () => HTMLElement | null | undefined;

/**
 * Hands the focus on when what has it leaves the page: a browser would put it nowhere, and who uses the keyboard would begin
 * again at the top.
 */
export function useRestoreFocus(
  from: RefObject<HTMLElement | null>,
  fallbackTarget: FallbackTarget | undefined,
): void {
  const latest = useRef(fallbackTarget);
  latest.current = fallbackTarget;
  // While it is still on the page: the end of an ordinary effect comes later.
  useLayoutEffect(() => {
    const shown = from.current;
    return () => {
      if (!shown?.contains(document.activeElement)) return;
      // The successor may come with the very same step.
      setTimeout(() => {
        if (document.activeElement !== document.body) return;
        const next = latest.current?.() ?? document.querySelector<HTMLElement>('main h1');
        next?.focus();
      });
    };
  }, []);
}

/** The element of this id, once it is asked for. */
export const withId =
  (id: string): FallbackTarget =>
  () =>
    document.getElementById(id);
