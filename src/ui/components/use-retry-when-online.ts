import { useEffect, useRef } from 'preact/hooks';
import type { Failure } from '../api/client.ts';

/** Calls `onRetry` when the browser is online again, if Uplink was unreachable. */
export function useRetryWhenOnline(failure: Failure | null, onRetry: (() => void) | undefined): void {
  const latest = useRef(onRetry);
  latest.current = failure?.kind === 'unreachable' ? onRetry : undefined;
  useEffect(() => {
    const retry = () => latest.current?.();
    addEventListener('online', retry);
    return () => removeEventListener('online', retry);
  }, []);
}
