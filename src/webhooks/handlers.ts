import { TRANSIENT } from '../livestreams/read.ts';
import type { Erasure } from '../privacy/erase.ts';
import { isProblem } from '../problem.ts';
import type { WebhookEvent } from '../zoom/event-notification.ts';
import type { MeetingRef } from '../zoom/meeting.ts';
import type { LivestreamEvents } from './livestream-effects.ts';

/** An event about a user who has installed the app. */
export interface UserEvent extends WebhookEvent {
  userId: string;
  /** When it happened, epoch milliseconds; when it was received if Zoom does not report a time. */
  at: number;
}

type Handler = (event: UserEvent) => Promise<void>;
type MeetingHandler = (event: UserEvent, meeting: MeetingRef) => Promise<void>;

export interface HandlerOptions {
  clientId: string;
  livestreams: LivestreamEvents;
  erasure: Erasure;
  /** Reads the user's profile from Zoom again. */
  refreshProfile: (userId: string) => Promise<void>;
}

/**
 * A deauthorization whose time is before the latest authorization by at most this much still counts
 * as newer, because Zoom's clock and ours differ.
 */
const CLOCK_TOLERANCE_MS = 5_000;

/**
 * The effect of each event. Events can be delivered repeatedly and in any order, so each effect
 * either only invalidates a cache, is ordered by the event's own time, or is final.
 */
export function createHandlers(options: HandlerOptions): ReadonlyMap<string, Handler> {
  const { clientId, livestreams, erasure, refreshProfile } = options;

  /**
   * Does nothing if the user has authorized again since then: the event is about an earlier grant.
   */
  const forgetUnlessNewer: Handler = ({ userId, at }) =>
    erasure.forget(userId, new Date(at + CLOCK_TOLERANCE_MS).toISOString());

  /** Matched by user ID only, because a user can be moved to another account. */
  const deauthorized: Handler = async (event) => {
    if (event.payload.client_id === clientId) await forgetUnlessNewer(event);
  };

  /**
   * If Zoom rejects the request permanently, the profile is fetched when the user signs in again.
   */
  const profileChanged: Handler = async ({ userId }) => {
    await refreshProfile(userId).catch((error) => {
      if (!isProblem(error) || isProblem(error, ...TRANSIENT)) throw error;
    });
  };

  const changed: MeetingHandler = async ({ userId, at }, meeting) => livestreams.changed(userId, meeting, at);
  const relisted: MeetingHandler = async ({ userId }, meeting) => livestreams.relisted(userId, meeting.kind);
  const started: MeetingHandler = async (event, meeting) => {
    await livestreams.meetingStarted(event, meeting);
    await livestreams.relisted(event.userId, meeting.kind);
  };
  const ended: MeetingHandler = async (event, meeting) => {
    await livestreams.meetingEnded(event, meeting);
    await livestreams.relisted(event.userId, meeting.kind);
  };
  const deleted: MeetingHandler = async ({ userId, at, payload, object }, meeting) => {
    const isOneOfSeries =
      payload.operation === 'single' && Array.isArray(object.occurrences) && object.occurrences.length > 0;
    // The series continues, and so does its shared configuration.
    if (isOneOfSeries) await livestreams.relisted(userId, meeting.kind);
    else await livestreams.deleted(userId, meeting, at);
  };

  return new Map<string, Handler>([
    ['app_deauthorized', deauthorized],
    ['user.deleted', forgetUnlessNewer],
    ['user.updated', profileChanged],
    ['user.settings_updated', async ({ userId, at }) => livestreams.allChanged(userId, at)],
    ['meeting.live_streaming_started', onMeeting((event, meeting) => livestreams.started(event, meeting))],
    [
      'meeting.live_streaming_stopped',
      onMeeting(({ userId, at }, meeting) => livestreams.stopped(userId, meeting, at)),
    ],
    ...(['meeting', 'webinar'] as const).flatMap((kind): [string, Handler][] => [
      [`${kind}.created`, onMeeting(relisted)],
      [`${kind}.recovered`, onMeeting(relisted)],
      [`${kind}.started`, onMeeting(started)],
      [`${kind}.updated`, onMeeting(changed)],
      [`${kind}.ended`, onMeeting(ended)],
      [`${kind}.deleted`, onMeeting(deleted)],
      [`${kind}.permanently_deleted`, onMeeting(deleted)],
    ]),
  ]);
}

/** Ignores events without a meeting ID. */
function onMeeting(handler: MeetingHandler): Handler {
  return async (event) => {
    if (event.meeting !== undefined) await handler(event, event.meeting);
  };
}
