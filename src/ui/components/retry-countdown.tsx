import { useEffect, useRef, useState } from 'preact/hooks';
import { strings } from '../i18n/index.ts';

type RetryCountdownProps = { seconds: number; onDue: () => void };

/**
 * Counts down to an automatic retry. A hidden page retries when the user returns: until then the
 * result has no reader. Screen readers get the time once, not every second.
 */
export function RetryCountdown({ seconds, onDue }: RetryCountdownProps) {
  const [remaining, setRemaining] = useState(seconds);
  const latest = useRef(onDue);
  latest.current = onDue;
  useEffect(() => {
    const dueAt = performance.now() + seconds * 1000;
    const tick = () => {
      const left = Math.max(0, Math.ceil((dueAt - performance.now()) / 1000));
      setRemaining(left);
      if (left > 0 || document.visibilityState !== 'visible') return;
      clearInterval(timer);
      latest.current();
    };
    const timer = setInterval(tick, 1_000);
    return () => clearInterval(timer);
  }, []);
  return (
    <p class="small">
      <span class="unseen">{strings.failure.retryIn(seconds)}</span>
      <span aria-hidden="true">{strings.failure.retryIn(remaining)}</span>
    </p>
  );
}
