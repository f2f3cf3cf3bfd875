import { useLayoutEffect, useRef } from 'preact/hooks';
import { guardLeaving } from './navigation.ts';

/**
 * Prompts with `question` before the screen is left while something would be lost. The returned
 * function allows leaving once.
 */
export function useGuard(wouldLose: boolean, question: string): () => void {
  const isFree = useRef(false);
  // A layout effect, so that the guard ends with the screen: the next navigation must not prompt.
  useLayoutEffect(() => {
    if (!wouldLose) return;
    return guardLeaving(() => isFree.current || confirm(question));
  }, [wouldLose, question]);
  return () => {
    isFree.current = true;
  };
}
