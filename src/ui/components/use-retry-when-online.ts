import { useEffect, useRef } from 'preact/hooks';
import type { Failure } from '../api/client.ts';

/** The network may not work yet when the browser reports it (ms). */
const SETTLING_MS = 5_000;
const PAUSE_MS = 1_000;

let onlineAt = Number.NEGATIVE_INFINITY;
globalThis.addEventListener?.('online', () => {
  onlineAt = performance.now();
});

/**
 * Calls `onRetry` when the browser is online again, if Uplink was unreachable, and repeatedly if it
 * still is in the first seconds.
 */
export function useRetryWhenOnline(failure: Failure | null, onRetry: (() => void) | undefined): void {
  const latest = useRef(onRetry);
  latest.current = failure?.kind === 'unreachable' ? onRetry : undefined;
  useEffect(() => {
    const retry = () => latest.current?.();
    const timer = performance.now() - onlineAt < SETTLING_MS && setTimeout(retry, PAUSE_MS);
    addEventListener('online', retry);
    return () => {
      clearTimeout(timer || undefined);
      removeEventListener('online', retry);
    };
  }, [failure]);
}
