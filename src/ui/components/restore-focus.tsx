import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { type FallbackTarget, useRestoreFocus } from './focus.ts';

type PassesFocusProps = { fallbackTarget?: FallbackTarget; children: ComponentChildren };

/** What is taken off the page while it has the focus hands it on. */
export function PassesFocus({ fallbackTarget, children }: PassesFocusProps) {
  const element = useRef<HTMLDivElement>(null);
  useRestoreFocus(element, fallbackTarget);
  return <div ref={element}>{children}</div>;
}
