import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

type PassesFocusProps = {
  /** What has the focus next; the screen's heading where there is none. */
  heir?: () => HTMLElement | null | undefined;
  children: ComponentChildren;
};

/** What is taken off the page while it has the focus hands it on, so that a keyboard does not begin at the top again. */
export function PassesFocus({ heir, children }: PassesFocusProps) {
  const element = useRef<HTMLDivElement>(null);
  const latest = useRef(heir);
  latest.current = heir;
  // While it is still on the page: an effect's own end comes later.
  useLayoutEffect(
    () => () => {
      if (!element.current?.contains(document.activeElement)) return;
      // Once the page is as it will be.
      queueMicrotask(() => {
        if (document.activeElement !== document.body) return;
        const next = latest.current?.() ?? document.querySelector<HTMLElement>('main h1');
        next?.focus();
      });
    },
    [],
  );
  return <div ref={element}>{children}</div>;
}
