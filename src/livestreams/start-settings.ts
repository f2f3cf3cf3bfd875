import { DecryptionError } from '../crypto/decryption-error.ts';
import type { EncryptionContext } from '../crypto/envelope.ts';
import { Prisma } from '../database/generated/client.ts';
import type { SqlClient } from '../database/sql-client.ts';
import type { DataOwner } from '../installations/installation.ts';
import type { StatusSettings } from '../zoom/livestream-status.ts';
import type { MeetingRef } from '../zoom/meeting.ts';
import { isLivestream, type LivestreamKey } from './livestream-key.ts';

/** Zoom's event about a start arrives within this time of the start. */
const SAME_BROADCAST = Prisma.sql`interval '2 minutes'`;

/**
 * SQL expression: whether Uplink started the current broadcast, according to the history and Zoom's
 * latest report.
 */
export function isStartedByUplink(key: LivestreamKey): Prisma.Sql {
  return Prisma.sql`coalesce((
    select c.change = 'started' and c.by = 'uplink' and not exists (
      select from live_status l
      where ${isLivestream(key)} and (l.state <> 'live' or l.since > c.at + ${SAME_BROADCAST}))
    from (
      select change, by, at from livestream_change
      where ${isLivestream(key)} and change in ('started', 'stopped')
      order by livestream_change.at desc, seq desc limit 1) c), false)`;
}

/** The settings of a start, encrypted for its row. */
export function encryptSettings(
  { userId, dataKey }: DataOwner,
  meeting: MeetingRef,
  settings: StatusSettings,
): Uint8Array<ArrayBuffer> {
  return dataKey.encrypt(settingsContext({ userId, meeting }), JSON.stringify(settings));
}

/** The decrypted settings of a start; undefined if they were encrypted for another row. */
export function decryptSettings(
  { userId, dataKey }: DataOwner,
  meeting: MeetingRef,
  encrypted: Uint8Array | null,
): StatusSettings | undefined {
  if (encrypted === null) return undefined;
  try {
    return JSON.parse(dataKey.decrypt(settingsContext({ userId, meeting }), encrypted));
  } catch (error) {
    if (error instanceof DecryptionError) return undefined;
    throw error;
  }
}

function settingsContext({ userId, meeting: { kind, id } }: LivestreamKey): EncryptionContext {
  return { table: 'start_attempt', column: 'settings', userId, row: `${kind} ${id}`, generation: 0n };
}

/** The settings of the last start that Uplink made; undefined if they are unknown. */
export async function readStartSettings(
  sql: SqlClient,
  user: DataOwner,
  meeting: MeetingRef,
): Promise<StatusSettings | undefined> {
  const [row] = await sql.$queryRaw<{ settings: Uint8Array | null }[]>`
    select settings from start_attempt where ${isLivestream({ userId: user.userId, meeting })}`;
  return decryptSettings(user, meeting, row?.settings ?? null);
}

/** The settings of the current broadcast; undefined unless Uplink started it. */
export async function readBroadcastSettings(
  sql: SqlClient,
  user: DataOwner,
  meeting: MeetingRef,
): Promise<StatusSettings | undefined> {
  const [row] = await sql.$queryRaw<{ isOurs: boolean }[]>`
    select ${isStartedByUplink({ userId: user.userId, meeting })} as "isOurs"`;
  return row?.isOurs === true ? readStartSettings(sql, user, meeting) : undefined;
}

/** Adds settings that were changed during the broadcast to those of its start. */
export async function changeStartSettings(
  sql: SqlClient,
  user: DataOwner,
  meeting: MeetingRef,
  changed: StatusSettings,
): Promise<void> {
  const settings = await readStartSettings(sql, user, meeting);
  if (settings === undefined) return;
  await sql.$executeRaw`
    update start_attempt set settings = ${encryptSettings(user, meeting, { ...settings, ...changed })}
    where ${isLivestream({ userId: user.userId, meeting })} and settings is not null`;
}
