import { missingFields } from '../livestreams/configuration.ts';
import type { Problem, ProblemCode } from '../problem.ts';
import { type CheckResult, sentenceOf, unchecked } from './check-result.ts';
import { dateFor, fetchedAgo } from './check-times.ts';
import type { Facts } from './facts.ts';
import type { Links } from './links.ts';

/** Refusals that are an answer: there is no livestream to be had, and why. */
const REJECTED: ReadonlySet<ProblemCode> = new Set([
  'hosting_not_allowed',
  'livestream_not_enabled',
  'livestream_not_configured',
  'not_available_for_this_meeting',
  'end_to_end_encrypted',
]);

const MESSAGES = { stream_url: 'stream address', stream_key: 'stream key', page_url: 'page address' };

/** Whether Zoom holds all that it needs to stream. */
export function configuration(
  { installation, livestream, now }: Facts,
  links: Links,
): CheckResult<'configuration'> {
  if (livestream.rejection) return rejected(livestream.rejection, links);
  const { view, configuration } = livestream.value;
  const fetchedAt = new Date(view.fetched_at);
  const missing = missingFields(configuration);
  const facts = { fetched_at: fetchedAt.toISOString(), stale: view.stale };
  const stale = `Zoom could not be asked: this is from ${dateFor(installation.profile.timezone, fetchedAt)}.`;
  if (missing.length > 0)
    return {
      status: 'problem',
      reason: 'incomplete',
      facts: { missing, ...facts },
      message: `Still missing: ${missing.map((field) => MESSAGES[field]).join(', ')}. Zoom needs stream address, stream key and page address.${view.stale ? ` ${stale}` : ''}`,
      fixUrl: links.page,
    };
  if (view.stale)
    return {
      status: 'warning',
      reason: 'stale',
      facts,
      message: `Stream address, stream key and page address were set. ${stale} Try again in a moment.`,
      fixUrl: links.page,
    };
  return {
    status: 'ok',
    reason: 'complete',
    facts,
    message: `Stream address, stream key and page address are set.${fetchedAgo(now - fetchedAt.getTime())}`,
  };
}

function rejected(rejection: Problem, links: Links): CheckResult<'configuration'> {
  if (!REJECTED.has(rejection.code)) return unchecked(rejection, links);
  const isOurs = rejection.code === 'livestream_not_configured';
  return {
    status: 'problem',
    reason: 'refused',
    facts: { problem: rejection.code },
    message: sentenceOf(rejection),
    fixUrl: isOurs ? links.page : links.zoomSettings,
  };
}
