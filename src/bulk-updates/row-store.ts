import type { DataKey } from '../crypto/data-key.ts';
import { DecryptionError } from '../crypto/decryption-error.ts';
import type { EncryptionContext } from '../crypto/envelope.ts';
import type { SqlClient } from '../database/sql-client.ts';
import type { DataOwner } from '../installations/installation.ts';
import type { BulkUpdate, Row, RowContent, RowProblem, RowStatus } from './types.ts';

/* The rows of bulk updates: one for each meeting, with encrypted contents. */

/** Identifies a bulk update. */
export type BulkUpdateKey = Pick<BulkUpdate, 'id' | 'userId' | 'kind'>;

/** A bulk update with the key that encrypts its rows. */
export interface EncryptedBulkUpdate extends BulkUpdateKey {
  dataKey: DataKey;
}

/** Reads the rows of a bulk update in their order. */
export async function readRows(
  sql: SqlClient,
  bulk: EncryptedBulkUpdate,
  { status = null, limit = null }: { status?: RowStatus | null; limit?: number | null } = {},
): Promise<Row[]> {
  const rows = await sql.$queryRaw<(Omit<Row, 'content'> & { content: Uint8Array })[]>`
    select position, meeting_id::text as "meetingId", status::text as status, version, content
    from bulk_update_row
    where bulk_update_id = (select id from bulk_update where id = ${bulk.id}::uuid and user_id = ${bulk.userId})
      and (${status}::bulk_row_status is null or status = ${status}::bulk_row_status)
    order by position limit ${limit}::int`;
  return rows.map((row) => ({ ...row, content: decryptContent(bulk, row) }));
}

/**
 * Stores the result of a pending row. Status `pending` records that its update will be sent, unless
 * the bulk update is cancelled.
 * @returns the stored row; undefined if it was cancelled or changed since it was read
 */
export async function storeRow(
  sql: SqlClient,
  bulk: EncryptedBulkUpdate,
  row: Row,
  { status, content }: Pick<Row, 'status' | 'content'>,
): Promise<Row | undefined> {
  const version = row.version + 1n;
  const encrypted = bulk.dataKey.encrypt(rowContext(bulk, { ...row, version }), JSON.stringify(content));
  const stored = await sql.$executeRaw`
    update bulk_update_row set status = ${status}::bulk_row_status, content = ${encrypted}, version = ${version}
    where bulk_update_id = (
        select id from bulk_update
        where id = ${bulk.id}::uuid and user_id = ${bulk.userId}
          and (${status}::bulk_row_status <> 'pending' or status <> 'cancelled'))
      and position = ${row.position} and status = 'pending' and version = ${row.version}`;
  return stored === 1 ? { ...row, status, version, content } : undefined;
}

const BATCH_OF_FAILED = 250;

/** Fails every pending row with the same problem, including rows in doubt. */
export async function failPendingRows(
  sql: SqlClient,
  bulk: EncryptedBulkUpdate,
  problem: RowProblem,
): Promise<void> {
  const rows = await readRows(sql, bulk, { status: 'pending' });
  for (let from = 0; from < rows.length; from += BATCH_OF_FAILED) {
    const batch = rows.slice(from, from + BATCH_OF_FAILED).map((row) => {
      const version = row.version + 1n;
      const content = JSON.stringify({ ...row.content, problem });
      const context = rowContext(bulk, { ...row, version });
      return { position: row.position, version, content: bulk.dataKey.encrypt(context, content) };
    });
    const positions = batch.map(({ position }) => position);
    const versions = batch.map(({ version }) => version);
    const contents = batch.map(({ content }) => content);
    await sql.$executeRaw`
      update bulk_update_row as r set status = 'failed', content = n.content, version = n.version
      from unnest(${positions}::int[], ${versions}::bigint[], ${contents}::bytea[])
        as n (position, version, content)
      where r.bulk_update_id = ${bulk.id}::uuid and r.position = n.position and r.status = 'pending'
        and r.version = n.version - 1`;
  }
}

/** Topics that identify a bulk update in a list. */
const MAX_TOPICS = 3;

/**
 * The topics of the first meetings of each listed bulk update, by its id. Unreadable and empty ones
 * are left out.
 */
export async function firstTopics(
  sql: SqlClient,
  { userId, dataKey }: DataOwner,
): Promise<Map<string, string[]>> {
  const rows = await sql.$queryRaw<FirstRow[]>`
    select b.id::text as id, b.kind::text as kind, r.position, r.meeting_id::text as "meetingId", r.version, r.content
    from bulk_update as b, lateral (
      select position, meeting_id, version, content from bulk_update_row
      where bulk_update_id = b.id order by position limit ${MAX_TOPICS}
    ) as r
    where b.user_id = ${userId} and b.created_at > now() - interval '30 days'
    order by b.id, r.position`;
  const topics = new Map<string, string[]>();
  for (const { id, kind, ...row } of rows) {
    const { topic } = decryptContent({ id, kind, userId, dataKey }, row);
    if (topic) topics.set(id, [...(topics.get(id) ?? []), topic]);
  }
  return topics;
}

type FirstRow = Pick<BulkUpdate, 'id' | 'kind'> & EncryptedRow;

type EncryptedRow = Pick<Row, 'position' | 'meetingId' | 'version'> & { content: Uint8Array };

function decryptContent(bulk: EncryptedBulkUpdate, row: EncryptedRow): RowContent {
  try {
    return JSON.parse(bulk.dataKey.decrypt(rowContext(bulk, row), row.content));
  } catch (error) {
    if (error instanceof DecryptionError) return UNREADABLE;
    throw error;
  }
}

const UNREADABLE: RowContent = {
  topic: '',
  changes: { kind: 'update', fields: {} },
  before: null,
  after: null,
  problem: {
    code: 'internal_error',
    title: 'Unreadable',
    reason: 'unreadable',
    detail: 'The stored change can no longer be read; nothing was changed. Start again.',
  },
};

/**
 * Includes the meeting, so that a ciphertext moved to another row can't be sent to the wrong
 * meeting.
 */
export function rowContext(
  { id, userId, kind }: BulkUpdateKey,
  { position, meetingId, version }: Pick<Row, 'position' | 'meetingId' | 'version'>,
): EncryptionContext {
  const row = `${kind}:${meetingId}:${id}:${position}`;
  return { table: 'bulk_update_row', column: 'content', userId, row, generation: version };
}
