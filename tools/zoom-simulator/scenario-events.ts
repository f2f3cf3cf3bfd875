import { notify } from './api/livestream-status.ts';
import { zoomDateTime } from './clock.ts';
import type { DeliveryResult } from './events/events.ts';
import { endedEvent, eventName, lifeEvent, startedEvent, updatedEvent } from './events/meeting-events.ts';
import {
  deauthorizedEvent,
  settingsUpdatedEvent,
  userDeletedEvent,
  userUpdatedEvent,
} from './events/user-events.ts';
import type { Simulation } from './simulation.ts';
import { newUuid } from './state.ts';
import type { Meeting, User } from './types.ts';

/**
 * Actions in Zoom without the app: hosts start, change and delete meetings, and remove the
 * app.
 */
export interface Happenings {
  startMeeting(id: string): void;
  /** A running livestream ends with it. */
  endMeeting(id: string): void;
  /** Changes a meeting on Zoom's pages, with the members of `Meeting`. */
  editMeeting(
    id: string,
    change: Partial<Pick<Meeting, 'topic' | 'startTime' | 'duration' | 'agenda'>>,
  ): void;
  deleteMeeting(id: string): void;
  /** Restores a deleted meeting from the trash. */
  recoverMeeting(id: string): void;
  /** Turns the custom live streaming service for the user's meetings on or off. */
  setCustomLivestream(userId: string, on: boolean): void;
  editUser(userId: string, change: Partial<Pick<User, 'displayName' | 'timezone' | 'type'>>): void;
  /** The account's owner removes the user with meetings and tokens. */
  deleteUser(userId: string): void;
  /**
   * The user removes the app: revokes the tokens and sends `app_deauthorized`; resolves after the
   * first attempt.
   */
  deauthorize(userId: string): Promise<DeliveryResult>;
}

/** Each function applies the change and sends Zoom's events. IDs are of meetings or webinars. */
export function createHappenings(simulation: Simulation): Happenings {
  const { state, events, clock, app, grants } = simulation;
  const emit = events.emit;
  const trash = new Map<string, Meeting>();

  return {
    startMeeting(id) {
      const meeting = find(simulation, id);
      meeting.live = true;
      meeting.startedAt = zoomDateTime(clock.now());
      emit(meeting.hostId, eventName(meeting.kind, 'started'), (host) => startedEvent(meeting, host));
    },
    endMeeting(id) {
      const meeting = find(simulation, id);
      if (meeting.streaming) {
        delete meeting.streaming;
        notify(simulation, meeting, 'meeting.live_streaming_stopped');
      }
      meeting.live = false;
      delete meeting.lastStartAt;
      emit(meeting.hostId, eventName(meeting.kind, 'ended'), (host) =>
        endedEvent(meeting, host, clock.now()),
      );
      delete meeting.startedAt;
      meeting.uuid = newUuid();
    },
    editMeeting(id, change) {
      const meeting = find(simulation, id);
      const before = wireNames({ ...meeting }, Object.keys(change));
      Object.assign(meeting, change);
      const after = wireNames({ ...meeting }, Object.keys(change));
      emit(meeting.hostId, eventName(meeting.kind, 'updated'), (host) =>
        updatedEvent(meeting, host, {
          ...{ before, after, now: clock.now() },
          names: state.settings.updatedEvents,
        }),
      );
    },
    deleteMeeting(id) {
      const meeting = find(simulation, id);
      state[meeting.kind].delete(meeting.id);
      trash.set(meeting.id, meeting);
      emit(meeting.hostId, eventName(meeting.kind, 'deleted'), (host) => lifeEvent(meeting, host));
    },
    recoverMeeting(id) {
      const meeting = trash.get(id);
      if (!meeting) throw new Error(`Nothing with the id ${id} was deleted.`);
      trash.delete(id);
      state[meeting.kind].set(id, meeting);
      emit(meeting.hostId, eventName(meeting.kind, 'recovered'), (host) => lifeEvent(meeting, host));
    },
    setCustomLivestream(userId, on) {
      const user = findUser(simulation, userId);
      const before = user.features.customLivestream;
      user.features.customLivestream = on;
      emit(userId, 'user.settings_updated', () =>
        settingsUpdatedEvent(user, { before, after: on }, clock.now()),
      );
    },
    editUser(userId, change) {
      const user = findUser(simulation, userId);
      const before = wireNames({ ...user }, Object.keys(change));
      Object.assign(user, change);
      const after = wireNames({ ...user }, Object.keys(change));
      emit(userId, 'user.updated', () => userUpdatedEvent(user, { before, after }, clock.now()));
    },
    deleteUser(userId) {
      const user = findUser(simulation, userId);
      emit(userId, 'user.deleted', () => userDeletedEvent(user));
      grants.kill(userId);
      state.users.delete(userId);
      for (const kind of ['meetings', 'webinars'] as const) {
        for (const { id, hostId } of state[kind].values()) if (hostId === userId) state[kind].delete(id);
      }
    },
    deauthorize(userId) {
      const user = findUser(simulation, userId);
      grants.kill(userId);
      const payload = deauthorizedEvent(user, app, clock.now());
      return events.send('app_deauthorized', payload, { eventTs: null });
    },
  };
}

function find({ state }: Simulation, id: string): Meeting {
  const meeting = state.meetings.get(id) ?? state.webinars.get(id);
  if (!meeting) throw new Error(`There is no meeting or webinar ${id}.`);
  return meeting;
}

function findUser({ state }: Simulation, userId: string): User {
  const user = state.users.get(userId);
  if (!user) throw new Error(`There is no user ${userId}.`);
  return user;
}

const wireName: Record<string, string> = { startTime: 'start_time', displayName: 'display_name' };

function wireNames(source: Record<string, unknown>, names: string[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [wireName[name] ?? name, source[name]]));
}
