import { useEffect, useRef } from 'preact/hooks';

const callbacks = new WeakMap<Element, (isInView: boolean) => void>();
let observer: IntersectionObserver | undefined;

/** Elements count as visible shortly before they scroll into view. */
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
 * Calls `onSeen` when the element comes into view and, while it stays there, whenever `again`
 * changes. One observer serves the whole page. Without a callback, nothing is observed.
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

/**
 * Calls `onShown` when the element comes into view, and the function that it returned when the
 * element leaves the view or the page.
 */
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
