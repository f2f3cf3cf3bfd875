import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { type Heir, useHandOver } from './focus.ts';

type PassesFocusProps = { heir?: Heir; children: ComponentChildren };

/** What is taken off the page while it has the focus hands it on. */
export function PassesFocus({ heir, children }: PassesFocusProps) {
  const element = useRef<HTMLDivElement>(null);
  useHandOver(element, heir);
  return <div ref={element}>{children}</div>;
}
