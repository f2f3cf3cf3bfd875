import type { Live, Livestream, ReadinessReport } from '../api/types.ts';

/** The result of the last readiness check of a meeting. */
export type CheckResult = {
  outcome: 'ready' | 'problems' | 'unknown';
  problems: number;
  /** {@link settingsOf} at the time of the check. */
  settings: string;
  /** When the result arrived (`performance.now()`). */
  at: number;
};

/** What a row shows about the readiness of its livestream. */
export type RowReadiness =
  | { mark: 'live' }
  | { mark: 'attention'; reason: 'incomplete' }
  | { mark: 'attention'; reason: 'same_key'; topic: string }
  | { mark: 'attention'; reason: 'problems'; problems: number }
  | { mark: 'none' }
  | { mark: 'ready' }
  /** Complete, but not checked. */
  | { mark: 'configured' }
  /** The settings are unknown. */
  | { mark: 'unknown' };

export type Mark = RowReadiness['mark'];

export type KnownAboutRow = {
  livestream: Livestream | null;
  live: Live;
  /** The topic of another meeting with the same key at the same time, if any. */
  sameKeyAs: string | undefined;
  check: CheckResult | null;
};

/**
 * What is known about a row without a request. Problems that the list itself contains come first:
 * incomplete settings, and a stream key that another meeting uses at the same time. Everything else
 * (Zoom's account settings, encryption, permissions) only the readiness check knows, so a row is
 * "ready" only after a check of these settings that found no problem and left nothing unknown, and
 * "configured" before. An outdated livestream is never ready.
 */
export function rowReadiness({ livestream, live, sameKeyAs, check }: KnownAboutRow): RowReadiness {
  if (live.status === 'live') return { mark: 'live' };
  if (livestream === null) return { mark: 'unknown' };
  const { stream_url, stream_key_fingerprint, page_url } = livestream;
  const fields = [stream_url, stream_key_fingerprint, page_url];
  if (fields.every((field) => field === '')) return { mark: 'none' };
  if (fields.includes('')) return { mark: 'attention', reason: 'incomplete' };
  if (sameKeyAs !== undefined) return { mark: 'attention', reason: 'same_key', topic: sameKeyAs };
  if (livestream.stale || check?.settings !== settingsOf(livestream)) return { mark: 'configured' };
  if (check.outcome === 'problems')
    return { mark: 'attention', reason: 'problems', problems: check.problems };
  return { mark: check.outcome === 'ready' ? 'ready' : 'configured' };
}

/** Equal for equal settings of one user: a check of other settings says nothing about these. */
export function settingsOf(livestream: Livestream): string {
  const { stream_url, stream_key_fingerprint, page_url, resolution } = livestream;
  return JSON.stringify([stream_url, stream_key_fingerprint, page_url, resolution]);
}

/** The result of a report for a row. A check that could not run may hide a problem. */
export function outcomeOf({ checks }: ReadinessReport): Pick<CheckResult, 'outcome' | 'problems'> {
  const problems = checks.filter(({ status }) => status === 'problem').length;
  if (problems > 0) return { outcome: 'problems', problems };
  const isUnknown = checks.some(({ status }) => status === 'unknown');
  return { outcome: isUnknown ? 'unknown' : 'ready', problems };
}
