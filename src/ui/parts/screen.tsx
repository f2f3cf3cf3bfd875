import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { strings } from '../strings.ts';

type TitleProps = { title: string; children?: ComponentChildren };

let first = true;

/**
 * A screen's heading. It names the browser's tab, and takes the focus when the screen changes, as loading a
 * page would (not on the first screen, where the page itself was loaded).
 */
export function ScreenTitle({ title, children }: TitleProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = strings.titleOf(title);
  }, [title]);
  useEffect(() => {
    if (!first) heading.current?.focus();
    first = false;
  }, []);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {children ?? title}
    </h1>
  );
}
