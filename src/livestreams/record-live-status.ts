import { takeAdvisoryLock } from '../database/advisory-lock.ts';
import type { Database } from '../database/client.ts';
import type { SqlClient } from '../database/sql-client.ts';
import { inTransaction } from '../database/transaction.ts';
import type { UserCache } from '../database/user-cache.ts';
import type { DataOwner } from '../installations/installation.ts';
import type { Installations } from '../installations/installations.ts';
import { type AddressedEvent, meetingRefOf, type PublishAll } from '../user-events/publish.ts';
import type { MeetingRef } from '../zoom/meeting.ts';
import { recordBroadcast, recordBroadcasts } from './history-store.ts';
import { type ReportedStatus, setLiveStatuses } from './live-status.ts';
import { keyText, roundsOf } from './livestream-batch.ts';
import type { LivestreamKey } from './livestream-key.ts';

/** A report about a livestream, from a webhook, a request or a check. */
export interface LiveStatusReport {
  /**
   * `stopped`: the broadcast ended; `meeting_ended`: the meeting ended, and a broadcast with it.
   */
  status: 'live' | 'stopped' | 'meeting_ended';
  /** Since when, in epoch milliseconds. */
  at: number;
  /** The author of the change, as far as the report shows. */
  by: 'uplink' | 'zoom';
}

/** A report, with the livestream's owner. */
export interface OwnedReport extends LiveStatusReport {
  user: DataOwner;
  meeting: MeetingRef;
}

/**
 * Records whether a livestream is live, publishes the change and adds it to the history. Ignores a
 * report that is older than the recorded state.
 */
export interface RecordLiveStatus {
  (userId: string, meeting: MeetingRef, report: LiveStatusReport): Promise<void>;
  /**
   * The same for several reports, in the order of their times and in one transaction. Does not
   * invalidate this process's cache of the users.
   */
  all(reports: readonly OwnedReport[]): Promise<void>;
}

export interface RecordLiveStatusOptions {
  database: Database;
  installations: Installations;
  userCache: UserCache;
  publish: PublishAll;
}

/** More than the wait for other transactions about the same livestreams. */
const TIMEOUT_MS = 5_000;

export function createRecordLiveStatus(options: RecordLiveStatusOptions): RecordLiveStatus {
  const { database, installations, userCache, publish } = options;

  async function all(reports: readonly OwnedReport[]): Promise<void> {
    if (reports.length === 0) return;
    const rounds = roundsOf(reports.map(toStatus).sort(byTime));
    await inTransaction(database, { timeoutMs: TIMEOUT_MS }, async (transaction) => {
      await lockLiveStatuses(transaction, rounds[0] ?? []);
      const events: AddressedEvent[] = [];
      for (const round of rounds) events.push(...(await recordRound(transaction, round)));
      // Publish in the same transaction: a retry would find the state recorded and publish nothing.
      await publish.all(events, transaction);
    });
  }

  return Object.assign(
    async (userId: string, meeting: MeetingRef, report: LiveStatusReport) => {
      await all([{ ...report, user: await installations.get(userId), meeting }]);
      userCache.drop(userId);
    },
    { all },
  );
}

type Status = ReportedStatus & OwnedReport;

function toStatus(report: OwnedReport): Status {
  return { ...report, userId: report.user.userId, state: report.status === 'live' ? 'live' : 'idle' };
}

/** Of two reports of the same time, `idle` counts. */
function byTime(one: Status, other: Status): number {
  return one.at - other.at || Number(one.state === 'idle') - Number(other.state === 'idle');
}

/**
 * Records at most one report about each livestream, with the history.
 * @returns the events to publish
 */
async function recordRound(transaction: SqlClient, round: Status[]): Promise<AddressedEvent[]> {
  const previous = await setLiveStatuses(transaction, round);
  const changed = round.filter((report) => {
    const before = previous.get(keyText(report));
    return before !== undefined && before !== report.state;
  });
  const broadcasts = changed
    .filter((report) => report.status !== 'meeting_ended' || previous.get(keyText(report)) === 'live')
    .map(({ user, meeting, status, by, at }) => {
      const kind = status === 'live' ? ('started' as const) : ('stopped' as const);
      return { user, meeting, kind, by, at };
    });
  for (const { user, meeting, ...change } of broadcasts.filter(({ by }) => by === 'uplink'))
    await recordBroadcast(transaction, user, meeting, change);
  await recordBroadcasts(
    transaction,
    broadcasts.filter(({ by }) => by === 'zoom'),
  );
  return changed.map(({ userId, meeting, state, at }) => ({
    userId,
    event: 'live' as const,
    data: { ...meetingRefOf(meeting), status: state, since: new Date(at).toISOString() },
  }));
}

/**
 * Takes the advisory locks of the live statuses, so that each update sees the previous one. Locks
 * the installations first, in the same order as an erasure, and all rows in a fixed order, so that
 * no two transactions can deadlock.
 */
async function lockLiveStatuses(transaction: SqlClient, keys: readonly LivestreamKey[]): Promise<void> {
  const userIds = keys.map(({ userId }) => userId);
  const names = keys.map(lockName);
  await transaction.$queryRaw`
    select 1 from installation where user_id = any(${userIds}::text[]) order by user_id for key share`;
  await transaction.$queryRaw`
    select pg_advisory_xact_lock(hash)::text
    from (select distinct hashtextextended(name, 0) as hash from unnest(${names}::text[]) as name order by hash) as ordered`;
}

const lockName = (key: LivestreamKey) => `run ${keyText(key)}`;

/**
 * Runs `record` under the advisory lock of a livestream's live status. Does nothing if the
 * installation was deleted.
 */
export async function withLiveStatusLock(
  { prisma }: Pick<Database, 'prisma'>,
  key: LivestreamKey,
  record: (transaction: SqlClient) => Promise<void>,
): Promise<void> {
  await prisma.$transaction(async (transaction) => {
    const installation = await transaction.$queryRaw<unknown[]>`
      select 1 from installation where user_id = ${key.userId} for key share`;
    if (installation.length === 0) return;
    await takeAdvisoryLock(transaction, lockName(key));
    await record(transaction);
  });
}
