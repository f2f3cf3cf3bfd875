import type { Database } from '../database/client.ts';
import type { Installations } from '../installations/installations.ts';
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

export function createFindRecipients(
  { sql }: Pick<Database, 'sql'>,
  { isInstalled }: Pick<Installations, 'isInstalled'>,
): FindRecipients {
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
