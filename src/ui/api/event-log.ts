import type { EventMessage, MessageName } from './event-stream.ts';

/** One event of the server. */
export type UserEvent = {
  [Name in MessageName]: { id: string; name: Name; data: EventMessage[Name] };
}[MessageName];

/** Number of events stored for tabs that join or fall behind. */
const MAX_EVENTS = 200;

/** Event ids are decimal numbers that may exceed 2^53. */
export function isAfter(id: string, other: string): boolean {
  return id.length === other.length ? id > other : id.length > other.length;
}

/** Everything of the user may have changed: sent when events may have been lost. */
function isGap({ name, data }: UserEvent): boolean {
  return name === 'livestream' && data.kind === undefined && data.meeting_id === undefined;
}

export type EventLog = ReturnType<typeof createEventLog>;

/** How far a tab has received the events, and the latest of them for other tabs. */
export function createEventLog() {
  let lastId = '';
  /** The latest events, complete from the one after `storedFrom`. */
  let stored: UserEvent[] = [];
  let storedFrom = '';
  return {
    lastId: () => lastId,
    /** Starts again after the event with this id. */
    reset(after: string): void {
      lastId = after;
      storedFrom = after;
      stored = [];
    },
    /** Adds an event; false if the tab already has it. */
    add(event: UserEvent): boolean {
      if (isGap(event)) {
        stored = [];
        storedFrom = event.id;
      } else {
        if (!isAfter(event.id, lastId)) return false;
        stored.push(event);
        if (stored.length > MAX_EVENTS) storedFrom = stored.shift()?.id ?? storedFrom;
      }
      lastId = event.id;
      return true;
    },
    /** The events after `id`; incomplete, and empty, if some of them were already discarded. */
    since(id: string): { events: UserEvent[]; isComplete: boolean } {
      if (isAfter(storedFrom, id)) return { events: [], isComplete: false };
      return { events: stored.filter((event) => isAfter(event.id, id)), isComplete: true };
    },
  };
}
