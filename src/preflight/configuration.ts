import { missingFields } from '../livestreams/configuration.ts';
import type { Problem, ProblemCode } from '../problem.ts';
import type { Facts } from './facts.ts';
import type { Links } from './links.ts';
import { askedAgo, dateFor } from './times.ts';
import { sentenceOf, unchecked, type Verdict } from './verdict.ts';

/** Refusals that are an answer: there is no livestream to be had, and why. */
const REFUSED: ReadonlySet<ProblemCode> = new Set([
  'hosting_not_allowed',
  'livestream_not_enabled',
  'livestream_not_configured',
  'not_available_for_this_meeting',
  'end_to_end_encrypted',
]);

const WORDS = new Map([
  ['stream_url', 'stream address'],
  ['stream_key', 'stream key'],
  ['page_url', 'page address'],
]);

/** Whether Zoom holds all that it needs to stream. */
export function configuration({ installation, livestream, now }: Facts, links: Links): Verdict {
  if (livestream.refusal) return refused(livestream.refusal, links);
  const { view, configuration } = livestream.value;
  const fetchedAt = new Date(view.fetched_at);
  const missing = missingFields(configuration).map((field) => WORDS.get(field) ?? field);
  const stale = `Zoom could not be asked: this is from ${dateFor(installation.profile.timezone, fetchedAt)}.`;
  if (missing.length > 0)
    return {
      status: 'problem',
      message: `Still missing: ${missing.join(', ')}. Zoom needs stream address, stream key and page address.${view.stale ? ` ${stale}` : ''}`,
      fixUrl: links.page,
    };
  if (view.stale)
    return {
      status: 'warning',
      message: `Stream address, stream key and page address were set. ${stale} Try again in a moment.`,
      fixUrl: links.page,
    };
  return {
    status: 'ok',
    message: `Stream address, stream key and page address are set.${askedAgo(now - fetchedAt.getTime())}`,
  };
}

function refused(refusal: Problem, links: Links): Verdict {
  if (!REFUSED.has(refusal.code)) return unchecked(refusal, links);
  const isOurs = refusal.code === 'livestream_not_configured';
  return {
    status: 'problem',
    message: sentenceOf(refusal),
    fixUrl: isOurs ? links.page : links.zoomSettings,
  };
}
