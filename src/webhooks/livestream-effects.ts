import type { Database } from '../database/client.ts';
import { Prisma } from '../database/generated/client.ts';
import { notifyInvalidation } from '../database/invalidation.ts';
import type { UserCache } from '../database/user-cache.ts';
import type { DataOwner } from '../installations/installation.ts';
import type { Installations } from '../installations/installations.ts';
import { removeAccountPages, removePages } from '../listings/page-store.ts';
import type { Configuration } from '../livestreams/configuration.ts';
import { newestOfEach } from '../livestreams/livestream-batch.ts';
import {
  recordMeetingEnds,
  recordMeetingStarts,
  type SessionEvent,
} from '../livestreams/meeting-sessions.ts';
import type { LiveStatusReport, RecordLiveStatus } from '../livestreams/record-live-status.ts';
import { type AddressedEvent, meetingRefOf, type PublishAll } from '../user-events/publish.ts';
import type { MeetingKind, MeetingRef } from '../zoom/meeting.ts';
import { fillCached, markAllDirty, markDirty, removeCachedByWebhook } from './livestream-store.ts';

/** What a `livestream` event identifies. */
type LivestreamChange = Extract<AddressedEvent, { event: 'livestream' }>['data'];

/**
 * An effect of an event on what is stored about a user's livestreams. Effects can be applied late,
 * repeatedly and in any order. Times are in epoch milliseconds.
 */
export type LivestreamEffect = { userId: string } & (
  | { type: 'live_status'; meeting: MeetingRef; report: LiveStatusReport }
  /** A livestream with this configuration started. */
  | { type: 'configuration'; meeting: MeetingRef; at: number; configuration: Configuration }
  /** Zoom may have another configuration. */
  | { type: 'dirty'; meeting: MeetingRef; at: number }
  /** Zoom may have another configuration of any of the user's livestreams. */
  | { type: 'all_dirty'; at: number }
  /** The meeting was deleted. Publishes this, too. */
  | { type: 'deleted'; meeting: MeetingRef; at: number }
  | { type: 'session_started'; meeting: MeetingRef; session: SessionEvent & { startedAt: number } }
  | { type: 'session_ended'; meeting: MeetingRef; session: SessionEvent }
  /** The user's list of meetings changed. */
  | { type: 'relisted'; kind: MeetingKind }
  /** Publishes an event to the user's browsers, after all other effects. */
  | { type: 'published'; data: LivestreamChange }
);

/**
 * Applies the effects of one event or of several, also of several users, with a few statements. If
 * it rejects, some of the effects may have been applied, and all of them can be applied again.
 */
export type ApplyEffects = (effects: readonly LivestreamEffect[]) => Promise<void>;

/** Applies webhook events to what is stored about livestreams. */
export interface LivestreamEvents {
  /** @throws Problem `not_signed_in` · `reconnect_required` before anything is applied */
  apply: ApplyEffects;
  /**
   * The meeting list of a user in the account changed. The event does not name the user.
   * @returns false if no user of the account has a cached list
   */
  relistedInAccount(accountId: string, kind: MeetingKind): Promise<boolean>;
}

/**
 * Maximum number of users who receive an event about their account's lists. The others see the
 * change at the next load.
 */
const MAX_RECIPIENTS = 500;

export interface LivestreamEventsOptions {
  database: Database;
  installations: Installations;
  userCache: UserCache;
  publish: PublishAll;
  recordLiveStatus: RecordLiveStatus;
}

export function createLivestreamEvents(options: LivestreamEventsOptions): LivestreamEvents {
  const { database, installations, userCache, publish, recordLiveStatus } = options;
  const { sql } = database;

  /** The users whose rows are decrypted or encrypted. */
  async function readUsers(userIds: Set<string>): Promise<(userId: string) => DataOwner> {
    const found = await installations.getAll([...userIds]);
    const users = new Map(found.map((user) => [user.userId, user]));
    return (userId) => {
      const user = users.get(userId);
      if (user === undefined) throw new Error('the user was not read');
      return user;
    };
  }

  /** Makes all instances read the cached livestreams of these users from the database again. */
  async function invalidate(effects: { userId: string }[]): Promise<void> {
    const userIds = [...new Set(effects.map(({ userId }) => userId))];
    if (userIds.length === 0) return;
    await sql.$queryRaw`
      select ${notifyInvalidation(Prisma.sql`user_id`, 'livestreams')}::text
      from unnest(${userIds}::text[]) as users (user_id)`;
    for (const userId of userIds) userCache.drop(userId);
  }

  async function publishAll(events: AddressedEvent[]): Promise<void> {
    for (const { userId } of events) userCache.drop(userId);
    await publish.all(events);
  }

  return {
    async apply(effects) {
      const of = <Type extends LivestreamEffect['type']>(type: Type) =>
        effects.filter((effect): effect is EffectOf<Type> => effect.type === type);
      const reports = of('live_status');
      const configurations = of('configuration');
      const userOf = await readUsers(new Set([...reports, ...configurations].map(({ userId }) => userId)));

      await markAllDirty(sql, of('all_dirty'));
      await removeCachedByWebhook(sql, newestOfEach(of('deleted')));
      const unfilled = await fillCached(
        sql,
        configurations.map((effect) => ({ ...effect, user: userOf(effect.userId) })),
      );
      await markDirty(sql, newestOfEach([...of('dirty'), ...unfilled]));
      // Recording live statuses may wait for locks. Until then, no instance returns old settings.
      if (reports.length > 0) await invalidate([...of('all_dirty'), ...of('dirty'), ...configurations]);
      await removePages(sql, distinct(of('relisted').map(({ userId, kind }) => ({ userId, kind }))));
      // Before the live status: a page that receives the deletion first reads nothing else.
      await publishAll(
        distinct(of('deleted').map(({ userId, meeting }) => addressed(userId, meetingRefOf(meeting)))),
      );
      await recordLiveStatus.all(
        reports.map(({ userId, meeting, report }) => ({ ...report, meeting, user: userOf(userId) })),
      );
      for (const { userId } of reports) userCache.drop(userId);
      await recordMeetingStarts(sql, of('session_started').map(withSession));
      await recordMeetingEnds(sql, of('session_ended').map(withSession));
      await publishAll(distinct(of('published').map(({ userId, data }) => addressed(userId, data))));
    },

    async relistedInAccount(accountId, kind) {
      const userIds = await removeAccountPages(sql, accountId, kind);
      const recipients = userIds.slice(0, MAX_RECIPIENTS);
      await publishAll(recipients.map((userId) => addressed(userId, { kind: `${kind}s` })));
      return userIds.length > 0;
    },
  };
}

type EffectOf<Type extends LivestreamEffect['type']> = Extract<LivestreamEffect, { type: Type }>;

function withSession<Session>(effect: { userId: string; meeting: MeetingRef; session: Session }) {
  const { userId, meeting, session } = effect;
  return { userId, meeting, ...session };
}

function addressed(userId: string, data: LivestreamChange): AddressedEvent {
  return { userId, event: 'livestream', data };
}

function distinct<Item>(items: Item[]): Item[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}
