import type { ButtonHTMLAttributes } from 'preact';
import { useRef } from 'preact/hooks';
import { useRestoreFocus, withId } from './focus.ts';

/**
 * A button that its own action removes: then the element with the id `fallbackTarget` gets the
 * focus.
 */
export function SelfRemovingButton({
  fallbackTarget,
  ...rest
}: ButtonHTMLAttributes<HTMLButtonElement> & { fallbackTarget: string }) {
  const button = useRef<HTMLButtonElement>(null);
  useRestoreFocus(button, withId(fallbackTarget));
  return <button type="button" ref={button} {...rest} />;
}
