import type { ComponentChildren } from 'preact';
import { go } from '../state/navigation.ts';

type LinkProps = {
  to: string;
  current?: boolean;
  class?: string;
  /** Repeats another link for the mouse only: neither focusable nor read out. */
  isDuplicate?: boolean;
  children: ComponentChildren;
};

/** A link to another screen of the app, followed without loading a page. */
export function Link({ to, current = false, isDuplicate = false, children, ...rest }: LinkProps) {
  const follow = (event: MouseEvent) => {
    const elsewhere = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button !== 0;
    if (elsewhere || event.defaultPrevented) return;
    event.preventDefault();
    go(to);
  };
  const hidden = isDuplicate ? { tabIndex: -1, 'aria-hidden': true } : {};
  return (
    <a href={to} onClick={follow} aria-current={current ? 'page' : undefined} {...hidden} {...rest}>
      {children}
    </a>
  );
}
