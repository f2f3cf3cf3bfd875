import type { Kind } from '../api/types.ts';
import { readStored, writeStored } from '../lib/browser-storage.ts';

const STORED = 'uplink-planned-stops';
/** Zoom confirms a stop within seconds; a later stop has another cause. */
const VALID_MS = 120_000;

const keyOf = (kind: Kind, id: string) => `${kind} ${id}`;

/** When each livestream was stopped by the user in this browser (epoch milliseconds). */
function recentStops(): Record<string, number> {
  try {
    const stops: Record<string, number> = JSON.parse(readStored(STORED) ?? '{}');
    return Object.fromEntries(Object.entries(stops).filter(([, at]) => Date.now() - at < VALID_MS));
  } catch {
    return {};
  }
}

/**
 * Records, for all tabs, that the user is stopping this livestream, so that it causes no
 * notification.
 */
export function recordPlannedStop(kind: Kind, id: string): void {
  writeStored(STORED, JSON.stringify({ ...recentStops(), [keyOf(kind, id)]: Date.now() }));
}

/** Whether the user has just stopped this livestream in this browser. */
export function isPlannedStop(kind: Kind, id: string): boolean {
  return keyOf(kind, id) in recentStops();
}

/** Forgets all planned stops: the user has left this browser. */
export function clearPlannedStops(): void {
  writeStored(STORED, null);
}
