import type { MeetingKind } from '../zoom/meeting.ts';
import { type CheckResult, unchecked } from './check-result.ts';
import { fetchedAgo } from './check-times.ts';
import type { Facts } from './facts.ts';
import type { Links } from './links.ts';

/** Where the settings are in Zoom's web portal. */
const PORTAL_LABELS: Readonly<Record<MeetingKind, { settings: string; allow: string }>> = {
  meeting: { settings: 'Settings, In Meeting (Advanced)', allow: 'Allow livestreaming of meetings' },
  webinar: { settings: 'Settings, Webinar', allow: 'Allow livestreaming of webinars' },
};
const LOCKED = 'If it is locked there, contact your Zoom administrator.';

/** Whether the host's Zoom settings allow streaming to a custom service. */
export function customStreaming(
  { meeting, switches, now }: Facts,
  links: Links,
): CheckResult<'custom_streaming'> {
  if (switches.rejection) return unchecked(switches.rejection, links);
  const { allowed, customService, ageMs } = switches.value;
  const { settings, allow } = PORTAL_LABELS[meeting.kind];
  const facts = { fetched_at: new Date(now - ageMs).toISOString() };
  const fixUrl = links.zoomSettings;
  if (allowed === false)
    return {
      status: 'problem',
      reason: 'livestreaming_off',
      facts,
      message: `Livestreaming of ${meeting.kind}s is off in Zoom${meeting.kind === 'webinar' ? ', or you have no webinar plan' : ''}. Turn on ${allow} and Custom Live Streaming Service under ${settings}. ${LOCKED}`,
      fixUrl,
    };
  if (customService === false)
    return {
      status: 'problem',
      reason: 'custom_service_off',
      facts,
      message: `Custom Live Streaming Service is off for ${meeting.kind}s in Zoom. Turn it on under ${settings}, ${allow}. ${LOCKED}`,
      fixUrl,
    };
  if (allowed === null || customService === null)
    return {
      status: 'unknown',
      reason: 'not_told',
      facts,
      message: `Zoom didn’t report whether Custom Live Streaming Service is on for ${meeting.kind}s. Check under ${settings}, ${allow}.`,
      fixUrl,
    };
  return {
    status: 'ok',
    reason: 'on',
    facts,
    message: `Custom Live Streaming Service is on in Zoom.${fetchedAgo(ageMs)}`,
  };
}

/** Whether the host has the Zoom licence that livestreaming needs. */
export function licence({ installation }: Facts, { zoomProfile }: Links): CheckResult<'licence'> {
  const { planType } = installation.profile;
  if (planType === 'licensed')
    return { status: 'ok', reason: 'licensed', facts: {}, message: 'Your Zoom user has a license.' };
  if (planType === null)
    return {
      status: 'unknown',
      reason: 'not_told',
      facts: {},
      message: 'Zoom didn’t report whether your user has a license. Livestreaming needs one (Pro or higher).',
      fixUrl: zoomProfile,
    };
  const isBasic = planType === 'basic';
  const has = isBasic ? 'has only a Basic plan' : 'has no license';
  return {
    status: 'problem',
    reason: isBasic ? 'basic' : 'none',
    facts: {},
    message: `Your Zoom user ${has}, but livestreaming needs a license (Pro or higher). Contact your Zoom administrator to get one. If you already have one, reconnect to Zoom.`,
    fixUrl: zoomProfile,
  };
}
