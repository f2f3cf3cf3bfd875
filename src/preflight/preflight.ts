import { inProgressSince, type MeetingSession } from '../livestreams/meeting-sessions.ts';
import type { MeetingRef } from '../zoom/meeting.ts';
import type { MeetingDetails } from '../zoom/meetings.ts';
import { configuration } from './check-configuration.ts';
import { connection } from './check-connection.ts';
import { customStreaming, licence } from './check-host.ts';
import { sameKey } from './check-key-reuse.ts';
import { lastStart } from './check-last-start.ts';
import type { CheckResult } from './check-result.ts';
import { scopes } from './check-scopes.ts';
import { watchPage } from './check-watch-page.ts';
import { encryption, series } from './details.ts';
import { type Facts, type FactsOptions, gatherFacts } from './facts.ts';
import { type Links, linksOf } from './links.ts';
import type { CheckName } from './reasons.ts';

/** In the order of the response. A check that does not apply to a meeting is omitted. */
const checks = {
  connection,
  scopes,
  custom_streaming: customStreaming,
  licence,
  encryption,
  configuration,
  page_address: watchPage,
  same_key: sameKey,
  last_start: lastStart,
  series,
} satisfies { [Name in CheckName]: (facts: Facts, links: Links) => CheckResult<Name> | undefined };

type CheckOf<Name extends CheckName> = CheckResult<Name> & { name: Name };
export type Check = { [Name in CheckName]: CheckOf<Name> }[CheckName];

export interface PreflightReport {
  /** No check found a problem. A check that could not run may still hide one. */
  ready: boolean;
  checks: Check[];
  /** Null if Zoom did not return the meeting. */
  meeting: MeetingSummary | null;
}

export interface MeetingSummary {
  topic: string;
  /** ISO 8601. */
  startTime: string | null;
  /** Minutes. */
  duration: number;
  inProgress: boolean | null;
  /** ISO 8601; null if unknown or not in progress. */
  inProgressSince: string | null;
  /** When it last ended, ISO 8601; null if unknown or in progress. */
  endedAt: string | null;
  /** Zoom's page on which the host starts the meeting. */
  startUrl: string;
}

/**
 * Checks whether a livestream will work, without starting it. Costs at most two Light calls and one
 * Medium call to Zoom. If a call fails, the checks that need it are `unknown`.
 * @param request `fromZoom`: ignore cached values
 * @throws Problem `meeting_not_found` · `zoom_user_not_found` · `not_in_account` ·
 * `reconnect_required`
 */
export type Preflight = (
  userId: string,
  meeting: MeetingRef,
  request: { fromZoom: boolean },
) => Promise<PreflightReport>;

export interface PreflightOptions extends Omit<FactsOptions, 'now'> {
  /** URL at which a host reconnects, absolute. */
  reconnectUrl: string;
  /** Origin of Zoom's web portal. */
  zoomUrl: string;
  /** Called when the livestream of a user goes to a saved destination and is ready. */
  recordReady: (userId: string) => Promise<void>;
  now?: () => number;
}

export function createPreflight(options: PreflightOptions): Preflight {
  const { reconnectUrl, zoomUrl, recordReady, now = Date.now } = options;

  return async (userId, meeting, { fromZoom }) => {
    const facts = await gatherFacts({ ...options, now }, userId, meeting, fromZoom);
    const links = linksOf(meeting, reconnectUrl);
    const results = (Object.keys(checks) as CheckName[]).flatMap((name) => runCheck(name, facts, links));
    const { value: details } = facts.details;
    const summary = details && {
      topic: details.topic,
      startTime: details.startTime,
      duration: details.duration,
      ...progressOf(details, facts.session),
      startUrl: `${zoomUrl}/s/${meeting.id}`,
    };
    const ready = results.every(isPassed);
    if (ready && facts.livestream.value?.view.destination_id) await recordReady(userId);
    return { ready, checks: results, meeting: summary ?? null };
  };
}

/**
 * Zoom returns no state of webinars: they are in progress if an event reported so and Zoom's response
 * confirms it with the UUID.
 */
function progressOf(
  { isStarted, uuid }: MeetingDetails,
  session: MeetingSession | undefined,
): Pick<MeetingSummary, 'inProgress' | 'inProgressSince' | 'endedAt'> {
  const since = isStarted === false ? null : inProgressSince(session, uuid);
  const inProgress = isStarted ?? (since === null ? null : true);
  return { inProgress, inProgressSince: since, endedAt: inProgress ? null : (session?.endedAt ?? null) };
}

function runCheck<Name extends CheckName>(name: Name, facts: Facts, links: Links): Check[] {
  const outcome = checks[name](facts, links);
  return outcome === undefined ? [] : [{ name, ...outcome } as Check];
}

/** An unknown configuration counts as not ready. */
function isPassed({ name, status }: Check): boolean {
  return status !== 'problem' && !(name === 'configuration' && status === 'unknown');
}
