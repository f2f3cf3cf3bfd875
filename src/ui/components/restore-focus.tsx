import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { type FallbackTarget, useRestoreFocus } from './focus.ts';

type RestoreFocusProps = { fallbackTarget?: FallbackTarget; children: ComponentChildren };

/** Moves the focus to `fallbackTarget` if its children have it when they are removed. */
export function RestoreFocus({ fallbackTarget, children }: RestoreFocusProps) {
  const element = useRef<HTMLDivElement>(null);
  useRestoreFocus(element, fallbackTarget);
  return <div ref={element}>{children}</div>;
}
