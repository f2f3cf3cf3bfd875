import { joinUrl } from '../api/meeting.ts';
import { zoomDateTime } from '../clock.ts';
import type { Kind, Meeting, User } from '../types.ts';

/**
 * `meeting.live_streaming_started` and `_stopped`: the whole configuration, with the stream key in
 * clear.
 */
export function liveStreamingEvent(meeting: Meeting, host: User, now: number) {
  const { id, uuid, host_id, topic, type, start_time, timezone, duration } = describe(meeting);
  return {
    ...operatorOf(host),
    object: {
      id,
      uuid,
      host_id,
      topic,
      type,
      start_time,
      timezone,
      duration,
      live_streaming: {
        service: 'Custom_Live_Streaming_Service',
        custom_live_streaming_settings: meeting.livestream,
        date_time: zoomDateTime(now),
      },
    },
  };
}

/**
 * `…started`: the ID is a string, with the host's e-mail address, and without occurrences. `start_time`
 * is the actual start: in Zoom's example of `…ended`, the meeting lasts longer than its duration.
 */
export function startedEvent(meeting: Meeting, host: User) {
  return { account_id: host.accountId, object: { ...runOf(meeting, host), id: meeting.id } };
}

/**
 * `…ended`, without an operator. A meeting's ID is a string here, a webinar's (as in Zoom's own
 * example) a number.
 */
export function endedEvent(meeting: Meeting, host: User, now: number) {
  const object = { ...runOf(meeting, host), end_time: zoomDateTime(now) };
  if (meeting.kind === 'webinars') return { account_id: host.accountId, object };
  return { account_id: host.accountId, object: { ...object, id: meeting.id } };
}

function runOf(meeting: Meeting, host: User) {
  const described = describe(meeting);
  return {
    ...described,
    start_time: meeting.startedAt ?? described.start_time,
    occurrences: undefined,
    host_email: host.email,
  };
}

/** `…created`: with the join link and the settings. */
export function createdEvent(meeting: Meeting, host: User) {
  const object = {
    ...describe(meeting),
    join_url: joinUrl(meeting),
    password: meeting.password,
    settings: {
      use_pmi: meeting.type === 4,
      alternative_hosts: '',
      approval_type: 2,
      join_before_host: false,
      meeting_invitees: [],
    },
  };
  return { ...operatorOf(host), operation: operationOn(meeting), object };
}

/** `…deleted`, `…permanently_deleted` and `…recovered`, of a whole series. */
export function lifeEvent(meeting: Meeting, host: User) {
  return { ...operatorOf(host), operation: operationOn(meeting), object: describe(meeting) };
}

function operationOn({ occurrences }: Meeting): 'single' | 'all' {
  return occurrences.length > 0 ? 'all' : 'single';
}

/** `…updated`: only the new and old values of what changed. */
export function updatedEvent(
  meeting: Meeting,
  host: User,
  change: {
    before: Record<string, unknown>;
    after: Record<string, unknown>;
    now: number;
    names: 'with-host' | 'changed-only';
  },
) {
  const id = BigInt(meeting.id);
  return {
    ...operatorOf(host),
    scope: 'all',
    object: {
      id,
      ...(change.names === 'with-host' ? { uuid: meeting.uuid, host_id: meeting.hostId } : {}),
      ...change.after,
    },
    old_object: { id, ...change.before },
    time_stamp: change.now,
  };
}

/** `meeting.started` for a meeting, `webinar.started` for a webinar. */
export function eventName(kind: Kind, what: string): string {
  return `${kind.slice(0, -1)}.${what}`;
}

function operatorOf(host: User) {
  return { account_id: host.accountId, operator: host.email, operator_id: host.id };
}

function describe(meeting: Meeting) {
  const occurrences = meeting.occurrences.map(({ occurrence_id, start_time }) => ({
    occurrence_id,
    start_time,
  }));
  return {
    uuid: meeting.uuid,
    id: BigInt(meeting.id),
    host_id: meeting.hostId,
    topic: meeting.topic,
    type: meeting.type,
    start_time: meeting.startTime ?? '',
    duration: meeting.duration,
    timezone: meeting.timezone,
    occurrences: occurrences.length > 0 ? occurrences : undefined,
  };
}
