import type { MeetingWithKey } from '../destinations/key-reuse.ts';
import { type CheckResult, unchecked } from './check-result.ts';
import type { Facts } from './facts.ts';
import type { Links } from './links.ts';
import type { CheckFacts } from './reasons.ts';

/** Names beyond these are counted. */
const MAX_NAMES = 3;

/** Whether another meeting or webinar of the host's streams to the same key. */
export function sameKey({ livestream, sameKey }: Facts, links: Links): CheckResult<'same_key'> {
  const rejection = livestream.rejection ?? sameKey.rejection;
  if (rejection) return unchecked(rejection, links);
  const fixUrl = links.page;
  if (livestream.value?.configuration.streamKey === '')
    return {
      status: 'unknown',
      reason: 'no_key',
      facts: {},
      message: 'There is no stream key to look for yet.',
      fixUrl,
    };
  const meetings = sameKey.value?.meetings ?? [];
  if (meetings.length === 0)
    return {
      status: 'ok',
      reason: 'unused',
      facts: {},
      message: 'No other meeting or webinar that Uplink knows of you has this stream key.',
    };
  const overlapping = meetings.filter(({ overlaps }) => overlaps === true);
  if (overlapping.length > 0)
    return {
      status: 'problem',
      reason: 'overlapping',
      facts: factsOf(overlapping),
      message: `${named(overlapping)} at the same time to the same stream key, and would push this stream out. Give one of them another key.`,
      fixUrl,
    };
  const isSure = meetings.every(({ overlaps }) => overlaps === false);
  return {
    status: 'warning',
    reason: isSure ? 'not_overlapping' : 'times_unknown',
    facts: factsOf(meetings),
    message: `${named(meetings)} to the same stream key${isSure ? ', though not at the same time.' : '; whether at the same time is not known.'} Two streams at once would push each other out.`,
    fixUrl,
  };
}

function factsOf(meetings: MeetingWithKey[]): CheckFacts['same_key'] {
  const named = meetings.slice(0, MAX_NAMES).map(({ kind, meetingId, topic, startTime }) => ({
    kind: `${kind}s` as const,
    meeting_id: meetingId,
    topic,
    start_time: startTime,
  }));
  return { meetings: named, total: meetings.length };
}

/** "Town hall" and 2 more stream: to be followed by where. */
function named(meetings: MeetingWithKey[]): string {
  const names = meetings.slice(0, MAX_NAMES).map(nameOf);
  const more = meetings.length - names.length;
  const all = more > 0 ? [...names, `${more} more`] : names;
  const last = all.at(-1) ?? '';
  return all.length === 1 ? `${last} streams` : `${all.slice(0, -1).join(', ')} and ${last} stream`;
}

function nameOf({ kind, meetingId, topic }: MeetingWithKey): string {
  return topic === '' ? `The ${kind} ${meetingId}` : `“${topic}”`;
}
