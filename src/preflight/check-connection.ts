import type { MeetingDetails } from '../zoom/meetings.ts';
import { type CheckResult, messageOf } from './check-result.ts';
import { dateFor } from './check-times.ts';
import type { Facts } from './facts.ts';
import type { Links } from './links.ts';

/** A refresh token expires after 90 days without use. */
const REFRESH_TOKEN_MS = 90 * 86_400_000;

/** Zoom's type numbers without a fixed time: recurring without one, and personal rooms. */
const TIMELESS_TYPES = new Set([3, 4, 6]);

/** Whether the connection to Zoom lasts until the meeting ends, even if it is not renewed. */
export function connection(
  { meeting, now, installation, tokenAgeMs, details }: Facts,
  links: Links,
): CheckResult<'connection'> {
  const { timezone } = installation.profile;
  const until = new Date(now - tokenAgeMs + REFRESH_TOKEN_MS);
  const facts = { until: until.toISOString() };
  const connected = `Connected to Zoom until at least ${dateFor(timezone, until)}`;
  if (details.rejection)
    return {
      status: 'unknown',
      reason: 'unchecked',
      facts: { ...facts, problem: details.rejection.code },
      message: `${connected}. Couldn’t check when this ${meeting.kind} ends. ${messageOf(details.rejection)}`,
    };
  const end = endOf(details.value);
  if (end === null)
    return {
      status: 'ok',
      reason: 'no_fixed_time',
      facts,
      message: `${connected}. This ${meeting.kind} has no fixed time.`,
    };
  const withEnd = { ...facts, ends_at: end.toISOString() };
  if (end <= until)
    return {
      status: 'ok',
      reason: 'lasts',
      facts: withEnd,
      message: `${connected}, after this ${meeting.kind} ends.`,
    };
  return {
    status: 'warning',
    reason: 'ends_earlier',
    facts: withEnd,
    message: `${connected}, but this ${meeting.kind} ends on ${dateFor(timezone, end)}. Uplink renews the connection daily: check again shortly before, or reconnect to Zoom.`,
    fixUrl: links.reconnect,
  };
}

/** When the meeting, or the last occurrence of its series, ends; null without a fixed time. */
function endOf({ type, startTime, lastOccurrence, duration }: MeetingDetails): Date | null {
  const starts = [startTime, lastOccurrence].flatMap((start) => (start === null ? [] : [Date.parse(start)]));
  const end = Math.max(...starts) + duration * 60_000;
  return TIMELESS_TYPES.has(type) || !Number.isFinite(end) ? null : new Date(end);
}
