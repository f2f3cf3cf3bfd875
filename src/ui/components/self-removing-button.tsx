import type { ButtonHTMLAttributes } from 'preact';
import { useRef } from 'preact/hooks';
import { useRestoreFocus, withId } from './focus.ts';

/** A button that its own effect takes away; `heir` is the id of what has the focus then. */
export function SelfRemovingButton({
  fallbackTarget,
  ...rest
}: ButtonHTMLAttributes<HTMLButtonElement> & { fallbackTarget: string }) {
  const button = useRef<HTMLButtonElement>(null);
  useRestoreFocus(button, withId(fallbackTarget));
  return <button type="button" ref={button} {...rest} />;
}
