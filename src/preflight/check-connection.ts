import type { MeetingDetails } from '../zoom/meetings.ts';
import { type CheckResult, sentenceOf } from './check-result.ts';
import { dateFor } from './check-times.ts';
import type { Facts } from './facts.ts';
import type { Links } from './links.ts';

/** A refresh token dies after 90 days without use. */
const REFRESH_TOKEN_MS = 90 * 86_400_000;

/** Zoom's numbers of what has no fixed time: recurring without one, and personal rooms. */
const TIMELESS_TYPES = new Set([3, 4, 6]);

/** Whether the connection to Zoom lives past the meeting's end, even if nothing renews it. */
export function connection(
  { meeting, now, installation, tokenAgeMs, details }: Facts,
  links: Links,
): CheckResult<'connection'> {
  const { timezone } = installation.profile;
  const until = new Date(now - tokenAgeMs + REFRESH_TOKEN_MS);
  const facts = { until: until.toISOString() };
  const connected = `Zoom is connected, until ${dateFor(timezone, until)} at least`;
  if (details.rejection)
    return {
      status: 'unknown',
      reason: 'unchecked',
      facts: { ...facts, problem: details.rejection.code },
      message: `${connected}; when this ${meeting.kind} ends could not be checked. ${sentenceOf(details.rejection)}`,
    };
  const end = endOf(details.value);
  if (end === null)
    return {
      status: 'ok',
      reason: 'no_fixed_time',
      facts,
      message: `${connected}. This ${meeting.kind} has no fixed time to compare that with.`,
    };
  const withEnd = { ...facts, ends_at: end.toISOString() };
  if (end <= until)
    return {
      status: 'ok',
      reason: 'lasts',
      facts: withEnd,
      message: `${connected}. That is past the end of this ${meeting.kind}.`,
    };
  return {
    status: 'warning',
    reason: 'ends_earlier',
    facts: withEnd,
    message: `${connected}, but this ${meeting.kind} ends later, ${dateFor(timezone, end)}. Uplink renews the connection every day: look here again shortly before, or connect Zoom again.`,
    fixUrl: links.reconnect,
  };
}

/** When it is all over, the last occurrence of a series included; null without a fixed time. */
function endOf({ type, startTime, lastOccurrence, duration }: MeetingDetails): Date | null {
  const starts = [startTime, lastOccurrence].flatMap((start) => (start === null ? [] : [Date.parse(start)]));
  const end = Math.max(...starts) + duration * 60_000;
  return TIMELESS_TYPES.has(type) || !Number.isFinite(end) ? null : new Date(end);
}
