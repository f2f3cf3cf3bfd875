import { DecryptionError } from '../crypto/decryption-error.ts';
import type { EncryptionContext } from '../crypto/envelope.ts';
import { Prisma } from '../database/generated/client.ts';
import { leaseSql } from '../database/lease.ts';
import type { DataOwner } from '../installations/installation.ts';
import type { MeetingRef } from '../zoom/meeting.ts';
import type { Configuration } from './configuration.ts';
import type { Intent } from './intent.ts';
import type { LivestreamKey } from './livestream-key.ts';

/**
 * Longer than one call to Zoom, including its wait for a permit. It restarts when the update is
 * sent, and when sending is delayed.
 */
export const WRITE_LEASE = leaseSql({
  table: 'livestream',
  owner: 'write_owner',
  until: 'write_until',
  seconds: 20,
});

/** The cached livestream in the database. */
export interface CachedLivestream {
  /** Null if the row holds only a write lease. */
  configuration: Configuration | null;
  source: 'zoom' | 'webhook';
  fetchedAt: Date;
  /** Age on the database's clock, milliseconds. */
  ageMs: number;
  /** State of the row that a store requires. */
  fence: Fence;
  /** Zoom has, or may have, something newer. */
  dirty: boolean;
  /** A write is in progress, or its outcome is unknown: a fetched value must not be stored. */
  inDoubt: boolean;
  /** The configuration that an unconfirmed update was sending; null otherwise. */
  intended: Intent | null;
}

/** State of a row when it was read. `version` 0 means that there was no row. */
export interface Fence {
  version: bigint;
  writeUntil: Date | null;
  /**
   * Time of the newest webhook that reported a change of this livestream; without a row, of any
   * livestream of the user.
   */
  eventAt: Date | null;
}

/** Fence for a livestream without a row, if no webhook has reported a change. */
export const EMPTY_FENCE: Fence = { version: 0n, writeUntil: null, eventAt: null };

export function fenceOf({ version, writeUntil, eventAt }: Row): Fence {
  return { version, writeUntil, eventAt };
}

/** Columns of `livestream`, as a {@link Row}. */
export const COLUMNS = Prisma.sql`
  meeting_id::text as "meetingId", configuration, source::text as source, fetched_at as "fetchedAt",
  (extract(epoch from now() - fetched_at) * 1000)::float8 as "ageMs",
  version, write_until as "writeUntil", event_at as "eventAt", intended,
  dirty or write_until is not null as dirty,
  coalesce(write_until > now(), false) as "inDoubt"`;

export interface Row {
  meetingId: string;
  configuration: Uint8Array | null;
  source: 'zoom' | 'webhook' | null;
  fetchedAt: Date | null;
  ageMs: number | null;
  version: bigint;
  writeUntil: Date | null;
  eventAt: Date | null;
  intended: Uint8Array | null;
  dirty: boolean;
  inDoubt: boolean;
}

export function decryptRow(user: DataOwner, meeting: MeetingRef, row: Row): CachedLivestream {
  const key = { userId: user.userId, meeting };
  return {
    configuration: decryptJson<Configuration>(
      user,
      configurationContext(key, row.version),
      row.configuration,
    ),
    intended: decryptJson<Intent>(user, intentContext(key, row.version), row.intended),
    source: row.source ?? 'zoom',
    fetchedAt: row.fetchedAt ?? new Date(0),
    // The age is unknown if the time is in the future by the database's clock.
    ageMs: row.ageMs !== null && row.ageMs >= 0 ? row.ageMs : Number.POSITIVE_INFINITY,
    fence: fenceOf(row),
    dirty: row.dirty,
    inDoubt: row.inDoubt,
  };
}

/**
 * A value that was copied from another row, or rolled back, fails to decrypt and counts as missing.
 */
function decryptJson<Content>(
  { dataKey }: DataOwner,
  context: EncryptionContext,
  encrypted: Uint8Array | null,
): Content | null {
  if (encrypted === null) return null;
  try {
    return JSON.parse(dataKey.decrypt(context, encrypted));
  } catch (error) {
    if (error instanceof DecryptionError) return null;
    throw error;
  }
}

/** Encryption context of the configuration at this version. */
export function configurationContext(
  { userId, meeting: { kind, id } }: LivestreamKey,
  version: bigint,
): EncryptionContext {
  return { table: 'livestream', column: 'configuration', userId, row: `${kind}:${id}`, generation: version };
}

/** Encryption context of the intended configuration. */
export function intentContext(key: LivestreamKey, version: bigint): EncryptionContext {
  return { ...configurationContext(key, version), column: 'intended' };
}
