import { type CheckResult, unchecked } from './check-result.ts';
import type { Facts } from './facts.ts';
import type { Links } from './links.ts';

/** Whether a meeting is end-to-end encrypted, which prevents streaming. Webinars never are. */
export function encryption({ meeting, details }: Facts, links: Links): CheckResult<'encryption'> | undefined {
  if (meeting.kind === 'webinar') return undefined;
  if (details.rejection) return unchecked(details.rejection, links);
  const fixUrl = links.zoomMeeting;
  if (details.value.isEndToEndEncrypted === null)
    return {
      status: 'unknown',
      reason: 'not_told',
      facts: {},
      message: 'Zoom didn’t report how this meeting is encrypted.',
      fixUrl,
    };
  if (!details.value.isEndToEndEncrypted)
    return {
      status: 'ok',
      reason: 'not_end_to_end',
      facts: {},
      message: 'Not end-to-end encrypted, so it can be streamed.',
    };
  return {
    status: 'problem',
    reason: 'end_to_end',
    facts: {},
    message:
      'End-to-end encrypted meetings can’t be livestreamed. Choose enhanced encryption in the meeting’s settings in Zoom.',
    fixUrl,
  };
}

const PERSONAL_ROOM = 4;

/** Zoom's type numbers of recurring meetings (3 and 8) and webinars (6 and 9). */
const RECURRING_TYPES = new Set([3, 6, 8, 9]);

/**
 * Warns that a series or a personal room shares one livestream configuration; undefined for other
 * meetings.
 */
export function series({ meeting, details }: Facts): CheckResult<'series'> | undefined {
  const type = details.value?.type ?? 0;
  if (type === PERSONAL_ROOM)
    return {
      status: 'ok',
      reason: 'personal_room',
      facts: {},
      message: 'This is your personal room. All meetings in it share these livestream settings.',
    };
  if (!RECURRING_TYPES.has(type)) return undefined;
  return {
    status: 'ok',
    reason: 'series',
    facts: {},
    message: `This ${meeting.kind} is a series. All of its occurrences share these livestream settings.`,
  };
}
