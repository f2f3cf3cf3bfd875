import type { ButtonHTMLAttributes } from 'preact';
import { useRef } from 'preact/hooks';
import { useHandOver, withId } from './focus.ts';

/** A button that its own effect takes away; `heir` is the id of what has the focus then. */
export function FleetingButton({
  heir,
  ...rest
}: ButtonHTMLAttributes<HTMLButtonElement> & { heir: string }) {
  const button = useRef<HTMLButtonElement>(null);
  useHandOver(button, withId(heir));
  return <button type="button" ref={button} {...rest} />;
}
