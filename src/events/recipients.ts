import type { Database } from '../database/client.ts';
import type { EventNotification } from '../zoom/event-notification.ts';

export interface Recipients {
  /** The user that the event names, if they have the app: the host of its meeting, or the user that it is about. */
  named: string | undefined;
  /** Other users of its account who have the livestream of its meeting cached. */
  others: string[];
}

/**
 * Finds the users that an event concerns. Zoom requires only `id` of a meeting in an event: without `host_id` the meeting
 * belongs to the users of that account who have it cached. Without `account_id`, to those of any account: an id is unique in Zoom.
 */
export type FindRecipients = (
  event: Pick<EventNotification, 'userId' | 'accountId' | 'meeting'>,
) => Promise<Recipients>;

export function createFindRecipients({ pool }: Pick<Database, 'pool'>): FindRecipients {
  return async ({ userId, accountId, meeting }) => {
    const { rows } = await pool.query<{ userId: string }>({
      name: 'event-recipients',
      text: `select user_id as "userId" from installation where user_id = $1 and erasing_since is null
             union
             select l.user_id from livestream l join installation i using (user_id)
             where l.kind = $2::meeting_kind and l.meeting_id = $3 and i.erasing_since is null
               and ($4::text is null or i.account_id = $4)`,
      values: [userId ?? null, meeting?.kind ?? null, meeting?.id ?? null, accountId ?? null],
    });
    const found = rows.map((row) => row.userId);
    return {
      named: found.find((id) => id === userId),
      others: found.filter((id) => id !== userId),
    };
  };
}
