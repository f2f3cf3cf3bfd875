import { TRANSIENT } from '../livestreams/read.ts';
import type { Erasure } from '../privacy/erase.ts';
import { isProblem } from '../problem.ts';
import type { WebhookEvent } from '../zoom/event-notification.ts';
import type { MeetingRef } from '../zoom/meeting.ts';
import type { LivestreamEvents } from './livestream-effects.ts';

/** An event about a user who has the app. */
export interface UserEvent extends WebhookEvent {
  userId: string;
  /** When it happened; where Zoom does not say, when it was taken. */
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

/** How much older than the authorization a deauthorization may say it is: clocks differ, and it is then still about this one. */
const CLOCK_TOLERANCE_MS = 5_000;

/**
 * The effect of each event. Effects may be repeated and may come in any order: each only
 * invalidates, has a time of its own, or is final.
 */
export function createHandlers(options: HandlerOptions): ReadonlyMap<string, Handler> {
  const { clientId, livestreams, erasure, refreshProfile } = options;

  /** Unless the user has authorized again since: an event about an earlier grant deletes nothing. */
  const forgetUnlessNewer: Handler = ({ userId, at }) =>
    erasure.forget(userId, new Date(at + CLOCK_TOLERANCE_MS).toISOString());

  /** The user decides, not the account: a user's account changes when they are moved to another one. */
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
  const ended: MeetingHandler = async ({ userId, at }, meeting) => {
    await livestreams.ended(userId, meeting, at);
    await livestreams.relisted(userId, meeting.kind);
  };
  const deleted: MeetingHandler = async ({ userId, at, payload, object }, meeting) => {
    const isOneOfSeries =
      payload.operation === 'single' && Array.isArray(object.occurrences) && object.occurrences.length > 0;
    // The series continues, and with it its one configuration.
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
      [`${kind}.started`, onMeeting(relisted)],
      [`${kind}.updated`, onMeeting(changed)],
      [`${kind}.ended`, onMeeting(ended)],
      [`${kind}.deleted`, onMeeting(deleted)],
      [`${kind}.permanently_deleted`, onMeeting(deleted)],
    ]),
  ]);
}

/** Passes over an event whose meeting has no id: there is nothing that it could be about. */
function onMeeting(handler: MeetingHandler): Handler {
  return async (event) => {
    if (event.meeting !== undefined) await handler(event, event.meeting);
  };
}
