import { TRANSIENT } from '../livestreams/read.ts';
import type { Erasure } from '../privacy/erase.ts';
import { isProblem } from '../problem.ts';
import { meetingRefOf } from '../user-events/publish.ts';
import type { WebhookEvent } from '../zoom/event-notification.ts';
import type { MeetingRef } from '../zoom/meeting.ts';
import type { ApplyEffects, LivestreamEffect, LivestreamEvents } from './livestream-effects.ts';
import { configurationOf, endOf, startOf } from './meeting-object.ts';

/** An event about a user who has installed the app. */
export interface UserEvent extends WebhookEvent {
  userId: string;
  /** When it happened, epoch milliseconds; when it was received if Zoom does not report a time. */
  at: number;
}

/**
 * Processes an event for one user.
 * @param apply applies the effects on livestreams, or collects them to apply them later
 */
export type Handler = (event: UserEvent, apply?: ApplyEffects) => Promise<void>;

/** The effects of an event about a meeting. */
type EffectsOf = (event: UserEvent, meeting: MeetingRef) => LivestreamEffect[];

export interface HandlerOptions {
  clientId: string;
  livestreams: Pick<LivestreamEvents, 'apply'>;
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

  /** Ignores events without a meeting ID. */
  const onMeeting =
    (effectsOf: EffectsOf): Handler =>
    async (event, apply = livestreams.apply) => {
      if (event.meeting !== undefined) await apply(effectsOf(event, event.meeting));
    };

  return new Map<string, Handler>([
    ['app_deauthorized', deauthorized],
    ['user.deleted', forgetUnlessNewer],
    ['user.updated', profileChanged],
    [
      'user.settings_updated',
      async ({ userId, at }, apply = livestreams.apply) =>
        apply([
          { type: 'all_dirty', userId, at },
          { type: 'published', userId, data: {} },
        ]),
    ],
    ['meeting.live_streaming_started', onMeeting(livestreamStarted)],
    ['meeting.live_streaming_stopped', onMeeting(livestreamStopped)],
    ...(['meeting', 'webinar'] as const).flatMap((kind): [string, Handler][] => [
      [`${kind}.created`, onMeeting(relisted)],
      [`${kind}.recovered`, onMeeting(relisted)],
      [`${kind}.started`, onMeeting(started)],
      [`${kind}.updated`, onMeeting(updated)],
      [`${kind}.ended`, onMeeting(ended)],
      [`${kind}.deleted`, onMeeting(deleted)],
      [`${kind}.permanently_deleted`, onMeeting(deleted)],
    ]),
  ]);
}

/** Stores the live status and, for a custom service, the configuration. */
function livestreamStarted({ userId, at, object }: UserEvent, meeting: MeetingRef): LivestreamEffect[] {
  const configuration = configurationOf(object);
  return [
    { type: 'live_status', userId, meeting, report: { status: 'live', at, by: 'zoom' } },
    configuration === undefined
      ? { type: 'dirty', userId, meeting, at }
      : { type: 'configuration', userId, meeting, at, configuration },
    { type: 'published', userId, data: meetingRefOf(meeting) },
  ];
}

function livestreamStopped({ userId, at }: UserEvent, meeting: MeetingRef): LivestreamEffect[] {
  return [{ type: 'live_status', userId, meeting, report: { status: 'stopped', at, by: 'zoom' } }];
}

function relisted({ userId }: UserEvent, { kind }: MeetingRef): LivestreamEffect[] {
  return [
    { type: 'relisted', userId, kind },
    { type: 'published', userId, data: { kind: `${kind}s` } },
  ];
}

function started(event: UserEvent, meeting: MeetingRef): LivestreamEffect[] {
  const { userId, at, object } = event;
  const session = { ...startOf(object, at), at };
  return [{ type: 'session_started', userId, meeting, session }, ...relisted(event, meeting)];
}

/** The livestream ends with the meeting. */
function ended(event: UserEvent, meeting: MeetingRef): LivestreamEffect[] {
  const { userId, at, object } = event;
  return [
    { type: 'live_status', userId, meeting, report: { status: 'meeting_ended', at, by: 'zoom' } },
    { type: 'session_ended', userId, meeting, session: endOf(object, at) },
    ...relisted(event, meeting),
  ];
}

/** Zoom does not report whether the livestream settings have changed. */
function updated({ userId, at }: UserEvent, meeting: MeetingRef): LivestreamEffect[] {
  return [
    { type: 'dirty', userId, meeting, at },
    { type: 'relisted', userId, kind: meeting.kind },
    { type: 'published', userId, data: meetingRefOf(meeting) },
  ];
}

function deleted(event: UserEvent, meeting: MeetingRef): LivestreamEffect[] {
  const { userId, at, payload, object } = event;
  const isOneOfSeries =
    payload.operation === 'single' && Array.isArray(object.occurrences) && object.occurrences.length > 0;
  // The series continues, and so does its shared configuration.
  if (isOneOfSeries) return relisted(event, meeting);
  return [
    { type: 'deleted', userId, meeting, at },
    { type: 'live_status', userId, meeting, report: { status: 'meeting_ended', at, by: 'zoom' } },
    { type: 'session_ended', userId, meeting, session: { uuid: null, at } },
    { type: 'relisted', userId, kind: meeting.kind },
  ];
}
