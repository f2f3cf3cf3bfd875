import { createHash } from 'node:crypto';
import type { DataKey } from '../crypto/data-key.ts';
import { DecryptionError } from '../crypto/decryption-error.ts';
import type { EncryptionContext } from '../crypto/envelope.ts';
import type { SqlClient } from '../database/sql-client.ts';
import type { DataOwner } from '../installations/installation.ts';
import type { ZoomPage } from '../zoom/listings.ts';
import type { MeetingKind } from '../zoom/meeting.ts';

/** Identifies one page of one user's listing. */
export interface PageKey {
  userId: string;
  kind: MeetingKind;
  /** Zoom's value of the `type` parameter. */
  type: string;
  pageToken: string | null;
}

export interface StoredPage {
  page: ZoomPage;
  fetchedAt: Date;
  ageMs: number;
}

export async function readPage(
  sql: SqlClient,
  dataKey: DataKey,
  key: PageKey,
): Promise<StoredPage | undefined> {
  const [row] = await sql.$queryRaw<{ page: Uint8Array; fetchedAt: Date; ageMs: number }[]>`
    select page, fetched_at as "fetchedAt", (extract(epoch from now() - fetched_at) * 1000)::float8 as "ageMs"
    from listing_page
    where user_id = ${key.userId} and kind = ${key.kind}::meeting_kind and type = ${key.type}
      and page_token = ${keyOf(key.pageToken) ?? ''}`;
  const page = row && decryptPage(dataKey, pageContext(key), row.page);
  return page && { page, fetchedAt: row.fetchedAt, ageMs: row.ageMs };
}

/** A page that was copied from another row fails to decrypt and counts as missing. */
function decryptPage(
  dataKey: DataKey,
  context: EncryptionContext,
  encrypted: Uint8Array,
): ZoomPage | undefined {
  try {
    return JSON.parse(dataKey.decrypt(context, encrypted));
  } catch (error) {
    if (error instanceof DecryptionError) return undefined;
    throw error;
  }
}

/** The version that {@link storePage} compares. Read it before the call to Zoom. */
export async function readListingVersion(sql: SqlClient, userId: string): Promise<bigint> {
  const [row] = await sql.$queryRaw<{ version: bigint }[]>`
    select listing_version as version from installation where user_id = ${userId}`;
  return row?.version ?? 0n;
}

/**
 * Stores a page that Zoom returned, unless pages were removed since `version` was read: the page
 * may then be outdated. A new first page removes the later ones, because Zoom's page tokens change.
 */
export async function storePage(
  sql: SqlClient,
  dataKey: DataKey,
  key: PageKey,
  { page, version }: { page: ZoomPage; version: bigint },
): Promise<Date> {
  if (key.pageToken === null) {
    await sql.$executeRaw`
      delete from listing_page
      where user_id = ${key.userId} and kind = ${key.kind}::meeting_kind and type = ${key.type} and page_token <> ''`;
  }
  const encrypted = dataKey.encrypt(pageContext(key), JSON.stringify(page));
  // The row lock serializes this with concurrent removals of pages.
  const [stored] = await sql.$queryRaw<{ fetchedAt: Date }[]>`
    insert into listing_page (user_id, kind, type, page_token, page, fetched_at)
    select user_id, ${key.kind}::meeting_kind, ${key.type}, ${keyOf(key.pageToken) ?? ''}, ${encrypted}, now()
    from installation where user_id = ${key.userId} and listing_version = ${version} for share
    on conflict (user_id, kind, type, page_token) do update set page = excluded.page, fetched_at = excluded.fetched_at
    returning fetched_at as "fetchedAt"`;
  return stored?.fetchedAt ?? new Date();
}

function pageContext({ userId, kind, type, pageToken }: PageKey): EncryptionContext {
  const row = JSON.stringify([kind, type, keyOf(pageToken)]);
  return { table: 'listing_page', column: 'page', userId, row, generation: 0n };
}

/** PostgreSQL limits the length of index entries. Longer page tokens are replaced by their hash. */
const MAX_KEY_BYTES = 512;

function keyOf(pageToken: string | null): string | null {
  if (pageToken === null || Buffer.byteLength(pageToken) <= MAX_KEY_BYTES) return pageToken;
  return `sha256:${createHash('sha256').update(pageToken).digest('base64url')}`;
}

