import { useEffect, useRef } from 'preact/hooks';
import { serverNow } from '../api/client.ts';
import { session } from './session.ts';

const CHECK_INTERVAL_MS = 20_000;
/** A page that is visible but not in use is not kept current: each read may cost a call to Zoom. */
const IN_USE_MS = 5 * 60_000;
/** Applies even if the server's cache time is shorter. */
const MIN_READ_INTERVAL_MS = 30_000;
/** Both clocks are accurate to one second. */
const MARGIN_MS = 1_000;
const DEFAULT_FRESH_SECONDS = 60;

const checks = new Set<() => void>();
let usedAt = performance.now();

/** Whether values can be read now: the page is visible, online and connected to Zoom. */
export function canRead(): boolean {
  const current = session.peek();
  return (
    document.visibilityState === 'visible' &&
    navigator.onLine &&
    current.state === 'signed in' &&
    current.me.connection.status === 'connected'
  );
}

/** Whether the user was active on the page in the last five minutes. */
export function isInUse(): boolean {
  return performance.now() - usedAt < IN_USE_MS;
}

function checkAll(): void {
  if (!canRead()) return;
  for (const check of [...checks]) check();
}

/** The user returned: values that became old in the meantime are read immediately. */
function recordUse(): void {
  const wasInUse = isInUse();
  usedAt = performance.now();
  if (!wasInUse) checkAll();
}

if (typeof document !== 'undefined') {
  for (const name of ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart', 'focus']) {
    addEventListener(name, recordUse, { capture: true, passive: true });
  }
  document.addEventListener('visibilitychange', () => {
    usedAt = performance.now();
    checkAll();
  });
  addEventListener('online', checkAll);
  setInterval(() => isInUse() && checkAll(), CHECK_INTERVAL_MS);
}

/** How long the server serves a cached livestream without a request to Zoom (ms). */
export function freshMs(): number {
  const current = session.peek();
  const seconds = current.state === 'signed in' ? current.me.livestream_fresh_seconds : undefined;
  return (seconds ?? DEFAULT_FRESH_SECONDS) * 1_000;
}

/** The minimum interval between two reads of a value (ms). */
export function readIntervalMs(): number {
  return Math.max(freshMs(), MIN_READ_INTERVAL_MS);
}

/**
 * Whether the server would read a value of this time (ISO 8601, the server's clock) from Zoom
 * again.
 */
export function isOld(fetchedAt: string): boolean {
  return serverNow() - Date.parse(fetchedAt) > freshMs() + MARGIN_MS;
}

/**
 * Calls `check` every 20 seconds while the page is visible, in use and connected to Zoom, and when
 * the user returns to it. The returned function stops this.
 */
export function whileInUse(check: () => void): () => void {
  checks.add(check);
  return () => checks.delete(check);
}

/** Calls `refresh` once per read interval while the screen is shown and in use. */
export function useKeptCurrent(refresh: () => void): void {
  const latest = useRef(refresh);
  latest.current = refresh;
  useEffect(() => {
    let lastAt = performance.now();
    return whileInUse(() => {
      if (performance.now() - lastAt < readIntervalMs()) return;
      lastAt = performance.now();
      latest.current();
    });
  }, []);
}
