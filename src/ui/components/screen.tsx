import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { strings } from '../i18n/index.ts';
import { arrival } from '../state/navigation.ts';

type TitleProps = { title: string; children?: ComponentChildren };

let first = true;

/**
 * A screen's heading. It names the browser's tab, and takes the focus when the screen changes, as loading a
 * page would (not on the first screen, where the page itself was loaded). Who comes back to a screen finds it scrolled
 * as it was.
 */
export function ScreenTitle({ title, children }: TitleProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = strings.titleOf(title);
  }, [title]);
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
