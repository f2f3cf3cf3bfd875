import type { MeetingWithKey } from '../destinations/key-reuse.ts';
import { type CheckResult, unchecked } from './check-result.ts';
import type { Facts } from './facts.ts';
import type { Links } from './links.ts';
import type { CheckFacts } from './reasons.ts';

/** Further meetings are counted, not named. */
const MAX_NAMES = 3;

/** Whether another meeting or webinar of the host uses the same stream key. */
export function sameKey({ livestream, sameKey }: Facts, links: Links): CheckResult<'same_key'> {
  const rejection = livestream.rejection ?? sameKey.rejection;
  if (rejection) return unchecked(rejection, links);
  const fixUrl = links.page;
  if (livestream.value?.configuration.streamKey === '')
    return {
      status: 'unknown',
      reason: 'no_key',
      facts: {},
      message: 'Add a stream key first.',
      fixUrl,
    };
  const meetings = sameKey.value?.meetings ?? [];
  if (meetings.length === 0)
    return {
      status: 'ok',
      reason: 'unused',
      facts: {},
      message: 'No other meeting or webinar uses this stream key.',
    };
  const overlapping = meetings.filter(({ overlaps }) => overlaps === true);
  if (overlapping.length > 0)
    return {
      status: 'problem',
      reason: 'overlapping',
      facts: factsOf(overlapping),
      message: `${subjectOf(overlapping)} the same stream key at the same time. Only one stream can stay live: use another key.`,
      fixUrl,
    };
  const facts = factsOf(meetings);
  const areTimesKnown = meetings.every(({ overlaps }) => overlaps === false);
  if (areTimesKnown)
    return {
      status: 'ok',
      reason: 'not_overlapping',
      facts,
      message: `${subjectOf(meetings)} the same stream key at another time. That works unless they overlap.`,
    };
  return {
    status: 'warning',
    reason: 'times_unknown',
    facts,
    message: `${subjectOf(meetings)} the same stream key, but it is unknown whether at the same time. Only one stream can be live with it.`,
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

/** Subject and verb of a sentence, e.g. "Town hall" and 2 more use. */
function subjectOf(meetings: MeetingWithKey[]): string {
  const names = meetings.slice(0, MAX_NAMES).map(nameOf);
  const more = meetings.length - names.length;
  const all = more > 0 ? [...names, `${more} more`] : names;
  const last = all.at(-1) ?? '';
  return all.length === 1 ? `${last} uses` : `${all.slice(0, -1).join(', ')} and ${last} use`;
}

function nameOf({ kind, meetingId, topic }: MeetingWithKey): string {
  return topic === '' ? `The ${kind} ${meetingId}` : `“${topic}”`;
}
