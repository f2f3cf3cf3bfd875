import { useLayoutEffect, useRef } from 'preact/hooks';

type Submission = {
  /** How many submits were rejected so far: only a new rejection moves the focus. */
  rejections: number;
  /** Whether a submit is under way. */
  busy: boolean;
  /** The id of the first invalid field, if any. */
  firstInvalid: string | null;
};

/**
 * Moves the focus to the first invalid field, once per rejected submit. A rejection that arrives
 * after the user has continued typing, or moved to another field, moves nothing: the next key press
 * would end up in a field that the user did not choose.
 */
export function useFocusOnRejection({ rejections, busy, firstInvalid }: Submission): void {
  const hasMovedOn = useRef(false);
  const seen = useRef(rejections);

  useLayoutEffect(() => {
    if (!busy) return;
    const moveOn = () => {
      hasMovedOn.current = true;
    };
    document.addEventListener('input', moveOn);
    document.addEventListener('focusin', moveOn);
    return () => {
      document.removeEventListener('input', moveOn);
      document.removeEventListener('focusin', moveOn);
    };
  }, [busy]);

  // A layout effect: after the next paint, the user could already have focused another field.
  useLayoutEffect(() => {
    const isNew = rejections > seen.current;
    seen.current = rejections;
    if (isNew && firstInvalid && !hasMovedOn.current) document.getElementById(firstInvalid)?.focus();
    if (!busy) hasMovedOn.current = false;
  }, [rejections, busy]);
}
