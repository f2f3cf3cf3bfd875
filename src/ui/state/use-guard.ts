import { useLayoutEffect, useRef } from 'preact/hooks';
import { guardLeaving } from './navigation.ts';

/** Asks `question` before the screen is left while something would be lost. The returned function lets it be left once. */
export function useGuard(wouldLose: boolean, question: string): () => void {
  const isFree = useRef(false);
  // Ends with the screen, not a moment later: what leads on from it would be asked too.
  useLayoutEffect(() => {
    if (!wouldLose) return;
    return guardLeaving(() => isFree.current || confirm(question));
  }, [wouldLose, question]);
  return () => {
    isFree.current = true;
  };
}
