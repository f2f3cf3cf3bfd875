import type { ButtonHTMLAttributes } from 'preact';
import { useRef } from 'preact/hooks';
import { useRestoreFocus, withId } from './focus.ts';

/**
 * A button that its own action removes; `fallbackTarget` is the id of the element that gets the focus then.
 */
export function SelfRemovingButton({
  fallbackTarget,
  ...rest
}: ButtonHTMLAttributes<HTMLButtonElement> & { fallbackTarget: string }) {
  const button = useRef<HTMLButtonElement>(null);
  useRestoreFocus(button, withId(fallbackTarget));
  return <button type="button" ref={button} {...rest} />;
}
