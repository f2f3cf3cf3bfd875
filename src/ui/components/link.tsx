import type { ComponentChildren } from 'preact';
import { go } from '../state/navigation.ts';

type LinkProps = { to: string; current?: boolean; class?: string; children: ComponentChildren };

/** A link to another screen of the app, followed without loading a page. */
export function Link({ to, current = false, children, ...rest }: LinkProps) {
  const follow = (event: MouseEvent) => {
    const elsewhere = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button !== 0;
    if (elsewhere || event.defaultPrevented) return;
    event.preventDefault();
    go(to);
  };
  return (
    <a href={to} onClick={follow} aria-current={current ? 'page' : undefined} {...rest}>
      {children}
    </a>
  );
}
