import { useEffect, useState } from 'preact/hooks';
import { elapsed } from '../lib/format-duration.ts';

/**
 * Elapsed time, updated every second. Screen readers do not read the updates (a timer is not live,
 * ARIA 1.2).
 */
export function Elapsed({ since, label }: { since: Date; label: string }) {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return (
    <span class="elapsed" role="timer" aria-label={label}>
      {elapsed(now - since.getTime())}
    </span>
  );
}
