import { isUndecryptable } from '../installations/installations.ts';
import { isProblem } from '../problem.ts';
import { parseEvent, type WebhookEvent } from '../zoom/event-notification.ts';
import type { MeetingKind } from '../zoom/meeting.ts';
import type { UserEvent } from './handlers.ts';
import type { Inbox } from './inbox.ts';
import type { FindRecipients } from './recipients.ts';

export type EventResult = 'done' | 'unknown_event' | 'unknown_user' | 'undecryptable';

/**
 * Processes the events of one job, by their keys in the inbox. Idempotent. Events of one user are
 * processed one after another.
 *
 * @param signal aborts when the instance stops: events that have not begun are left to a retry
 * @throws the first error, after all other events have been processed
 */
export type ProcessWebhooks = (keys: readonly string[], signal?: AbortSignal) => Promise<void>;

export interface ProcessWebhooksOptions {
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

/** Users of one job whose events are processed concurrently. */
const CONCURRENT_USERS = 2;

export function createProcessWebhooks(options: ProcessWebhooksOptions): ProcessWebhooks {
  const { inbox, handlers, findRecipients, relistAccount, count } = options;

  async function work({ event, takenAt }: OpenedWebhook): Promise<[string, EventResult]> {
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

  return async (keys, signal) => {
    const errors: unknown[] = [];
    const outcomes: [string, EventResult][] = [];
    const finished: string[] = [];
    const attempt = async <T>(step: () => T | Promise<T>): Promise<T | undefined> => {
      try {
        return await step();
      } catch (error) {
        errors.push(error);
        return undefined;
      }
    };

    const opened: OpenedWebhook[] = [];
    for (const { key, takenAt, decryptBody } of await inbox.open(keys))
      await attempt(() => opened.push({ key, takenAt, event: parseEvent(decryptBody()) }));
    const users = groupByUser(opened).values();
    const processUsers = async () => {
      for (const ofUser of users)
        for (const webhook of ofUser)
          await attempt(async () => {
            signal?.throwIfAborted();
            outcomes.push(await work(webhook));
            finished.push(webhook.key);
          });
    };
    await Promise.all(Array.from({ length: CONCURRENT_USERS }, processUsers));

    if (finished.length > 0) await inbox.finish(finished);
    for (const [event, result] of outcomes) count(event, result);
    if (errors.length > 0) throw errors[0];
  };
}

interface OpenedWebhook {
  key: string;
  takenAt: number;
  /** undefined if the body is not an event. */
  event: WebhookEvent | undefined;
}

function groupByUser(webhooks: readonly OpenedWebhook[]): Map<string | undefined, OpenedWebhook[]> {
  const groups = new Map<string | undefined, OpenedWebhook[]>();
  for (const webhook of webhooks) {
    const userId = webhook.event?.userId;
    groups.set(userId, [...(groups.get(userId) ?? []), webhook]);
  }
  return groups;
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