/** All cached pages of a user. */
export async function readAllPages(sql: SqlClient, { userId, dataKey }: DataOwner) {
  const rows = await sql.$queryRaw<
    { kind: MeetingKind; type: string; pageToken: string; page: Uint8Array; fetchedAt: Date }[]
  >`
    select kind::text as kind, type, page_token as "pageToken", page, fetched_at as "fetchedAt"
    from listing_page where user_id = ${userId} order by listing_page.kind, type, page_token`;
  return rows.flatMap(({ kind, type, pageToken, page: encrypted, fetchedAt }) => {
    const context = pageContext({ userId, kind, type, pageToken: pageToken === '' ? null : pageToken });
    const page = decryptPage(dataKey, context, encrypted);
    return page === undefined ? [] : [{ kind, type, fetchedAt, page }];
  });
}

interface PageRow {
  kind: MeetingKind;
  type: string;
  pageToken: string;
  page: Uint8Array;
  fetchedAt: Date;
}

/** A page holds up to 300 meetings. */
const EXPORT_PAGE = 10;

/** Yields the same pages as {@link readAllPages}, and reads only a few of them at a time. */
export async function* eachPage(sql: SqlClient, { userId, dataKey }: DataOwner) {
  let after: Pick<PageRow, 'kind' | 'type' | 'pageToken'> = { kind: 'meeting', type: '', pageToken: '' };
  for (;;) {
    const rows = await sql.$queryRaw<PageRow[]>`
      select kind::text as kind, type, page_token as "pageToken", page, fetched_at as "fetchedAt" from listing_page
      where user_id = ${userId}
        and (listing_page.kind, type, page_token) > (${after.kind}::meeting_kind, ${after.type}, ${after.pageToken})
      order by listing_page.kind, type, page_token limit ${EXPORT_PAGE}`;
    for (const { kind, type, pageToken, page: encrypted, fetchedAt } of rows) {
      const context = pageContext({ userId, kind, type, pageToken: pageToken === '' ? null : pageToken });
      const page = decryptPage(dataKey, context, encrypted);
      if (page !== undefined) yield { kind, type, fetchedAt, page };
    }
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last;
  }
}

/**
 * Removes the cached pages of these users and kinds, because a meeting was created, changed or
 * deleted. The first statement makes stores of earlier fetches fail. The second one then sees every
 * page that was stored before it. Both lock rows in a fixed order. Otherwise two concurrent removals
 * could deadlock.
 */
export async function removePages(
  sql: SqlClient,
  listings: readonly { userId: string; kind: MeetingKind }[],
): Promise<void> {
  if (listings.length === 0) return;
  const userIds = listings.map(({ userId }) => userId);
  const kinds = listings.map(({ kind }) => kind);
  await sql.$executeRaw`
    update installation set listing_version = listing_version + 1
    where user_id in (
      select user_id from installation where user_id = any(${userIds}::text[]) order by user_id for no key update)`;
  await deletePages(sql, userIds, kinds);
}

async function deletePages(sql: SqlClient, userIds: string[], kinds: MeetingKind[]): Promise<void> {
  await sql.$executeRaw`
    delete from listing_page where (user_id, kind, type, page_token) in (
      select p.user_id, p.kind, p.type, p.page_token
      from unnest(${userIds}::text[], ${kinds}::meeting_kind[]) as given (user_id, kind)
      join listing_page p using (user_id, kind)
      order by p.user_id, p.kind, p.type, p.page_token for update of p)`;
}

/**
 * Removes the pages of all users of an account, as {@link removePages} does for one user.
 * @returns those users
 */
export async function removeAccountPages(
  sql: SqlClient,
  accountId: string,
  kind: MeetingKind,
): Promise<string[]> {
  const users = await sql.$queryRaw<{ userId: string }[]>`
    update installation set listing_version = listing_version + 1
    where user_id in (
      select user_id from installation i
      where account_id = ${accountId} and erasing_since is null
        and exists (select from listing_page p where p.user_id = i.user_id and p.kind = ${kind}::meeting_kind)
      order by user_id for no key update)
    returning user_id as "userId"`;
  const userIds = users.map(({ userId }) => userId);
  await deletePages(
    sql,
    userIds,
    userIds.map(() => kind),
  );
  return userIds;
}
