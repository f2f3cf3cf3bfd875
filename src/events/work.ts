import { isUndecryptable } from '../installations/installations.ts';
import { isProblem } from '../problem.ts';
import { type EventNotification, parseEvent } from '../zoom/event-notification.ts';
import type { UserEvent } from './handlers.ts';
import type { Inbox, TakenNotification } from './inbox.ts';

export type EventResult = 'done' | 'unknown_event' | 'unknown_user' | 'undecryptable';

/** Works on one notification of the inbox, by its job's key. Doing it again does nothing more. */
export type WorkOnEvent = (key: string) => Promise<void>;

export interface WorkOptions {
  inbox: Inbox;
  handlers: ReadonlyMap<string, (event: UserEvent) => Promise<void>>;
  isInstalled: (userId: string) => Promise<boolean>;
  /** Told what became of each. */
  count: (event: string, result: EventResult) => void;
}

/** How far Zoom's clock may be before the database's. */
const CLOCK_TOLERANCE_MS = 5 * 60_000;

export function createWorkOnEvent({ inbox, handlers, isInstalled, count }: WorkOptions): WorkOnEvent {
  async function work({ body, takenAt }: TakenNotification): Promise<[string, EventResult]> {
    const event = parseEvent(body);
    const handler = event && handlers.get(event.event);
    if (event === undefined || handler === undefined) return ['other', 'unknown_event'];
    const { userId } = event;
    if (userId === undefined || !(await isInstalled(userId))) return [event.event, 'unknown_user'];
    try {
      await handler({ ...event, userId, at: happenedAt(event, takenAt) });
    } catch (error) {
      // No attempt would change that: a new authorization reads everything from Zoom again.
      if (isUndecryptable(error)) return [event.event, 'undecryptable'];
      // Erased while it was processed.
      if (!isProblem(error, 'not_signed_in')) throw error;
      return [event.event, 'unknown_user'];
    }
    return [event.event, 'done'];
  }

  return async (key) => {
    const taken = await inbox.open(key);
    if (taken === undefined) return;
    const [event, result] = await work(taken);
    await inbox.finish(key);
    count(event, result);
  };
}

/** A time that has not come yet is none: nothing that Zoom says later could ever count against it. */
function happenedAt({ at = Number.POSITIVE_INFINITY }: EventNotification, takenAt: number): number {
  return at <= takenAt + CLOCK_TOLERANCE_MS ? at : takenAt;
}
