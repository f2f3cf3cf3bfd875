import type { MeetingKind } from '../zoom/meeting.ts';
import { type CheckResult, unchecked } from './check-result.ts';
import { fetchedAgo } from './check-times.ts';
import type { Facts } from './facts.ts';
import type { Links } from './links.ts';

/** The way through Zoom's web portal. */
const WAY: Readonly<Record<MeetingKind, { settings: string; allow: string }>> = {
  meeting: { settings: 'Settings, In Meeting (Advanced)', allow: 'Allow livestreaming of meetings' },
  webinar: { settings: 'Settings, Webinar', allow: 'Allow livestreaming of webinars' },
};
const LOCKED = 'If it cannot be switched there, your Zoom administrator has to do it.';

/** Whether the host's settings in Zoom let them stream to a service of their own. */
export function customStreaming(
  { meeting, switches, now }: Facts,
  links: Links,
): CheckResult<'custom_streaming'> {
  if (switches.rejection) return unchecked(switches.rejection, links);
  const { allowed, customService, ageMs } = switches.value;
  const { settings, allow } = WAY[meeting.kind];
  const facts = { fetched_at: new Date(now - ageMs).toISOString() };
  const fixUrl = links.zoomSettings;
  if (allowed === false)
    return {
      status: 'problem',
      reason: 'livestreaming_off',
      facts,
      message: `Livestreaming of ${meeting.kind}s is switched off in Zoom${meeting.kind === 'webinar' ? ', or you have no webinar plan' : ''}. Switch on ${allow} under ${settings}, with Custom Live Streaming Service. ${LOCKED}`,
      fixUrl,
    };
  if (customService === false)
    return {
      status: 'problem',
      reason: 'custom_service_off',
      facts,
      message: `Custom Live Streaming Service is switched off for ${meeting.kind}s in Zoom. Switch it on under ${settings}, ${allow}. ${LOCKED}`,
      fixUrl,
    };
  if (allowed === null || customService === null)
    return {
      status: 'unknown',
      reason: 'not_told',
      facts,
      message: `Zoom does not say whether Custom Live Streaming Service is switched on for ${meeting.kind}s. Look under ${settings}, ${allow}.`,
      fixUrl,
    };
  return {
    status: 'ok',
    reason: 'on',
    facts,
    message: `Custom Live Streaming Service is switched on in Zoom.${fetchedAgo(ageMs)}`,
  };
}

/** Whether the host has a licence, which livestreaming needs. */
export function licence({ installation }: Facts, { zoomProfile }: Links): CheckResult<'licence'> {
  const { planType } = installation.profile;
  if (planType === 'licensed')
    return { status: 'ok', reason: 'licensed', facts: {}, message: 'Your Zoom user has a licence.' };
  if (planType === null)
    return {
      status: 'unknown',
      reason: 'not_told',
      facts: {},
      message: 'Zoom does not say whether your user has a licence. Livestreaming needs one (Pro or higher).',
      fixUrl: zoomProfile,
    };
  const isBasic = planType === 'basic';
  const has = isBasic ? 'is a basic one' : 'has no licence';
  return {
    status: 'problem',
    reason: isBasic ? 'basic' : 'none',
    facts: {},
    message: `Your Zoom user ${has}, and livestreaming needs a licence (Pro or higher). Ask whoever runs your Zoom account for one; if you have it already, connect Zoom again.`,
    fixUrl: zoomProfile,
  };
}
