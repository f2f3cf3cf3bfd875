import type { RefObject } from 'preact';
import { useLayoutEffect } from 'preact/hooks';

/**
 * Hands the focus on to the element of the id `to` when what has it leaves the page: a browser would put it nowhere, and who
 * uses the keyboard would begin again at the top.
 */
export function useHandOver(from: RefObject<HTMLElement | null>, to: string): void {
  useLayoutEffect(() => {
    const shown = from.current;
    return () => {
      if (!shown?.contains(document.activeElement)) return;
      // The successor may come with the very same step.
      setTimeout(() => {
        if (document.activeElement === document.body) document.getElementById(to)?.focus();
      });
    };
  }, []);
}
