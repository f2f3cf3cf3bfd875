import { useEffect, useRef } from 'preact/hooks';

const callbacks = new WeakMap<Element, () => void>();
let observer: IntersectionObserver | undefined;

/** A little before it is seen. */
const MARGIN = '320px 0px';

function observe(element: Element, onSeen: () => void): () => void {
  observer ??= new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) if (isIntersecting) callbacks.get(target)?.();
    },
    { rootMargin: MARGIN },
  );
  callbacks.set(element, onSeen);
  observer.observe(element);
  return () => observer?.unobserve(element);
}

/**
 * Calls `onSeen` when the element comes into view; while it stays there, again whenever `again` changes. One
 * observer serves all of the page. Without a callback nothing is watched.
 */
export function useInView<Shown extends Element>(onSeen: (() => void) | undefined, again?: unknown) {
  const element = useRef<Shown>(null);
  const latest = useRef(onSeen);
  latest.current = onSeen;
  const isWatching = onSeen !== undefined;
  useEffect(() => {
    if (!isWatching || !element.current) return;
    return observe(element.current, () => latest.current?.());
  }, [isWatching, again]);
  return element;
}
