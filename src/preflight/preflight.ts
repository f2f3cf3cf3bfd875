import type { MeetingRef } from '../zoom/meeting.ts';
import { configuration } from './check-configuration.ts';
import { connection } from './check-connection.ts';
import { customStreaming, licence } from './check-host.ts';
import { sameKey } from './check-key-reuse.ts';
import { lastStart } from './check-last-start.ts';
import type { CheckResult } from './check-result.ts';
import { scopes } from './check-scopes.ts';
import { pageAddress } from './check-watch-page.ts';
import { encryption, series } from './details.ts';
import { type Facts, type FactsOptions, gatherFacts } from './facts.ts';
import { type Links, linksOf } from './links.ts';
import type { CheckName } from './reasons.ts';

/** In the order in which they are answered; one that says nothing of a meeting is left out. */
const checks = {
  connection,
  scopes,
  custom_streaming: customStreaming,
  licence,
  encryption,
  configuration,
  page_address: pageAddress,
  same_key: sameKey,
  last_start: lastStart,
  series,
} satisfies { [Name in CheckName]: (facts: Facts, links: Links) => CheckResult<Name> | undefined };

type CheckOf<Name extends CheckName> = CheckResult<Name> & { name: Name };
export type Check = { [Name in CheckName]: CheckOf<Name> }[CheckName];

export interface PreflightReport {
  /** Nothing that was found stands in the way. What could not be checked may still. */
  ready: boolean;
  checks: Check[];
  /** What Zoom calls it, when it starts (ISO 8601) and whether it is in progress; null if Zoom did not say. */
  meeting: { topic: string; startTime: string | null; inProgress: boolean | null } | null;
}

/**
 * Looks at everything that decides whether this livestream will work, without starting it. Costs two Light calls of Zoom's and
 * a Medium one at most; what Zoom does not answer makes its own checks unknown.
 * @param ask `fromZoom`: no copy is good enough
 * @throws Problem `meeting_not_found` · `zoom_user_not_found` · `not_in_account` · `reconnect_required`
 */
export type Preflight = (
  userId: string,
  meeting: MeetingRef,
  request: { fromZoom: boolean },
) => Promise<PreflightReport>;

export interface PreflightOptions extends Omit<FactsOptions, 'now'> {
  /** Where a host reconnects, absolute. */
  reconnectUrl: string;
  now?: () => number;
}

export function createPreflight(options: PreflightOptions): Preflight {
  const { reconnectUrl, now = Date.now } = options;

  return async (userId, meeting, { fromZoom }) => {
    const facts = await gatherFacts({ ...options, now }, userId, meeting, fromZoom);
    const links = linksOf(meeting, reconnectUrl);
    const found = (Object.keys(checks) as CheckName[]).flatMap((name) => checked(name, facts, links));
    const { value: details } = facts.details;
    const known = details && {
      topic: details.topic,
      startTime: details.startTime,
      inProgress: details.isStarted,
    };
    return { ready: found.every(isNoObstacle), checks: found, meeting: known ?? null };
  };
}

function checked<Name extends CheckName>(name: Name, facts: Facts, links: Links): Check[] {
  const outcome = checks[name](facts, links);
  return outcome === undefined ? [] : [{ name, ...outcome } as Check];
}

/** Of what is streamed where, not to know is not to be ready. */
function isNoObstacle({ name, status }: Check): boolean {
  return status !== 'problem' && !(name === 'configuration' && status === 'unknown');
}
