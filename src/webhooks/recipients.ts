import type { Database } from '../database/client.ts';
import type { SqlClient } from '../database/sql-client.ts';
import type { WebhookEvent } from '../zoom/event-notification.ts';

/**
 * Finds the users to whom an event applies: the user that it names, if they installed the app. Zoom
 * requires only a meeting's `id`. Without `host_id`, these are the users of the account who have
 * the meeting's livestream cached. Without `account_id`, those of any account, because IDs are
 * unique in Zoom.
 */
export type FindRecipients = (
  event: Pick<WebhookEvent, 'userId' | 'accountId' | 'meeting'>,
) => Promise<string[]>;

export function createFindRecipients({ sql }: Pick<Database, 'sql'>): FindRecipients {
  const isInstalled = createIsInstalled(sql);

  return async ({ userId, accountId, meeting }) => {
    if (userId !== undefined) return (await isInstalled(userId)) ? [userId] : [];
    if (meeting === undefined) return [];
    const account = accountId ?? null;
    const hosts = await sql.$queryRaw<{ userId: string }[]>`
      select user_id as "userId" from livestream l join installation i using (user_id)
      where l.kind = ${meeting.kind}::meeting_kind and l.meeting_id = ${meeting.id}::bigint
        and i.erasing_since is null
        and (${account}::text is null or i.account_id = ${account}::text)`;
    return hosts.map((host) => host.userId);
  };
}

/** Whether a user installed the app. Calls that come together share a query. */
function createIsInstalled(sql: SqlClient): (userId: string) => Promise<boolean> {
  let waiting: { userIds: Set<string>; installed: Promise<Set<string>> } | undefined;

  async function find(userIds: Set<string>): Promise<Set<string>> {
    await Promise.resolve();
    waiting = undefined;
    const rows = await sql.$queryRaw<{ userId: string }[]>`
      select user_id as "userId" from installation
      where user_id = any(${[...userIds]}::text[]) and erasing_since is null`;
    return new Set(rows.map(({ userId }) => userId));
  }

  function together(): NonNullable<typeof waiting> {
    const userIds = new Set<string>();
    return { userIds, installed: find(userIds) };
  }

  return async (userId) => {
    waiting ??= together();
    const { userIds, installed } = waiting;
    userIds.add(userId);
    return (await installed).has(userId);
  };
}
