import { type CheckResult, unchecked } from './check-result.ts';
import type { Facts } from './facts.ts';
import type { Links } from './links.ts';

/** Whether a meeting is end-to-end encrypted, which leaves nothing to stream. Webinars never are. */
export function encryption({ meeting, details }: Facts, links: Links): CheckResult<'encryption'> | undefined {
  if (meeting.kind === 'webinar') return undefined;
  if (details.rejection) return unchecked(details.rejection, links);
  const fixUrl = links.zoomMeeting;
  if (details.value.isEndToEndEncrypted === null)
    return {
      status: 'unknown',
      reason: 'not_told',
      facts: {},
      message: 'Zoom does not say how this meeting is encrypted.',
      fixUrl,
    };
  if (!details.value.isEndToEndEncrypted)
    return {
      status: 'ok',
      reason: 'not_end_to_end',
      facts: {},
      message: 'This meeting is not end-to-end encrypted, so that it can be streamed.',
    };
  return {
    status: 'problem',
    reason: 'end_to_end',
    facts: {},
    message:
      'This meeting is end-to-end encrypted and cannot be livestreamed. Choose enhanced encryption in its settings in Zoom.',
    fixUrl,
  };
}

const PERSONAL_ROOM = 4;

/** Zoom's numbers of recurring kinds: 3 and 8 for meetings, 6 and 9 for webinars. */
const RECURRING_TYPES = new Set([3, 6, 8, 9]);

/** What has one configuration for several occasions says so; of anything else there is nothing to say. */
export function series({ meeting, details }: Facts): CheckResult<'series'> | undefined {
  const type = details.value?.type ?? 0;
  if (type === PERSONAL_ROOM)
    return {
      status: 'ok',
      reason: 'personal_room',
      facts: {},
      message:
        'This is your personal room: every meeting in it shares this one livestream configuration, and a change is for all of them.',
    };
  if (!RECURRING_TYPES.has(type)) return undefined;
  return {
    status: 'ok',
    reason: 'series',
    facts: {},
    message: `This ${meeting.kind} is a series: all of its occurrences share this one livestream configuration, and a change is for all of them.`,
  };
}
