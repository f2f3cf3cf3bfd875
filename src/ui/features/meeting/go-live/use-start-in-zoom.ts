import { useEffect, useRef } from 'preact/hooks';
import type { ReadinessState } from '../readiness/use-readiness.ts';

/**
 * The page of Zoom on which the host starts the meeting. When the user returns from it, the state of
 * the meeting is read again: Zoom's event may be late, or not configured.
 */
export function useStartInZoom({ report, failure, load }: ReadinessState, inProgress: boolean | null) {
  const isFollowed = useRef(false);
  const latest = useRef(load);
  latest.current = load;
  useEffect(() => {
    const onReturn = () => {
      if (document.visibilityState !== 'visible' || !isFollowed.current) return;
      if (inProgress) isFollowed.current = false;
      else latest.current();
    };
    document.addEventListener('visibilitychange', onReturn);
    return () => document.removeEventListener('visibilitychange', onReturn);
  }, [inProgress]);
  const onFollow = () => {
    isFollowed.current = true;
  };
  return { url: report?.meeting?.start_url, isLoading: report === null && failure === null, onFollow };
}
