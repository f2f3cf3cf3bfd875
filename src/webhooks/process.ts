import { isUndecryptable } from '../installations/installations.ts';
import { isProblem } from '../problem.ts';
import { parseEvent, type WebhookEvent } from '../zoom/event-notification.ts';
import type { MeetingKind } from '../zoom/meeting.ts';
import type { Handler } from './handlers.ts';
import type { Inbox, StoredWebhook } from './inbox.ts';
import type { ApplyEffects, LivestreamEffect } from './livestream-effects.ts';
import type { FindRecipients } from './recipients.ts';

export type EventResult = 'done' | 'unknown_event' | 'unknown_user' | 'undecryptable';

/**
 * Processes the events of one job, by their keys in the inbox. Idempotent. The effects on
 * livestreams are applied together, or, if that fails, for each event alone. Everything else is
 * done serially for each user.
 *
 * @param signal aborts when the instance stops: events that have not begun are left to a retry
 * @throws the first error, after all other events have been processed
 */
export type ProcessWebhooks = (keys: readonly string[], signal?: AbortSignal) => Promise<void>;

export interface ProcessWebhooksOptions {
  inbox: Inbox;
  handlers: ReadonlyMap<string, Handler>;
  findRecipients: FindRecipients;
  /** Applies effects of several events. @default each handler applies those of its event */
  applyEffects?: ApplyEffects;
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
  const { inbox, handlers, findRecipients, applyEffects, relistAccount, count } = options;

  async function open({ key, takenAt, decryptBody }: StoredWebhook): Promise<OpenedWebhook> {
    const event = parseEvent(decryptBody());
    const handler = event && handlers.get(event.event);
    if (event === undefined || handler === undefined) return { key };
    const recipients = findRecipients(event);
    // Its rejection is handled when the event is processed.
    recipients.catch(() => undefined);
    return { key, known: { event, at: happenedAt(event, takenAt), handler, recipients } };
  }

  /** Runs the event's handler for each recipient. */
  async function handle({ key, known }: OpenedWebhook): Promise<Handled> {
    if (known === undefined) return { key, event: 'other', result: 'unknown_event', effects: [] };
    const { event, at, handler } = known;
    const about = event.userId === undefined ? withoutSettings(event) : event;
    const effects: LivestreamEffect[][] = [];
    const collect: ApplyEffects | undefined =
      applyEffects && (async (collected) => void effects.push([...collected]));
    const results: EventResult[] = [];
    for (const userId of await known.recipients)
      results.push(await resultOf(handler({ ...about, userId, at }, collect)));
    return { key, event: event.event, result: results.at(-1) ?? (await withoutRecipient(event)), effects };
  }

  /**
   * The event names no host and the meeting is not cached, so it may be in the list of any user of
   * the account.
   */
  async function withoutRecipient({ userId, accountId, meeting }: WebhookEvent): Promise<EventResult> {
    if (userId !== undefined || accountId === undefined || meeting === undefined) return 'unknown_user';
    return (await relistAccount(accountId, meeting.kind)) ? 'done' : 'unknown_user';
  }

  /** @returns false if some effects could not be applied: then each event must be tried alone */
  async function applyTogether(apply: ApplyEffects, handled: readonly Handled[]): Promise<boolean> {
    if (handled.length === 1) return false;
    return apply(handled.flatMap(({ effects }) => effects.flat())).then(
      () => true,
      () => false,
    );
  }

  async function applyAlone(apply: ApplyEffects, webhook: Handled): Promise<void> {
    for (const effects of webhook.effects) webhook.result = await resultOf(apply(effects));
  }

  return async (keys, signal) => {
    const errors: unknown[] = [];
    const finished: Handled[] = [];
    const attempt = async (step: () => Promise<unknown>): Promise<void> => {
      await step().catch((error) => errors.push(error));
    };

    const opened: OpenedWebhook[] = [];
    const stored = await inbox.open(keys);
    await Promise.all(stored.map((webhook) => attempt(async () => opened.push(await open(webhook)))));

    const handled: Handled[] = [];
    const users = groupByUser(opened).values();
    const processUsers = async () => {
      for (const ofUser of users)
        for (const webhook of ofUser)
          await attempt(async () => {
            signal?.throwIfAborted();
            handled.push(await handle(webhook));
          });
    };
    await Promise.all(Array.from({ length: CONCURRENT_USERS }, processUsers));

    const withEffects = handled.filter(({ effects }) => effects.length > 0);
    finished.push(...handled.filter(({ effects }) => effects.length === 0));
    if (applyEffects && (await applyTogether(applyEffects, withEffects))) finished.push(...withEffects);
    else if (applyEffects)
      for (const webhook of withEffects)
        await attempt(async () => {
          signal?.throwIfAborted();
          await applyAlone(applyEffects, webhook);
          finished.push(webhook);
        });

    if (finished.length > 0) await inbox.finish(finished.map(({ key }) => key));
    for (const { event, result } of finished) count(event, result);
    if (errors.length > 0) throw errors[0];
  };
}

interface OpenedWebhook {
  key: string;
  /** undefined if the body is not an event, or one without a handler. */
  known?: {
    event: WebhookEvent;
    /** When it happened, epoch milliseconds. */
    at: number;
    handler: Handler;
    recipients: Promise<string[]>;
  };
}

interface Handled {
  key: string;
  event: string;
  result: EventResult;
  /** Effects that have not been applied, for each recipient. */
  effects: LivestreamEffect[][];
}

/** The result of processing an event for one user. @throws errors after which a retry can succeed */
async function resultOf(work: Promise<void>): Promise<EventResult> {
  try {
    await work;
  } catch (error) {
    // A retry can't succeed. After a new authorization, everything is fetched from Zoom again.
    if (isUndecryptable(error)) return 'undecryptable';
    // The user was erased while the event was processed.
    if (!isProblem(error, 'not_signed_in')) throw error;
    return 'unknown_user';
  }
  return 'done';
}

function groupByUser(webhooks: readonly OpenedWebhook[]): Map<string | undefined, OpenedWebhook[]> {
  const groups = new Map<string | undefined, OpenedWebhook[]>();
  for (const webhook of webhooks) {
    const userId = webhook.known?.event.userId;
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
