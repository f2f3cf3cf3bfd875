import { isUndecryptable } from '../installations/installations.ts';
import { isProblem } from '../problem.ts';
import { parseEvent, type WebhookEvent } from '../zoom/event-notification.ts';
import type { MeetingKind } from '../zoom/meeting.ts';
import type { UserEvent } from './handlers.ts';
import type { Inbox, StoredWebhook } from './inbox.ts';
import type { FindRecipients } from './recipients.ts';

export type EventResult = 'done' | 'unknown_event' | 'unknown_user' | 'undecryptable';

/** Processes one event of the inbox by its job's key. Idempotent. */
export type ProcessWebhook = (key: string) => Promise<void>;

export interface ProcessWebhookOptions {
  inbox: Inbox;
  handlers: ReadonlyMap<string, (event: UserEvent) => Promise<void>>;
  findRecipients: FindRecipients;
  /** Refreshes the lists of an account's users. @returns false if no user has a cached list */
  relistAccount: (accountId: string, kind: MeetingKind) => Promise<boolean>;
  /** Called with the outcome of each event. */
  count: (event: string, result: EventResult) => void;
}

/** Tolerance for a Zoom clock that is ahead of the database's. */
const CLOCK_TOLERANCE_MS = 5 * 60_000;

export function createProcessWebhook(options: ProcessWebhookOptions): ProcessWebhook {
  const { inbox, handlers, findRecipients, relistAccount, count } = options;

  async function work({ body, takenAt }: StoredWebhook): Promise<[string, EventResult]> {
    const event = parseEvent(body);
    const handler = event && handlers.get(event.event);
    if (event === undefined || handler === undefined) return ['other', 'unknown_event'];
    const at = happenedAt(event, takenAt);
    const about = event.userId === undefined ? withoutSettings(event) : event;
    const results: EventResult[] = [];
    for (const userId of await findRecipients(event))
      results.push(await apply(handler, { ...about, userId, at }));
    return [event.event, results.at(-1) ?? (await withoutRecipient(event))];
  }

  async function apply(handler: (event: UserEvent) => Promise<void>, event: UserEvent): Promise<EventResult> {
    try {
      await handler(event);
    } catch (error) {
      // A retry can't succeed. After a new authorization, everything is fetched from Zoom again.
      if (isUndecryptable(error)) return 'undecryptable';
      // The user was erased while the event was processed.
      if (!isProblem(error, 'not_signed_in')) throw error;
      return 'unknown_user';
    }
    return 'done';
  }

  /**
   * The event names no host and the meeting is not cached, so it may be in the list of any user of
   * the account.
   */
  async function withoutRecipient({ userId, accountId, meeting }: WebhookEvent): Promise<EventResult> {
    if (userId !== undefined || accountId === undefined || meeting === undefined) return 'unknown_user';
    return (await relistAccount(accountId, meeting.kind)) ? 'done' : 'unknown_user';
  }

  return async (key) => {
    const taken = await inbox.open(key);
    if (taken === undefined) return;
    const [event, result] = await work(taken);
    await inbox.finish(key);
    count(event, result);
  };
}

/** A time in the future is ignored: otherwise no later event could replace it. */
function happenedAt({ at = Number.POSITIVE_INFINITY }: WebhookEvent, takenAt: number): number {
  return at <= takenAt + CLOCK_TOLERANCE_MS ? at : takenAt;
}

/**
 * Removes the livestream settings from the event: they are the host's, and the recipient may be
 * another user.
 */
function withoutSettings(event: WebhookEvent): WebhookEvent {
  const { live_streaming: _settings, ...object } = event.object;
  return { ...event, object };
}
