import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { strings } from '../i18n/index.ts';
import { arrival } from '../state/navigation.ts';

type TitleProps = {
  title: string;
  /** Precedes the title in the browser's tab, for example "● Live". */
  status?: string | undefined;
  children?: ComponentChildren;
};

let first = true;

/**
 * A screen's heading. It sets the document title, and takes the focus when the screen changes, as
 * loading a page would (not on the first screen, because the browser loaded that page itself).
 * Returning to a screen restores its scroll position.
 */
export function ScreenTitle({ title, status, children }: TitleProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = strings.titleOf(status ? `${status} – ${title}` : title);
  }, [title, status]);
  useEffect(() => {
    if (!first) heading.current?.focus({ preventScroll: arrival.isReturn });
    first = false;
    arrival.isReturn = false;
  }, []);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {children ?? title}
    </h1>
  );
}
