import { missingFields } from '../livestreams/configuration.ts';
import type { Problem, ProblemCode } from '../problem.ts';
import { type CheckResult, messageOf, unchecked } from './check-result.ts';
import { dateFor, fetchedAgo } from './check-times.ts';
import type { Facts } from './facts.ts';
import type { Links } from './links.ts';

/** Errors that are a result of this check: the meeting can't have a livestream. */
const NOT_STREAMABLE: ReadonlySet<ProblemCode> = new Set([
  'hosting_not_allowed',
  'livestream_not_enabled',
  'livestream_not_configured',
  'not_available_for_this_meeting',
  'end_to_end_encrypted',
]);

const FIELD_NAMES = { stream_url: 'stream URL', stream_key: 'stream key', page_url: 'watch page' };

/** Whether Zoom has all settings that it needs to stream. */
export function configuration(
  { installation, livestream, now }: Facts,
  links: Links,
): CheckResult<'configuration'> {
  if (livestream.rejection) return rejected(livestream.rejection, links);
  const { view, configuration } = livestream.value;
  const fetchedAt = new Date(view.fetched_at);
  const missing = missingFields(configuration);
  const facts = { fetched_at: fetchedAt.toISOString(), stale: view.stale };
  const stale = `Couldn’t reach Zoom. These settings are from ${dateFor(installation.profile.timezone, fetchedAt)}.`;
  if (missing.length > 0)
    return {
      status: 'problem',
      reason: 'incomplete',
      facts: { missing, ...facts },
      message: `Missing: ${missing.map((field) => FIELD_NAMES[field]).join(', ')}. Zoom needs a stream URL, a stream key and a watch page.${view.stale ? ` ${stale}` : ''}`,
      fixUrl: links.page,
    };
  if (view.stale)
    return {
      status: 'warning',
      reason: 'stale',
      facts,
      message: `Stream URL, stream key and watch page were set. ${stale} Try again in a moment.`,
      fixUrl: links.page,
    };
  return {
    status: 'ok',
    reason: 'complete',
    facts,
    message: `Stream URL, stream key and watch page are set.${fetchedAgo(now - fetchedAt.getTime())}`,
  };
}

function rejected(rejection: Problem, links: Links): CheckResult<'configuration'> {
  if (!NOT_STREAMABLE.has(rejection.code)) return unchecked(rejection, links);
  const isFixedInUplink = rejection.code === 'livestream_not_configured';
  return {
    status: 'problem',
    reason: 'refused',
    facts: { problem: rejection.code },
    message: messageOf(rejection),
    fixUrl: isFixedInUplink ? links.page : links.zoomSettings,
  };
}
