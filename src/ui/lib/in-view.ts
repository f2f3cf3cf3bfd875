import { useEffect, useRef } from 'preact/hooks';

const callbacks = new WeakMap<Element, (isInView: boolean) => void>();
let observer: IntersectionObserver | undefined;

/** A little before it is seen. */
const MARGIN = '320px 0px';

function observe(element: Element, onChange: (isInView: boolean) => void): () => void {
  observer ??= new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) callbacks.get(target)?.(isIntersecting);
    },
    { rootMargin: MARGIN },
  );
  callbacks.set(element, onChange);
  observer.observe(element);
  return () => observer?.unobserve(element);
}

/**
 * Calls `onSeen` when the element comes into view; while it stays there, again whenever `again` changes. One
 * observer serves all of the page. Without a callback nothing is watched.
 */
export function useInView<Shown extends Element>(onSeen: (() => void) | undefined, retry?: unknown) {
  const element = useRef<Shown>(null);
  const latest = useRef(onSeen);
  latest.current = onSeen;
  const isWatching = onSeen !== undefined;
  useEffect(() => {
    if (!isWatching || !element.current) return;
    return observe(element.current, (isInView) => isInView && latest.current?.());
  }, [isWatching, retry]);
  return element;
}

/** Calls `onShown` when the element comes into view, and what that returned when it leaves it or the page. */
export function useWhileInView<Shown extends Element>(onShown: (() => () => void) | undefined) {
  const element = useRef<Shown>(null);
  const latest = useRef(onShown);
  latest.current = onShown;
  const isWatching = onShown !== undefined;
  useEffect(() => {
    if (!isWatching || !element.current) return;
    let hide: (() => void) | undefined;
    const stop = observe(element.current, (isInView) => {
      hide?.();
      hide = isInView ? latest.current?.() : undefined;
    });
    return () => {
      stop();
      hide?.();
    };
  }, [isWatching]);
  return element;
}
