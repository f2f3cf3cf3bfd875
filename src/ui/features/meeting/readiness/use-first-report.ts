import { useEffect, useState } from 'preact/hooks';
import type { ReadinessState } from './use-readiness.ts';

/** The settings are not delayed longer than this. */
const MAX_WAIT_MS = 700;

/**
 * Whether the first check has finished, or takes too long. Its problems are shown above the
 * settings, which must not move while the user reads them.
 */
export function useFirstReport({ report, failure }: ReadinessState): boolean {
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), MAX_WAIT_MS);
    return () => clearTimeout(timer);
  }, []);
  return report !== null || failure !== null || isLate;
}
